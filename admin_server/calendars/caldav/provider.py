"""The CalDAV provider: meetings, rooms and changes from any CalDAV server."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Never

import structlog
from typing_extensions import override

from admin_server.calendars.caldav.discovery import Discovery
from admin_server.calendars.caldav.events import Reader, Reading, split_id
from admin_server.calendars.caldav.expanding import (
    MARGIN,
    Expanding,
    Experience,
    Pace,
)
from admin_server.calendars.caldav.lanes import Lanes
from admin_server.calendars.caldav.line import Line, all_of
from admin_server.calendars.caldav.marks import Mark, Remembered, read_mark
from admin_server.calendars.caldav.server import Server
from admin_server.calendars.caldav.times import zone_setting
from admin_server.calendars.caldav.xml import Resource
from admin_server.core.connections import OwnCalendar
from admin_server.core.errors import MarkExpired, StrangeReply, TryLater
from admin_server.core.meetings import AttendeeKind, Meeting
from admin_server.core.ports import (
    Calendar,
    CalendarRef,
    Changes,
    Clock,
    Subscription,
)
from admin_server.core.rooms import Room
from admin_server.outbound.client import Client, NobodyTrusted
from admin_server.outbound.clients import Clients

DEADLINE = timedelta(seconds=15)
"""How long one call may take, however many requests it needs."""
_LONGEST_STRETCH = timedelta(days=31)
_MARK_LASTS = timedelta(days=7)
_PACE = Pace()

_log = structlog.get_logger(__name__)


class CalDav(Calendar):
    """Reads calendars by CalDAV.

    A connection's settings: `url`; `user` (otherwise each mailbox signs in as
    itself); `home`, a path with `{mailbox}` in it, where one account reads for
    all; `time_zone` for times without a zone; `authority`, certificates (PEM) to
    trust instead of the system's, or `ca_file`, where they are.
    """

    can_push = False
    has_rooms = True
    # No room answers by itself here, so one that has not answered is shown.
    can_schedule = False

    def __init__(
        self,
        http: Client,
        clock: Clock,
        *,
        deadline: timedelta = DEADLINE,
        pace: Pace = _PACE,
    ) -> None:
        self._clients = Clients(http)
        self._clock = clock
        self._deadline = deadline
        self._lanes = Lanes(clock)
        self._experience = Experience(clock)
        self._pace = pace

    @override
    async def check(self, ref: CalendarRef) -> None:
        _reader(ref)
        async with self._opened(ref) as line:
            await Discovery(line).check()

    @override
    async def between(
        self, ref: CalendarRef, start: datetime, end: datetime
    ) -> list[Meeting]:
        async with self._opened(ref) as line:
            expanding = Expanding(
                Server(line),
                partial(_read, ref),
                self._experience,
                self._pace,
                ref.connection.id,
            )
            readings = await all_of(
                expanding.between(path, *stretch)
                for path in await Discovery(line).collections()
                for stretch in _stretches(start, end)
            )
            # What overlaps two stretches, or stands in two calendars, comes once.
            once = {
                (one.id, one.start): one
                for reading in readings
                for one in reading.meetings
            }
            if skipped := sum(reading.skipped for reading in readings):
                _say_skipped(ref, skipped)
                once["", start] = _unknown(start, end)
            return sorted(once.values(), key=lambda one: (one.start, one.id))

    @override
    async def meeting(self, ref: CalendarRef, meeting_id: str) -> Meeting | None:
        uid, _ = split_id(meeting_id)
        async with self._opened(ref) as line:
            server, collections = Server(line), await Discovery(line).collections()
            parts = await all_of(server.with_uid(path, uid) for path in collections)
            texts = [found.events or "" for part in parts for found in part]
            return await asyncio.to_thread(_reader(ref).with_id, texts, meeting_id)

    @override
    async def rooms(self, ref: CalendarRef) -> list[Room]:
        now = self._clock.now()
        meetings = await self.between(
            ref, now - _LONGEST_STRETCH, now + _LONGEST_STRETCH
        )
        found = {
            seat.address: Room(seat.address, seat.name or seat.address)
            for meeting in meetings
            for seat in meeting.attendees
            if seat.kind is AttendeeKind.ROOM
        }
        return sorted(found.values(), key=lambda room: (room.name, room.address))

    @override
    async def calendars(self, ref: CalendarRef) -> list[OwnCalendar]:
        async with self._opened(ref) as line:
            return await Discovery(line).calendars()

    @override
    async def changes(self, ref: CalendarRef, mark: str | None) -> Changes:
        now = self._clock.now()
        if mark is None:
            old = Mark(now - _LONGEST_STRETCH, now + _LONGEST_STRETCH, {})
        else:
            old = read_mark(mark)
        # The stretch stays as it was when the mark was first made.
        if now > old.start + _LONGEST_STRETCH + _MARK_LASTS:
            raise MarkExpired
        async with self._opened(ref) as line:
            collections = await Discovery(line).collections()
            return await _Sync(ref, Server(line), self._experience, old).run(
                collections
            )

    @override
    async def subscribe(self, ref: CalendarRef, address: str) -> Subscription:
        _refuse_to_push()

    @override
    async def renew(self, ref: CalendarRef, subscription: Subscription) -> Subscription:
        _refuse_to_push()

    @override
    async def stop(self, ref: CalendarRef, subscription: Subscription) -> None:
        _refuse_to_push()

    @override
    async def close(self) -> None:
        await self._clients.close()

    async def _trusting(self, ref: CalendarRef) -> Client:
        """Give a client that trusts whom the connection says, or else everybody does."""
        settings = ref.connection.settings
        try:
            if authority := settings.get("authority"):
                return self._clients.trusting_text(authority)
            return await self._clients.trusting(settings.get("ca_file"))
        except NobodyTrusted as error:
            raise StrangeReply(str(error)) from error

    @asynccontextmanager
    async def _opened(self, ref: CalendarRef) -> AsyncIterator[Line]:
        lane = self._lanes.of(ref)
        http = await self._trusting(ref)
        line = Line(ref, http, lane, now=self._clock.now())
        try:
            async with asyncio.timeout(self._deadline.total_seconds()):
                yield line
        except TimeoutError as error:
            raise TryLater(detail="the server took too long") from error


class _Sync:
    """One reading of changes, collection by collection."""

    def __init__(
        self, ref: CalendarRef, server: Server, experience: Experience, old: Mark
    ) -> None:
        self._ref = ref
        self._server = server
        self._experience = experience
        self._old = old

    async def run(self, collections: Sequence[str]) -> Changes:
        """Read what changed and what is gone."""
        results = await all_of(map(self._collection, collections))
        changed = {one.id: one for meetings, _, _ in results for one in meetings}
        gone = {one for _, removed, _ in results for one in removed}
        for path, one in self._old.collections.items():
            if path not in collections:
                gone.update(*one.known.values())
        new = Mark(
            self._old.start,
            self._old.end,
            {
                path: result[2]
                for path, result in zip(collections, results, strict=True)
            },
        )
        return Changes(
            changed=tuple(sorted(changed.values(), key=lambda m: (m.start, m.id))),
            removed=tuple(sorted(gone - set(changed))),
            mark=new.text(),
        )

    async def _collection(
        self, path: str
    ) -> tuple[tuple[Meeting, ...], set[str], Remembered]:
        old = self._old.collections.get(path)
        if old is None:
            return await self._anew(path)
        touched = await self._server.touched_since(path, old.token)
        if touched.changed:
            # What is new may be what the server leaves out when it expands.
            self._experience.doubt((self._ref.connection.id, path))
        found = await self._server.at(path, touched.changed)
        meetings, now_known = await self._read(found)
        known = {
            href: ids
            for href, ids in old.known.items()
            if href not in {*touched.changed, *touched.gone}
        } | now_known
        before, after = _ids(old.known), _ids(known)
        return meetings, before - after, Remembered(touched.token, known)

    async def _anew(
        self, path: str
    ) -> tuple[tuple[Meeting, ...], set[str], Remembered]:
        # The token first: what changes while we read is then told once more.
        token = await self._server.token(path)
        start, end = self._old.start - MARGIN, self._old.end + MARGIN
        found = await self._server.between(path, start, end)
        meetings, known = await self._read(found)
        return meetings, set(), Remembered(token, known)

    async def _read(
        self, found: Sequence[Resource]
    ) -> tuple[tuple[Meeting, ...], dict[str, tuple[str, ...]]]:
        start, end = self._old.start, self._old.end
        known: dict[str, tuple[str, ...]] = {}
        meetings: list[Meeting] = []
        for resource in found:
            reading = await _read(self._ref, [resource], start, end)
            if reading.skipped:
                _say_skipped(self._ref, reading.skipped)
            meetings += reading.meetings
            known[resource.href] = tuple(one.id for one in reading.meetings)
        return tuple(meetings), {href: ids for href, ids in known.items() if ids}


async def _read(
    ref: CalendarRef, resources: Sequence[Resource], start: datetime, end: datetime
) -> Reading:
    """Read events away from the event loop: long texts take their time."""
    texts = [resource.events or "" for resource in resources]
    return await asyncio.to_thread(_reader(ref).between, texts, start, end)


def _say_skipped(ref: CalendarRef, events: int) -> None:
    _log.warning("calendar_events_skipped", connection=ref.connection.id, events=events)


def _unknown(start: datetime, end: datetime) -> Meeting:
    """Stand in for events that nobody can read: at any time, and not to be told of.

    Without it the only meeting that could be read would seem the only one there is.
    """
    return Meeting(id="", uid="", start=start, end=end, private=True)


def _reader(ref: CalendarRef) -> Reader:
    zone = zone_setting(ref.connection.settings.get("time_zone") or "UTC")
    return Reader(ref.mailbox, floating=zone)


def _stretches(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Cut a long time into stretches that a server answers in one go."""
    while end - start > _LONGEST_STRETCH:
        yield start, start + _LONGEST_STRETCH
        start += _LONGEST_STRETCH
    yield start, end


def _ids(known: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {one for ids in known.values() for one in ids}


def _refuse_to_push() -> Never:
    raise StrangeReply("CalDAV servers cannot push; see `can_push`")
