"""Asking a host's calendar for a visit's room, once, and never past the deadline."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from typing_extensions import override

from admin_server.core.check_in import host_arrival_key
from admin_server.core.errors import (
    CalendarError,
    SecretUnreadable,
    StoreUnavailable,
    TryLater,
)
from admin_server.core.finding_rooms import (
    Question,
    fresh_copy,
    question_about,
    room_among,
)
from admin_server.core.ports import (
    Calendar,
    CalendarRef,
    Clock,
    MeetingCopy,
    Nouns,
    RoomSearch,
    Store,
)
from admin_server.core.visits import RoomOfVisit
from admin_server.jobs.deliver_messages import OUTBOX
from admin_server.jobs.shared_readings import Place, SharedReadings, Wanted
from admin_server.pulse import Pulse
from admin_server.security.connections import ConnectionSecrets
from shared.check_in import RoomState

log = structlog.get_logger()


class RoomFinder(RoomSearch):
    """Looks rooms up in the background; whoever waits is woken by the pulse.

    One question per visit is asked at a time, and one serves all visits that want
    to know the same of a calendar at the same time. Trouble with the calendar is
    logged by its kind and ends as "no room": it never reaches the visitor.
    """

    def __init__(
        self,
        store: Store,
        calendars: Mapping[str, Calendar],
        *,
        secrets: ConnectionSecrets,
        clock: Clock,
        pulse: Pulse,
    ) -> None:
        self._store = store
        self._calendars = calendars
        self._secrets = secrets
        self._clock = clock
        self._pulse = pulse
        self._readings = SharedReadings(self._keep)
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._away: set[str] = set()
        self._left_alone: dict[tuple[str, str], datetime] = {}

    @override
    def start(self, tenant: str, visit: str, *, deadline: datetime) -> None:
        """Begin to look, unless this visit is being looked for already."""
        if visit in self._asking:
            return
        task = asyncio.create_task(self._find(tenant, visit, deadline))
        self._asking[visit] = task
        task.add_done_callback(lambda _: self._asking.pop(visit, None))

    async def stop(self) -> None:
        """Give up what is being looked for."""
        tasks = list(self._asking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._readings.stop()

    async def _find(self, tenant: str, visit: str, deadline: datetime) -> None:
        room = RoomOfVisit(state=RoomState.NONE)
        try:
            async with asyncio.timeout(self._left(deadline)):
                room = await self._ask(tenant, visit, deadline)
        except TimeoutError:
            log.warning("room_not_found_in_time", visit=visit)
        except (CalendarError, SecretUnreadable) as trouble:
            log.warning("room_not_found", visit=visit, why=type(trouble).__name__)
        except Exception:
            log.exception("room_look_up_failed", visit=visit)
        try:
            await self._save(tenant, visit, room)
        except StoreUnavailable as trouble:
            log.error("room_not_saved", visit=visit, why=str(trouble))  # noqa: TRY400 - ordinary when a disk is full

    def _left(self, deadline: datetime) -> float:
        return max((deadline - self._clock.now()).total_seconds(), 0.0)

    async def _ask(self, tenant: str, visit_id: str, deadline: datetime) -> RoomOfVisit:
        now = self._clock.now()
        question = await self._store.for_tenant(tenant).read(
            lambda nouns: _question(nouns, visit_id, now)
        )
        nothing = RoomOfVisit(state=RoomState.NONE)
        if question is None:
            return nothing
        calendar = self._calendars.get(question.connection.kind)
        if calendar is None:
            log.error("calendar_kind_unknown", connection=question.connection.id)
            return nothing
        copy = await self._read(tenant, calendar, question, deadline)
        return room_among(
            copy.meetings,
            question,
            now=now,
            read_at=copy.read_at,
            can_schedule=calendar.can_schedule,
        )

    async def _read(
        self, tenant: str, calendar: Calendar, question: Question, deadline: datetime
    ) -> MeetingCopy:
        now = self._clock.now()
        place = tenant, question.connection.id, question.source
        wanted = Wanted(place, question.start, question.end, until=deadline)
        if not self._readings.can_join(wanted, now=now):
            # Others may have had their answer since this visitor checked in.
            kept = await self._store.for_tenant(tenant).read(
                lambda nouns: fresh_copy(nouns, question, now=now)
            )
            if kept is not None:
                return kept
        return await self._readings.read(
            wanted,
            lambda *stretch: self._read_now(
                calendar, question, tenant=tenant, stretch=stretch
            ),
            now=now,
        )

    async def _read_now(
        self,
        calendar: Calendar,
        question: Question,
        *,
        tenant: str,
        stretch: tuple[datetime, datetime],
    ) -> MeetingCopy:
        connection = question.connection
        self._refuse_too_early(question)
        # What changes while we read may be missed.
        read_at = self._clock.now()
        ref = CalendarRef(
            connection=connection,
            mailbox=question.mailbox,
            calendar=question.host.calendar,
            secret=self._secrets.open(tenant, connection),
        )
        start, end = stretch
        try:
            meetings = await calendar.between(ref, start, end)
        except CalendarError as trouble:
            self._note_pause(question, trouble)
            self._note_away(connection.id, type(trouble).__name__)
            raise
        self._note_back(connection.id)
        return MeetingCopy(
            mailbox=question.source,
            start=start,
            end=end,
            read_at=read_at,
            meetings=tuple(meetings),
        )

    def _refuse_too_early(self, question: Question) -> None:
        """Leave a mailbox alone for as long as its provider asked us to."""
        place = (question.connection.id, question.mailbox)
        until = self._left_alone.get(place)
        if until is None:
            return
        if self._clock.now() < until:
            raise TryLater(detail="the provider asked for more time")
        del self._left_alone[place]

    def _note_pause(self, question: Question, trouble: CalendarError) -> None:
        if isinstance(trouble, TryLater) and trouble.after is not None:
            place = (question.connection.id, question.mailbox)
            self._left_alone[place] = self._clock.now() + trouble.after

    def _note_away(self, connection: str, why: str) -> None:
        if connection not in self._away:
            self._away.add(connection)
            log.warning("calendar_away", connection=connection, why=why)

    def _note_back(self, connection: str) -> None:
        if connection in self._away:
            self._away.discard(connection)
            log.info("calendar_back", connection=connection)

    async def _keep(self, place: Place, copy: MeetingCopy) -> None:
        # Where that fails, the next visitor asks anew, and the visit's own saving
        # says in the log what is wrong with the store.
        with suppress(StoreUnavailable):
            await self._store.for_tenant(place[0]).write(
                lambda nouns: nouns.meetings.keep(copy)
            )

    async def _save(self, tenant: str, visit: str, room: RoomOfVisit) -> None:
        now = self._clock.now()

        def save(nouns: Nouns) -> None:
            nouns.visits.set_room(visit, room)
            nouns.outbox.bring_forward(host_arrival_key(visit), now)

        await self._store.for_tenant(tenant).write(save)
        self._pulse.beat(("room", visit))
        self._pulse.beat(OUTBOX)


def _question(nouns: Nouns, visit_id: str, now: datetime) -> Question | None:
    visit = nouns.visits.get(visit_id)
    return None if visit is None else question_about(nouns, visit, now=now)


async def forget_meetings(store: Store, clock: Clock) -> float:
    """Delete copies of meetings the day after; they were only for that day."""
    yesterday = clock.now() - timedelta(days=1)
    for tenant in await store.before_tenant.tenants():
        await store.for_tenant(tenant).write(
            lambda nouns: nouns.meetings.forget_before(yesterday)
        )
    return 3600.0
