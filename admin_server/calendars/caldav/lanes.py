"""How much one mailbox is asked: four requests at a time, and pauses are kept."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from admin_server.core.errors import TryLater
from admin_server.core.ports import CalendarRef, Clock

_AT_ONCE = 4
Key = tuple[str, str]
"""A connection's id, and a mailbox."""


class Lanes:
    """The ways to all mailboxes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._closed_until: dict[Key, datetime] = {}
        self._at_once: WeakValueDictionary[Key, asyncio.Semaphore] = (
            WeakValueDictionary()
        )

    def of(self, ref: CalendarRef) -> "Lane":
        """Give the way to a mailbox."""
        key = ref.connection.id, ref.mailbox
        at_once = self._at_once.setdefault(key, asyncio.Semaphore(_AT_ONCE))
        return Lane(self, key, at_once)

    def close(self, key: Key, pause: timedelta | None) -> None:
        """Let nobody in before a pause is over."""
        now = self._clock.now()
        ends = self._closed_until
        self._closed_until = {one: end for one, end in ends.items() if end > now}
        if pause is not None:
            self._closed_until[key] = max(now + pause, ends.get(key, now))

    def check(self, key: Key) -> None:
        """Make sure that a way is open.

        Raises:
            TryLater: it is not yet; says how long that still takes.
        """
        now = self._clock.now()
        until = self._closed_until.get(key, now)
        if now < until:
            raise TryLater(until - now, "the server asked to be left alone")


@dataclass(frozen=True)
class Lane:
    """The way to one mailbox: how many may use it at once, and its pauses."""

    lanes: Lanes
    key: Key
    at_once: asyncio.Semaphore

    @asynccontextmanager
    async def entered(self) -> AsyncIterator[None]:
        """Wait until there is room for one more request.

        Raises:
            TryLater: the server asked to be left alone.
        """
        async with self.at_once:
            # Looked at here: the pause may have begun while we waited.
            self.lanes.check(self.key)
            yield

    def close(self, pause: timedelta | None) -> None:
        """Let nobody in before a pause is over."""
        self.lanes.close(self.key, pause)
