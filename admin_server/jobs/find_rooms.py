"""Asking a host's calendar for a visit's room, once, and never past the deadline."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from typing_extensions import override

from admin_server.core.check_in import host_arrival_key
from admin_server.core.errors import (
    CalendarError,
    SecretUnreadable,
    StoreUnavailable,
)
from admin_server.core.finding_rooms import (
    Line,
    Question,
    fresh_copy,
    question_about,
    room_among,
)
from admin_server.core.meetings import Meeting
from admin_server.core.ports import (
    NOT_MEASURED,
    Clock,
    Measures,
    MeetingCopy,
    Nouns,
    RoomSearch,
    Store,
)
from admin_server.core.visits import RoomOfVisit
from admin_server.jobs.deliver_messages import OUTBOX
from admin_server.jobs.read_lines import LineReader
from admin_server.pulse import Pulse
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
        lines: LineReader,
        *,
        schedules: Callable[[str], bool],
        clock: Clock,
        pulse: Pulse,
        measures: Measures = NOT_MEASURED,
    ) -> None:
        self._store = store
        self._lines = lines
        self._schedules = schedules
        self._clock = clock
        self._pulse = pulse
        self._measures = measures
        self._asking: dict[str, asyncio.Task[None]] = {}

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
        await self._lines.stop()

    async def _find(self, tenant: str, visit: str, deadline: datetime) -> None:
        room, outcome = RoomOfVisit(state=RoomState.NONE), "failed"
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(self._left(deadline)):
                room = await self._ask(tenant, visit, deadline)
            outcome = room.state.value
        except TimeoutError:
            outcome = "too_late"
            log.warning("room_not_found_in_time", visit=visit)
        except (CalendarError, SecretUnreadable) as trouble:
            log.warning("room_not_found", visit=visit, why=type(trouble).__name__)
        except Exception:
            log.exception("room_look_up_failed", visit=visit)
        took = asyncio.get_running_loop().time() - began
        self._measures.room_decided(outcome, seconds=took)
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
        found = await asyncio.gather(
            *(self._read(tenant, line, question, deadline) for line in question.lines),
            return_exceptions=True,
        )
        copies = [one for one in found if isinstance(one, MeetingCopy)]
        if not copies:
            raise next(one for one in found if isinstance(one, BaseException))
        meetings = [one for copy in copies for one in copy.meetings]
        if len(copies) < len(found):
            meetings.append(_unread(question))
        return room_among(
            meetings,
            question,
            now=now,
            read_at=min(copy.read_at for copy in copies),
            can_schedule=question.can_schedule(self._schedules),
        )

    async def _read(
        self, tenant: str, line: Line, question: Question, deadline: datetime
    ) -> MeetingCopy:
        stretch = question.start, question.end
        if not self._lines.can_join(tenant, line, stretch):
            # Others may have had their answer since this visitor checked in.
            now = self._clock.now()
            kept = await self._store.for_tenant(tenant).read(
                lambda nouns: fresh_copy(nouns, question, line, now=now)
            )
            if kept is not None:
                return kept
        return await self._lines.read(tenant, line, stretch, until=deadline)

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


def _unread(question: Question) -> Meeting:
    """Stand in for a calendar of the host's that could not be read.

    Without it the only meeting in the others would seem the only one there is.
    """
    return Meeting(id="", uid="", start=question.start, end=question.end, private=True)


async def forget_meetings(store: Store, clock: Clock) -> float:
    """Delete copies of meetings the day after; they were only for that day."""
    yesterday = clock.now() - timedelta(days=1)
    # Of suspended tenants too: nobody there needs them any longer.
    for tenant in await store.before_tenant.every_tenant():
        await store.for_tenant(tenant).write(
            lambda nouns: nouns.meetings.forget_before(yesterday)
        )
    return 3600.0
