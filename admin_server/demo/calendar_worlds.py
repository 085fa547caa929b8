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
from admin_server.demo.emulators.google.emulator import GoogleEmulator
from admin_server.demo.emulators.graph import GraphEmulator
from admin_server.demo.emulators.graph.demo_day import write_day as write_graph_day
from admin_server.demo.emulators.graph.demo_day import write_directory
from admin_server.demo.lakeside import DOMAIN
from admin_server.demo.private_files import write_private

_PASSWORD_BYTES = 12
_HOME = "/{mailbox}/"
_ORGANISATION = "2f0c6a4e-5d0b-4b7e-9a55-1c1f2c0d7e11"
_CLIENT = "b4d7b7f6-3c3e-4a53-8a8e-5f5f0c9e2a10"
_ADMIN = f"it@{DOMAIN}"
"""Whose account may read the directory of rooms."""


@dataclass(frozen=True)
class DemoApp:
    """The registration by which hosts consent at a stand-in."""

    client_id: str
    secret: str


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

    @property
    def addresses(self) -> Mapping[str, str]:
        """The operator's settings that say where the provider is."""

    @property
    def app(self) -> DemoApp | None:
        """By what hosts connect calendars of their own; None: they cannot."""

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

    @property
    def addresses(self) -> Mapping[str, str]:
        """Every connection names its own server."""
        return {}

    @property
    def app(self) -> DemoApp | None:
        """Nobody consents: who knows a password can read."""
        return None

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


@dataclass(frozen=True)
class GoogleWorld:
    """A stand-in for Google Calendar and its directory."""

    emulator: GoogleEmulator
    secret: str
    hint: str = "a stand-in for Google; nothing to look at"
    kind: str = "google"

    @property
    def url(self) -> str:
        """Where it answers."""
        return self.emulator.url

    @property
    def settings(self) -> Mapping[str, str]:
        """What the tenant file says of it, besides its secret."""
        return {"admin": _ADMIN}

    @property
    def addresses(self) -> Mapping[str, str]:
        """The operator's settings that say where the provider is."""
        return {
            "google_api_url": self.url,
            "google_login_url": self.url,
            "google_token_url": f"{self.url}/token",
        }

    @property
    def app(self) -> DemoApp | None:
        """By what hosts connect calendars of their own."""
        app = self.emulator.seeding.app
        return DemoApp(app.client_id, app.secret)

    def lay(self, day: Day, *, now: datetime) -> None:
        """Put every host's meetings there, in the place of an earlier day's."""
        del now  # Google stamps events itself
        self.emulator.seeding.write_day(day, admin=_ADMIN)
        self.emulator.seeding.write_directory()


@contextmanager
def open_google(data: Path) -> Iterator[CalendarWorld]:
    """Run the stand-in, with a service account that may act for everybody."""
    with GoogleEmulator(data / "google") as emulator:
        yield GoogleWorld(emulator, emulator.seeding.key)


@dataclass(frozen=True)
class MicrosoftWorld:
    """A stand-in for Microsoft 365, with an app registered for us."""

    emulator: GraphEmulator
    secret: str
    hint: str = "a stand-in for Microsoft Graph; nothing to look at"
    kind: str = "microsoft"

    @property
    def url(self) -> str:
        """Where it answers."""
        return self.emulator.graph_url

    @property
    def settings(self) -> Mapping[str, str]:
        """What the tenant file says of it, besides its secret."""
        return {"tenant": _ORGANISATION, "client_id": _CLIENT}

    @property
    def addresses(self) -> Mapping[str, str]:
        """The operator's settings that say where the provider is."""
        return {
            "microsoft_login_url": self.emulator.url,
            "microsoft_graph_url": self.url,
            "calendar_ca_file": str(self.emulator.ca_file),
        }

    @property
    def app(self) -> DemoApp | None:
        """By what hosts connect calendars of their own: the same registration."""
        return DemoApp(_CLIENT, self.secret)

    def lay(self, day: Day, *, now: datetime) -> None:
        """Put every host's meetings there, in the place of an earlier day's."""
        del now  # Graph stamps events itself
        self.emulator.add_organisation(_ORGANISATION, clients={_CLIENT: self.secret})
        write_graph_day(self.emulator, _ORGANISATION, day)
        write_directory(self.emulator, _ORGANISATION)


@contextmanager
def open_microsoft(data: Path) -> Iterator[CalendarWorld]:
    """Run the stand-in over TLS, with a client secret that only this run knows."""
    secret = secrets.token_urlsafe(_PASSWORD_BYTES)
    with GraphEmulator(data / "microsoft") as emulator:
        yield MicrosoftWorld(emulator, secret)


WORLDS: dict[str, Callable[[Path], AbstractContextManager[CalendarWorld]]] = {
    "caldav": open_caldav,
    "google": open_google,
    "microsoft": open_microsoft,
}
"""By the name that `--calendar` gives; opened on the demo's data folder."""
