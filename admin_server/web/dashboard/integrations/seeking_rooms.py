"""Asking a calendar for its rooms: at once, or through hosts' meetings bit by bit."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from admin_server.core.connections import Connection
from admin_server.core.finding_rooms import Line
from admin_server.core.ports import Calendar, CalendarRef
from admin_server.core.rooms import Room
from admin_server.web.current import Parts
from admin_server.web.dashboard.integrations.trying import (
    Trouble,
    asking,
    unknown_kind,
)

_AT_ONCE = 8
"""So many hosts' meetings are read at the same time."""
PATIENCE = 10.0
"""Seconds after which no more of them are begun: somebody waits for the page."""


@dataclass(frozen=True)
class Sought:
    """What was found, and how far the search got.

    Attributes:
        listed: the provider has a list of its rooms, so that one which is not on it
            is gone.
        asked: through so many hosts' calendars rooms were sought, from the first on.
        of: how many there are to seek through.
    """

    rooms: tuple[Room, ...]
    listed: bool
    asked: int = 0
    of: int = 0

    @property
    def goes_on(self) -> bool:
        """Whether there are calendars left through which nobody sought."""
        return not self.listed and self.asked < self.of


async def seek_rooms(
    parts: Parts,
    tenant: str,
    connection: Connection,
    lines: Sequence[Line],
    *,
    begin: int = 0,
) -> Sought | Trouble:
    """Ask the organisation's calendar for its rooms, through its hosts' calendars.

    A provider whose rooms answer by themselves has a list of them, which is the same
    from everywhere. Others only know the rooms that stand in somebody's meetings: so
    these are read, as many as there is time for.

    Args:
        lines: what the connection reads for the hosts, at least one.
        begin: through so many of them rooms were sought before.
    """
    calendar = parts.calendars.get(connection.kind)
    if calendar is None:
        return unknown_kind(connection)
    seeking = _Seeking(parts, tenant, connection, calendar)
    if calendar.can_schedule:
        answers, asked = await seeking.through(lines[:1]), 1
    else:
        answers, asked = await seeking.in_time(lines, begin)
    lists = [answer for answer in answers if not isinstance(answer, Trouble)]
    if not lists:
        return next(one for one in answers if isinstance(one, Trouble))
    found = {room.address: room for named in lists for room in named}
    return Sought(tuple(found.values()), calendar.can_schedule, asked, len(lines))


@dataclass(frozen=True)
class _Seeking:
    parts: Parts
    tenant: str
    connection: Connection
    calendar: Calendar

    async def in_time(
        self, lines: Sequence[Line], begin: int
    ) -> tuple[list[list[Room] | Trouble], int]:
        """Read some calendars after others until the time is over."""
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE
        # A number that came from somewhere else begins anew.
        at = begin if 0 <= begin < len(lines) else 0
        answers: list[list[Room] | Trouble] = []
        while at < len(lines) and (not answers or loop.time() < until):
            answers += await self.through(lines[at : at + _AT_ONCE])
            at = min(at + _AT_ONCE, len(lines))
        return answers, at

    async def through(self, lines: Sequence[Line]) -> list[list[Room] | Trouble]:
        """Read some calendars at the same time."""
        questions = (
            asking(
                self.parts, self.connection, self._reference(one), self.calendar.rooms
            )
            for one in lines
        )
        return list(await asyncio.gather(*questions))

    def _reference(self, line: Line) -> Callable[[], Awaitable[CalendarRef]]:
        return lambda: self.parts.refs.of(self.tenant, line)
