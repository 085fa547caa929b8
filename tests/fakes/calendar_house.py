"""A lobby at which every provider of calendars can be connected, tried and refused."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from typing_extensions import override

from admin_server.calendars.memory import MemoryCalendar
from admin_server.core.connections import Connection
from admin_server.core.errors import CalendarError
from admin_server.core.ports import CalendarRef, Directory, Group, Person
from admin_server.core.users import User
from tests.fakes.consents import ScriptedConsent
from tests.fakes.lobby import ADMIN, JONAS, TENANT, Lobby, open_lobby
from tests.fakes.owning import ask

PATH = "/settings/integrations/calendar"
RIGHT = "the-right-secret"
MICROSOFT = {
    "tenant": "3f8b1c1e",
    "client_id": "6731de76",
    "secret": RIGHT,
    "secret_ends": "2027-03-31",
    "mailbox": JONAS.mailbox,
}
CALDAV = {
    "url": "https://dav.lakeside.example/",
    "user": "portico",
    "secret": RIGHT,
    "mailbox": JONAS.mailbox,
}


@dataclass
class GroupsOnly(Directory):
    """A directory that knows groups; `fail_with` is raised while it is set."""

    known: list[Group] = field(default_factory=list)
    fail_with: CalendarError | None = None

    @override
    async def groups(self, ref: CalendarRef) -> list[Group]:
        if self.fail_with is not None:
            raise self.fail_with
        return self.known

    @override
    async def people(self, ref: CalendarRef, groups: tuple[str, ...]) -> list[Person]:
        return []

    @override
    async def is_member(self, ref: CalendarRef, group: str, email: str) -> bool:
        return True

    @override
    async def close(self) -> None:
        pass


@dataclass
class CalendarHouse:
    """The lobby and its providers."""

    lobby: Lobby
    calendars: dict[str, MemoryCalendar]
    consents: dict[str, ScriptedConsent]
    directory: GroupsOnly

    async def get(self, path: str = "", by: User = ADMIN) -> httpx.Response:
        """Open a page of the integration."""
        browser = await self.lobby.sign_in(by)
        return await browser.get(PATH + path)

    async def post(self, path: str, by: User = ADMIN, **form: object) -> httpx.Response:
        """Send a form of the integration."""
        browser = await self.lobby.sign_in(by)
        return await browser.post(PATH + path, data=form)

    async def organisation(self) -> Connection | None:
        """The organisation's connection, as it is stored."""
        return await ask(self.lobby, lambda n: n.connections.organisation())

    async def app(self, kind: str) -> Connection | None:
        """A registration for hosts, as it is stored."""
        return await ask(self.lobby, lambda n: n.connections.client(kind))

    def secret_of(self, connection: Connection) -> str | None:
        """A connection's secret, opened."""
        secrets = self.lobby.app.state.parts.refs._secrets
        return secrets.open(TENANT, connection)


@asynccontextmanager
async def open_calendar_house(folder: Path) -> AsyncIterator[CalendarHouse]:
    """Run a lobby whose providers know Jonas's mailbox and the right secret."""
    calendars = {
        kind: MemoryCalendar(can_schedule=kind != "caldav")
        for kind in ("microsoft", "google", "caldav")
    }
    for calendar in calendars.values():
        calendar.add_mailbox(JONAS.mailbox)
    calendars["microsoft"].secret = RIGHT
    calendars["caldav"].secret = RIGHT
    consents = {"microsoft": ScriptedConsent(), "google": ScriptedConsent()}
    directory = GroupsOnly([Group("group-1", "Hosts"), Group("group-2", "Leaders")])
    async with open_lobby(
        folder,
        calendars=calendars,
        consents=consents,
        directories={"microsoft": directory},
    ) as lobby:
        yield CalendarHouse(lobby, calendars, consents, directory)
