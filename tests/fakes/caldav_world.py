"""A CalDAV server with hosts and events, for the contract and the fault tests."""

import asyncio

from typing_extensions import override

from admin_server.calendars.caldav import CalDav
from admin_server.core.connections import Connection
from admin_server.core.ports import CalendarRef
from admin_server.demo.calendar_server import READER, CalendarServer
from tests.contracts.calendar import CalendarWorld, Planned
from tests.fakes.ics import write_ics
from tests.fakes.ports import free_port

PASSWORD = "right"


class CalDavWorld(CalendarWorld):
    """Hosts on a real server; one account reads for all, as in an organisation."""

    def __init__(self, calendar: CalDav, server: CalendarServer) -> None:
        self.calendar = calendar
        self.server = server
        self.url = server.url
        # Users stand in one file, which is written anew for each.
        self._placing = asyncio.Lock()

    @override
    def ref(self, mailbox: str, *, secret: str | None = None) -> CalendarRef:
        settings = {
            "url": self.url,
            "user": READER,
            "home": "/{mailbox}/",
            "time_zone": "Europe/Berlin",
        }
        connection = Connection("c", "caldav", "CalDAV", settings)
        return CalendarRef(connection, mailbox, secret=secret or PASSWORD)

    def own_ref(self, mailbox: str, calendar: str | None = None) -> CalendarRef:
        """Say how a host reads their own calendars, found by discovery."""
        connection = Connection("own", "caldav", "CalDAV", {"url": self.url})
        return CalendarRef(connection, mailbox, calendar, secret=PASSWORD)

    @override
    async def place(self, mailbox: str, *planned: Planned) -> None:
        async with self._placing:
            await asyncio.to_thread(self._place, mailbox, *planned)

    def _place(self, mailbox: str, *planned: Planned) -> None:
        self.server.add_user(mailbox, PASSWORD)
        self.server.add_calendar(mailbox)
        for event in planned:
            self.server.put_event(mailbox, event.uid, write_ics(mailbox, event))

    @override
    async def remove(self, mailbox: str, uid: str) -> None:
        await asyncio.to_thread(self.server.remove_event, mailbox, uid)

    @override
    async def go_away(self) -> None:
        self.url = f"http://127.0.0.1:{free_port()}/"
