"""Who asked to be left alone, and until when."""

from collections.abc import Hashable
from datetime import datetime, timedelta

from admin_server.core.errors import TryLater
from admin_server.core.ports import Clock


class Pauses:
    """Remembers every Retry-After until it is over."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[Hashable, datetime] = {}

    def keep(self, key: Hashable, after: timedelta | None) -> None:
        """Remember that nobody may ask for `key` before `after` is over."""
        now = self._clock.now()
        self._until = {one: end for one, end in self._until.items() if end > now}
        if after is not None:
            until = now + after
            self._until[key] = max(until, self._until.get(key, until))

    def check(self, key: Hashable) -> None:
        """Make sure that we may ask.

        Raises:
            TryLater: not yet; says how long it still takes.
        """
        until = self._until.get(key)
        left = until - self._clock.now() if until else timedelta()
        if left > timedelta():
            raise TryLater(left, "Microsoft asked us to wait")
