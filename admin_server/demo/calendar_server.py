"""A real CalDAV server (Radicale) as a process of its own, for the demo and tests.

Radicale is licensed under the GPL, so it is started, never imported.
"""

import base64
import http.client
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote
from uuid import uuid4

READER = "portico"
"""The user who may read every calendar, as an organisation's connection does."""
_START_SECONDS = 20.0
_STOP_SECONDS = 5.0
_PAUSE_SECONDS = 0.05
_REQUEST_SECONDS = 10.0
_ATTEMPTS = 3

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


class CalendarServerFailed(Exception):
    """The calendar server did not start, or refused what it was told."""


class CalendarServer:
    """A running Radicale on a port of 127.0.0.1; its data stays in `folder`.

    Started twice on the same folder it finds its users and events again. It ends
    with `stop`, at the end of a `with` block, and when this process dies.
    """

    def __init__(self, folder: Path, *, port: int | None = None) -> None:
        self._folder = folder
        self._wanted_port = port
        self._port = port or 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The server's address, ending in a slash."""
        return f"http://127.0.0.1:{self._port}/"

    @property
    def port(self) -> int:
        """The port it listens on, once started."""
        return self._port

    def __enter__(self) -> Self:
        """Start the server."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server."""
        self.stop()

    def start(self) -> None:
        """Start and wait until the server answers.

        Raises:
            CalendarServerFailed: it ended at once or did not answer in time.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "users").touch(mode=0o600)
        (self._folder / "rights").write_text(_RIGHTS, encoding="utf-8")
        # Somebody else may take a free port before Radicale does, so we try again.
        attempts = 1 if self._wanted_port else _ATTEMPTS
        for _ in range(attempts):
            self._port = self._wanted_port or _free_port()
            if self._launch():
                return
            self.stop()
        raise CalendarServerFailed(self._log())

    def stop(self) -> None:
        """Stop the server; nothing happens where it is stopped already."""
        if self._process is None:
            return
        process, self._process = self._process, None
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

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
            "127.0.0.1", self._port, timeout=_REQUEST_SECONDS
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

    def _launch(self) -> bool:
        folder, run = self._folder, uuid4().hex
        config = folder / "config"
        config.write_text(
            _CONFIG.format(
                port=self._port, folder=folder, run_header=_RUN_HEADER, run=run
            ),
            encoding="utf-8",
        )
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 -- our own interpreter
                [sys.executable, "-P", __file__, config],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                # A Ctrl-C in the terminal is for us, who then stop the server.
                start_new_session=True,
            )
        return self._wait_until_it_answers(self._process, run)

    def _wait_until_it_answers(
        self, process: subprocess.Popen[bytes], run: str
    ) -> bool:
        for _ in range(int(_START_SECONDS / _PAUSE_SECONDS)):
            if self._answers(run):
                return True
            try:
                process.wait(_PAUSE_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            return False
        return False

    def _answers(self, run: str) -> bool:
        """Tell whether the server we just started answers, not one before it."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=1)
        try:
            connection.request("OPTIONS", "/")
            return connection.getresponse().getheader(_RUN_HEADER) == run
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _log(self) -> str:
        return (self._folder / "log").read_text(encoding="utf-8", errors="replace")


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def watch_over_radicale(config: str) -> int:
    """Run Radicale until it ends or our standard input does; say how it ended.

    Whoever started us holds the other end of that input: however they die, even
    killed, it is closed, and no server is left behind.
    """
    radicale = subprocess.Popen(  # noqa: S603 -- our own interpreter
        [sys.executable, "-m", "radicale", "--config", config],
        stdin=subprocess.DEVNULL,
    )

    def end_with_our_parent() -> None:
        sys.stdin.buffer.read()
        radicale.terminate()

    threading.Thread(target=end_with_our_parent, daemon=True).start()
    return radicale.wait()


if __name__ == "__main__":
    sys.exit(watch_over_radicale(sys.argv[1]))
