"""A real CalDAV server (Radicale) as a process of its own, for the demo and tests.

Radicale is licensed under the GPL, so it is started, never imported.
"""

import base64
import http.client
from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import quote
from uuid import uuid4

from typing_extensions import override

from admin_server.demo.local_server import LOCAL, LocalServer, LocalServerFailed

READER = "portico"
"""The user who may read every calendar, as an organisation's connection does."""
_REQUEST_SECONDS = 10.0

_CONFIG = """\
[server]
hosts = 127.0.0.1:{port}
max_connections = 32
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[rights]
type = from_file
file = {folder}/rights
[storage]
filesystem_folder = {folder}/collections
[web]
type = none
[headers]
{run_header} = {run}
[logging]
level = warning
"""
_RUN_HEADER = "X-Calendar-Server-Run"

_RIGHTS = f"""\
[their-own]
user: .+
collection: {{user}}(/.*)?
permissions: RrWw
[reader]
user: {READER}
collection: .*
permissions: Rr
[root]
user: .+
collection:
permissions: R
"""

_NEW_CALENDAR = """\
<?xml version="1.0" encoding="utf-8"?>
<C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set><D:prop>
<D:displayname>{name}</D:displayname>
<C:supported-calendar-component-set>{components}</C:supported-calendar-component-set>
</D:prop></D:set></C:mkcalendar>
"""


CalendarServerFailed = LocalServerFailed
"""What the demo calls it when the calendar server fails."""


class CalendarServer(LocalServer):
    """A running Radicale on a port of 127.0.0.1; its data stays in `folder`.

    Started twice on the same folder it finds its users and events again.
    """

    _run = ""

    @property
    def url(self) -> str:
        """The server's address, ending in a slash."""
        return f"http://{LOCAL}:{self._port}/"

    def add_user(self, user: str, password: str) -> None:
        """Let `user` sign in; a known user gets the new password."""
        file = self._folder / "users"
        lines = file.read_text(encoding="utf-8").splitlines()
        others = [line for line in lines if not line.startswith(f"{user}:")]
        file.write_text("\n".join([*others, f"{user}:{password}", ""]), "utf-8")

    def add_calendar(
        self, user: str, name: str = "calendar", *, holds: Sequence[str] = ("VEVENT",)
    ) -> str:
        """Make a calendar for a user, where it is not there yet; say its path."""
        path = f"/{quote(user)}/{quote(name)}/"
        components = "".join(f'<C:comp name="{kind}"/>' for kind in holds)
        body = _NEW_CALENDAR.format(name=name, components=components)
        there_already = HTTPStatus.CONFLICT, HTTPStatus.METHOD_NOT_ALLOWED
        self._ask(user, "MKCALENDAR", path, body=body, also_fine=there_already)
        return path

    def remove_calendar(self, user: str, name: str) -> None:
        """Delete a user's calendar with everything in it."""
        self._ask(user, "DELETE", f"/{quote(user)}/{quote(name)}/")

    def put_event(
        self, user: str, name: str, ics: str, *, calendar: str = "calendar"
    ) -> str:
        """Save an iCalendar text as `name`.ics in a user's calendar; say its path."""
        path = f"/{quote(user)}/{quote(calendar)}/{quote(name, safe='')}.ics"
        self._ask(user, "PUT", path, body=ics)
        return path

    def remove_event(self, user: str, name: str, *, calendar: str = "calendar") -> None:
        """Delete `name`.ics from a user's calendar."""
        path = f"/{quote(user)}/{quote(calendar)}/{quote(name, safe='')}.ics"
        self._ask(user, "DELETE", path)

    def _ask(
        self,
        user: str,
        method: str,
        path: str,
        *,
        body: str = "",
        also_fine: Sequence[HTTPStatus] = (),
    ) -> None:
        headers = {"Authorization": _basic(user, self._password_of(user))}
        if method == "PUT":
            headers["Content-Type"] = "text/calendar; charset=utf-8"
        connection = http.client.HTTPConnection(
            LOCAL, self._port, timeout=_REQUEST_SECONDS
        )
        try:
            connection.request(method, path, body.encode(), headers)
            reply = connection.getresponse()
            said = reply.read()
        except (OSError, http.client.HTTPException) as error:
            raise CalendarServerFailed(f"{method} failed: {error}") from error
        finally:
            connection.close()
        if reply.status >= HTTPStatus.BAD_REQUEST and reply.status not in also_fine:
            raise CalendarServerFailed(f"{method} {reply.status}: {said!r}")

    def _password_of(self, user: str) -> str:
        for line in (self._folder / "users").read_text(encoding="utf-8").splitlines():
            if line.startswith(f"{user}:"):
                return line.removeprefix(f"{user}:")
        raise CalendarServerFailed(f"there is no user {user}")

    @override
    def _prepare(self) -> list[str]:
        self._run = uuid4().hex
        (self._folder / "users").touch(mode=0o600)
        (self._folder / "rights").write_text(_RIGHTS, encoding="utf-8")
        config = self._folder / "config"
        config.write_text(
            _CONFIG.format(
                port=self._port,
                folder=self._folder,
                run_header=_RUN_HEADER,
                run=self._run,
            ),
            encoding="utf-8",
        )
        return ["-m", "radicale", "--config", str(config)]

    @override
    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(LOCAL, self._port, timeout=1)
        try:
            connection.request("OPTIONS", "/")
            return connection.getresponse().getheader(_RUN_HEADER) == self._run
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
