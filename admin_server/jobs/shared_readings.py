"""Reading a calendar once for all who want to know the same at the same time."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime

from admin_server.core.finding_rooms import FRESH
from admin_server.core.ports import MeetingCopy

Place = tuple[str, str, str]
"""A tenant, a connection of it, and what is read there."""
Ask = Callable[[datetime, datetime], Coroutine[object, object, MeetingCopy]]
"""Reads a stretch of time."""


Keep = Callable[[Place, MeetingCopy], Coroutine[object, object, None]]
"""Puts what was read where those who come later find it."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to read, and until when the answer is of use."""

    place: Place
    start: datetime
    end: datetime
    until: datetime


@dataclass
class _Reading:
    """A question that is on its way, or whose answer is not kept yet.

    Attributes:
        until: until when others may still join in.
        waiting: how many want its answer.
    """

    start: datetime
    end: datetime
    until: datetime
    task: asyncio.Task[MeetingCopy]
    waiting: int = 0

    def serves(self, wanted: Wanted, now: datetime) -> bool:
        holds_it = self.start <= wanted.start and wanted.end <= self.end
        return holds_it and now < self.until and not self.failed

    @property
    def failed(self) -> bool:
        done = self.task.done()
        return done and (self.task.cancelled() or self.task.exception() is not None)


class SharedReadings:
    """Lets visitors of one host who come together ask the calendar once.

    A reading goes on while anybody waits for it. One that takes long is not joined
    any more: whoever comes then asks anew, for the line may be a dead one.
    """

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self._newest: dict[Place, _Reading] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def can_join(self, wanted: Wanted, *, now: datetime) -> bool:
        """Tell whether somebody is reading that now, or no less than that."""
        reading = self._newest.get(wanted.place)
        return reading is not None and reading.serves(wanted, now)

    async def read(self, wanted: Wanted, ask: Ask, *, now: datetime) -> MeetingCopy:
        """Give what was read for us, or for somebody who wanted no less.

        Raises:
            Exception: what `ask` raised, to all who waited for it.
        """
        reading = self._newest.get(wanted.place)
        if reading is None or not reading.serves(wanted, now):
            reading = self._begin(wanted, ask)
        reading.waiting += 1
        try:
            # Whoever runs out of time leaves; the others still want the answer.
            return await asyncio.shield(reading.task)
        finally:
            reading.waiting -= 1
            if not reading.waiting:
                reading.task.cancel()

    async def stop(self) -> None:
        """Give up what is being read; wait for what is being kept."""
        for reading in list(self._newest.values()):
            reading.task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, wanted: Wanted, ask: Ask) -> _Reading:
        # A little more than is wanted, so that it serves who comes a moment later.
        end = wanted.end + FRESH
        task = asyncio.create_task(ask(wanted.start, end))
        reading = _Reading(wanted.start, end, wanted.until, task)
        self._newest[wanted.place] = reading
        following = asyncio.create_task(self._follow(wanted.place, reading))
        self._tasks.add(following)
        following.add_done_callback(self._tasks.discard)
        return reading

    async def _follow(self, place: Place, reading: _Reading) -> None:
        """Have the answer kept; only then is it no longer given from here."""
        await asyncio.wait([reading.task])
        try:
            if not reading.failed:
                await self._keep(place, reading.task.result())
        finally:
            if self._newest.get(place) is reading:
                del self._newest[place]
