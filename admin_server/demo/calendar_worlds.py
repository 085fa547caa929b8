"""The calendars that the demo can run on, each a process of its own."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from admin_server.demo.calendar_day import write_day
from admin_server.demo.calendar_server import READER, CalendarServer
from admin_server.demo.day import Day
from admin_server.demo.private_files import write_private

_PASSWORD_BYTES = 12
_HOME = "/{mailbox}/"


class CalendarWorld(Protocol):
    """A running calendar provider that the demo's day is laid into."""

    @property
    def kind(self) -> str:
        """The provider's name in a tenant file."""

    @property
    def url(self) -> str:
        """Where it answers."""

    @property
    def hint(self) -> str:
        """How a person can look into it."""

    @property
    def settings(self) -> Mapping[str, str]:
        """What the tenant file says of it, besides its secret."""

    @property
    def secret(self) -> str:
        """What the admin server signs in with."""

    def lay(self, day: Day, *, now: datetime) -> None:
        """Put every host's meetings there, in the place of an earlier day's."""


@dataclass(frozen=True)
class CalDavWorld:
    """Radicale, a real CalDAV server."""

    server: CalendarServer
    secret: str
    hint: str
    kind: str = "caldav"

    @property
    def url(self) -> str:
        """Where it answers."""
        return self.server.url

    @property
    def settings(self) -> Mapping[str, str]:
        """What the tenant file says of it, besides its secret."""
        return {"url": self.url, "user": READER, "home": _HOME}

    def lay(self, day: Day, *, now: datetime) -> None:
        """Put every host's meetings there, in the place of an earlier day's."""
        self.server.add_user(READER, self.secret)
        write_day(day, self.server, password=self.secret, now=now)


@contextmanager
def open_caldav(data: Path) -> Iterator[CalendarWorld]:
    """Run Radicale; everybody's password stands in a file only its owner can read."""
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    file = data / "calendar-password"
    write_private(file, f"{password}\n")
    with CalendarServer(data / "calendar") as server:
        hint = f"a host's e-mail; password in {file}"
        yield CalDavWorld(server, password, hint)


WORLDS: dict[str, Callable[[Path], AbstractContextManager[CalendarWorld]]] = {
    "caldav": open_caldav,
}
"""By the name that `--calendar` gives; opened on the demo's data folder."""
