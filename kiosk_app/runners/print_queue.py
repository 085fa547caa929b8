"""The badges that wait, in their order, and what became of the last ones."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

import structlog

from kiosk_app.journey.staff import TEST_BADGE
from kiosk_app.journey.states_staff import BadgeFate, RecentBadge
from kiosk_app.runners.clocks import Clocks
from kiosk_app.runners.kept_badges import KeptBadge, KeptBadges
from kiosk_app.runners.kept_store import NotKept
from shared.badge import Badge

GIVEN_UP_AFTER = timedelta(minutes=15)
"""Past this a badge would come out for somebody who has long gone in."""
_REMEMBERED = 20
_SHOWN = 4
_OPEN = frozenset({BadgeFate.WAITING, BadgeFate.SENDING})

log = structlog.get_logger()


@dataclass(eq=False)
class Job:
    """A badge that is to be printed.

    Attributes:
        badge: what stands on it; None: the server has to be asked.
        begun: when, by the clock that nobody sets.
        is_coming: what stands on it is about to be known.
        not_before: by the same clock; until then there is no use in trying.
        is_tried: it was tried in vain, and waits for its printer.
        stays_here: no other kiosk prints it, whatever happens.
    """

    kept: KeptBadge
    begun: float
    badge: Badge | None = field(default=None, repr=False)
    is_coming: bool = False
    not_before: float = float("-inf")
    is_tried: bool = False
    stays_here: bool = False

    @property
    def is_test(self) -> bool:
        """Whether nobody waits for it."""
        return self.kept.visit == TEST_BADGE


class PrintQueue:
    """A list that a restart does not empty: the disk knows visits, never names.

    What the disk does not take is printed all the same.
    """

    def __init__(self, kept: KeptBadges, clocks: Clocks) -> None:
        self._disk = kept
        self._clocks = clocks
        self._jobs: list[Job] = []
        self._ended: list[KeptBadge] = []
        self._last = 0
        self._writing = asyncio.Lock()

    @property
    def waiting(self) -> int:
        """How many badges have still to be printed."""
        return len(self._jobs)

    async def load(self) -> None:
        """Read what waited when the kiosk was stopped.

        A badge that was being sent then is perhaps printed: only a person can tell.
        """
        try:
            found = await asyncio.to_thread(self._disk.all)
        except (NotKept, ValueError) as problem:
            log.warning("badges_not_read", why=type(problem).__name__)
            return
        self._last = max((one.number for one in found), default=0)
        self._ended = [one for one in found if one.fate not in _OPEN]
        self._jobs = [
            Job(one, self._begun(one)) for one in found if one.fate is BadgeFate.WAITING
        ]
        for one in found:
            if one.fate is BadgeFate.SENDING:
                log.warning("badge_perhaps_printed", visit=one.visit)
                await self._end(one, BadgeFate.PERHAPS)

    async def add(
        self,
        visit: str,
        *,
        order: str | None = None,
        is_kept: bool = False,
        is_coming: bool = False,
    ) -> Job:
        """Put a badge at the end; it takes the place of the same visitor's before it."""
        if order is not None:
            await self._replace(visit)
        self._last += 1
        now = self._clocks.now()
        kept = KeptBadge(
            self._last, visit, now, order=order, is_kept=is_kept, is_told=order is None
        )
        job = Job(kept, self._clocks.monotonic(), is_coming=is_coming)
        self._jobs.append(job)
        await self._put(kept)
        return job

    def next(self, *, is_ready: bool) -> Job | None:
        """Say which badge is next; one that was tried waits for a ready printer."""
        now = self._clocks.monotonic()
        able = (
            job
            for job in self._jobs
            if not job.is_coming
            and not (job.kept.is_kept and job.badge is None)
            and job.not_before <= now
            and (is_ready or not job.is_tried)
        )
        return next(able, None)

    def overdue(self) -> list[Job]:
        """Say which badges have waited for too long."""
        oldest = self._clocks.monotonic() - GIVEN_UP_AFTER.total_seconds()
        return [job for job in self._jobs if job.begun <= oldest and not job.is_coming]

    def defer(self, job: Job, seconds: float) -> None:
        """Let others go first for a while."""
        job.not_before = self._clocks.monotonic() + seconds

    async def mark(self, job: Job, fate: BadgeFate) -> None:
        """Write how a badge stands, before anything else happens to it."""
        if fate in _OPEN:
            job.kept = replace(job.kept, fate=fate)
            await self._put(job.kept)
            return
        if job in self._jobs:
            self._jobs.remove(job)
        job.badge = None
        if not job.is_test:
            await self._end(job.kept, fate)

    async def know(self, request: str, visit: str) -> None:
        """Hear under which id the server has a check-in that was kept."""
        for job in self._jobs:
            if job.kept.is_kept and job.kept.visit == request:
                job.kept = replace(job.kept, visit=visit, is_kept=False)
                await self._put(job.kept)
        for at, one in enumerate(self._ended):
            if one.is_kept and one.visit == request:
                self._ended[at] = replace(one, visit=visit, is_kept=False)
                await self._put(self._ended[at])

    def has_order(self, order: str) -> bool:
        """Tell whether an order is known here, printed or not."""
        jobs = [job.kept for job in self._jobs]
        return any(one.order == order for one in [*jobs, *self._ended])

    def untold(self) -> list[KeptBadge]:
        """Say of which orders the server does not know the end."""
        return [one for one in self._ended if not one.is_told]

    async def told(self, badge: KeptBadge) -> None:
        """Note that the server knows the end of an order."""
        known = replace(badge, is_told=True)
        self._ended = [known if one is badge else one for one in self._ended]
        await self._put(known)

    def visit_of(self, number: int) -> str | None:
        """Say whose badge this was, if it can be printed once more."""
        ended = (one for one in self._ended if one.number == number)
        found = next(ended, None)
        return None if found is None or found.is_kept else found.visit

    def recent(self) -> tuple[RecentBadge, ...]:
        """Say what became of the last badges, newest first; never whose they were."""
        every = [job.kept for job in self._jobs if not job.is_test] + self._ended
        newest = sorted(every, key=lambda one: one.number, reverse=True)
        return tuple(
            RecentBadge(one.number, one.since, one.fate) for one in newest[:_SHOWN]
        )

    async def _replace(self, visit: str) -> None:
        for job in [job for job in self._jobs if job.kept.visit == visit]:
            if job.kept.order is None and job.kept.fate is BadgeFate.WAITING:
                self._jobs.remove(job)
                await self._try(partial(self._disk.drop, job.kept.number))

    async def _end(self, badge: KeptBadge, fate: BadgeFate) -> None:
        ended = replace(badge, fate=fate)
        self._ended.append(ended)
        await self._put(ended)
        told = [one for one in self._ended if one.is_told]
        for one in told[:-_REMEMBERED]:
            self._ended.remove(one)
            await self._try(partial(self._disk.drop, one.number))

    async def _put(self, badge: KeptBadge) -> None:
        if badge.visit != TEST_BADGE:
            await self._try(partial(self._disk.put, badge))

    async def _try(self, work: Callable[[], None]) -> None:
        try:
            # One after the other: what is written last is what counts.
            async with self._writing:
                await asyncio.to_thread(work)
        except NotKept as problem:
            log.warning("badge_not_noted", why=str(problem))

    def _begun(self, badge: KeptBadge) -> float:
        """Say when it began by our own clock: the one on the wall may have been set."""
        age = max(self._clocks.now() - badge.since, timedelta())
        return self._clocks.monotonic() - age.total_seconds()
