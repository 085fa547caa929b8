"""Letting the server expand series, for as long as it does so as we would."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from admin_server.calendars.caldav.events import Reading
from admin_server.calendars.caldav.line import both
from admin_server.calendars.caldav.server import CannotExpand, Server
from admin_server.calendars.caldav.xml import Resource
from admin_server.core.ports import Clock

# Servers read times without a zone in a zone of their own choosing, so we ask for
# a day more on both sides and choose ourselves.
MARGIN = timedelta(days=1)
_LASTS = timedelta(hours=1)
_MOST_CALENDARS = 5000
_MOST_EVENTS = 2000

Read = Callable[[list[Resource], datetime, datetime], Awaitable[Reading]]
"""Reads the meetings of a stretch out of events."""


@dataclass(frozen=True)
class Pace:
    """How fast a server must expand, for whoever waits at a kiosk.

    Attributes:
        quick: how long it may take while it is tried out.
        patience: how long it may take once it is relied on.
    """

    quick: timedelta = timedelta(seconds=0.4)
    patience: timedelta = timedelta(seconds=0.8)


@dataclass(frozen=True)
class Known:
    """What a calendar's server showed.

    Attributes:
        compared: marks of the events that it expanded as we would; None: it is not
            relied on.
    """

    until: datetime
    compared: frozenset[int] | None = None


class Experience:
    """Remembers for an hour which calendars' servers expand well; nothing is kept."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[tuple[str, str], Known] = {}

    def of(self, calendar: tuple[str, str]) -> Known | None:
        """Say what is known of a calendar; nothing, where that was long ago."""
        found = self._known.get(calendar)
        return found if found and self._clock.now() < found.until else None

    def keep(self, calendar: tuple[str, str], compared: frozenset[int] | None) -> None:
        """Remember what a calendar's server showed just now."""
        self._known.pop(calendar, None)
        if len(self._known) >= _MOST_CALENDARS:
            # The one that was noted first.
            self._known.pop(next(iter(self._known)))
        self._known[calendar] = Known(self._clock.now() + _LASTS, compared)

    def doubt(self, calendar: tuple[str, str]) -> None:
        """Have a server that was relied on tried out anew: something was changed."""
        found = self._known.get(calendar)
        if found is not None and found.compared is not None:
            del self._known[calendar]


@dataclass(frozen=True)
class _Answer:
    """What was read, and marks of the events that it was read from."""

    reading: Reading
    marks: frozenset[int]


@dataclass(frozen=True)
class Expanding:
    """Reads stretches of calendars, expanded by the server where that is safe.

    What a server makes of a series need not be what we make of it: Radicale leaves
    out dates that are listed one by one, and reads times without a zone in a zone of
    its own. A meeting must stay the same meeting however it was read, so a server
    is relied on only for events of which both ways gave the same, and for an hour.
    Where they differ, ours counts: `changes` and `meeting` read it that way too.
    """

    server: Server
    read: Read
    experience: Experience
    pace: Pace
    connection: str

    async def between(self, path: str, start: datetime, end: datetime) -> Reading:
        """Read the meetings of one calendar in a stretch of at most a month.

        Raises:
            CalendarError: the server refuses, or is away.
        """
        # What makes one calendar's answer slow makes all of that server's slow, and
        # it goes on working at what we do not wait for any more.
        slow = self.experience.of(_server_of(path))
        known = slow or self.experience.of((self.connection, path))
        if known is None:
            return await self._try_out(path, start, end)
        if known.compared is None:
            return (await self._ours(path, start, end)).reading
        return await self._rely(known.compared, path, start, end)

    async def _try_out(self, path: str, start: datetime, end: datetime) -> Reading:
        """Ask both ways at the same time."""
        # Whoever asks meanwhile asks as if it could not; so does who comes after
        # a failure, since a server in trouble need not be asked for more.
        self.experience.keep((self.connection, path), None)
        ours, theirs = await both(
            self._ours(path, start, end),
            self._theirs(path, start, end, within=self.pace.quick),
        )
        return self._compared(path, ours, theirs, frozenset())

    async def _rely(
        self, compared: frozenset[int], path: str, start: datetime, end: datetime
    ) -> Reading:
        """Let the server do it; ask again where it cannot, or has something new."""
        theirs = await self._theirs(path, start, end, within=self.pace.patience)
        if theirs is not None and theirs.marks <= compared:
            return theirs.reading
        ours = await self._ours(path, start, end)
        return self._compared(path, ours, theirs, compared)

    def _compared(
        self, path: str, ours: _Answer, theirs: _Answer | None, before: frozenset[int]
    ) -> Reading:
        """Remember whether both are alike; ours is what counts."""
        marks: frozenset[int] | None = None
        if theirs is not None and theirs.reading == ours.reading:
            known = before if len(before) < _MOST_EVENTS else frozenset()
            marks = known | ours.marks | theirs.marks
        self.experience.keep((self.connection, path), marks)
        return ours.reading

    async def _ours(self, path: str, start: datetime, end: datetime) -> _Answer:
        found = await self.server.between(path, start - MARGIN, end + MARGIN)
        return await self._answer(found, start, end)

    async def _theirs(
        self, path: str, start: datetime, end: datetime, *, within: timedelta
    ) -> _Answer | None:
        """Read what the server expanded; None where it cannot, or not in time."""
        try:
            async with asyncio.timeout(within.total_seconds()):
                found = await self.server.expanded(path, start - MARGIN, end + MARGIN)
                return await self._answer(found, start, end)
        except CannotExpand:
            return None
        except TimeoutError:
            self.experience.keep(_server_of(path), None)
            return None

    async def _answer(
        self, found: list[Resource], start: datetime, end: datetime
    ) -> _Answer:
        marks = frozenset(hash((one.href, one.etag)) for one in found)
        return _Answer(await self.read(found, start, end), marks)


def _server_of(path: str) -> tuple[str, str]:
    return "", urlsplit(path).netloc
