"""How much one mailbox is asked: four requests at a time, and pauses are kept."""

import asyncio
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from admin_server.core.errors import TryLater
from admin_server.core.ports import Clock

AT_ONCE = 4

Key = tuple[str, str]
"""A connection's id, and whom it is about."""


class Limits:
    """What is allowed now, by connection and mailbox."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._pauses: dict[Key, datetime] = {}
        self._at_once: WeakValueDictionary[Key, asyncio.Semaphore] = (
            WeakValueDictionary()
        )

    def at_once(self, key: Key) -> asyncio.Semaphore:
        """Give what admits so many requests at one time."""
        return self._at_once.setdefault(key, asyncio.Semaphore(AT_ONCE))

    def keep_pause(self, key: Key, pause: timedelta | None) -> None:
        """Remember that Google wants to be left alone for a while."""
        now = self._clock.now()
        self._pauses = {one: end for one, end in self._pauses.items() if end > now}
        if pause is not None:
            self._pauses[key] = max(now + pause, self._pauses.get(key, now))

    def check(self, key: Key) -> None:
        """Make sure that no pause is on.

        Raises:
            TryLater: one is, and for how long.
        """
        end = self._pauses.get(key)
        if end is not None and end > self._clock.now():
            left = end - self._clock.now()
            raise TryLater(left, "Google asked to be left alone for a while")
