"""Counting what happened in the last minutes, in memory."""

import time
from collections import deque
from collections.abc import Callable

from limits import RateLimitItem

_SWEPT_AFTER = 1000


class MovingWindow:
    """Lets something happen so often within a stretch of time that moves along.

    The store in memory of `limits` starts a thread for most of what it counts, to
    forget it later. That was a tenth of what a check-in cost; here it is forgotten
    while something else is counted.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._happened: dict[tuple[RateLimitItem, tuple[str, ...]], deque[float]] = {}
        self._counted = 0

    def hit(self, limit: RateLimitItem, *what: str) -> bool:
        """Count it and say yes, unless it happened too often already."""
        self._sweep()
        times = self._times(limit, what)
        if len(times) >= limit.amount:
            return False
        times.append(self._clock())
        return True

    def test(self, limit: RateLimitItem, *what: str) -> bool:
        """Tell whether it may happen once more; nothing is counted."""
        return len(self._times(limit, what)) < limit.amount

    def seconds_left(self, limit: RateLimitItem, *what: str) -> int:
        """Say after how many seconds it may happen again, at least one."""
        times = self._times(limit, what)
        oldest = times[0] if times else self._clock()
        return max(1, round(oldest + limit.get_expiry() - self._clock()))

    def __len__(self) -> int:
        """Say how many things are being counted."""
        return len(self._happened)

    def _times(self, limit: RateLimitItem, what: tuple[str, ...]) -> deque[float]:
        times = self._happened.setdefault((limit, what), deque())
        self._forget_old(limit, times)
        return times

    def _forget_old(self, limit: RateLimitItem, times: deque[float]) -> None:
        begins = self._clock() - limit.get_expiry()
        while times and times[0] <= begins:
            times.popleft()

    def _sweep(self) -> None:
        """Now and then, forget what has not happened for long: strangers count too."""
        self._counted += 1
        if self._counted % _SWEPT_AFTER:
            return
        for key, times in list(self._happened.items()):
            self._forget_old(key[0], times)
            if not times:
                del self._happened[key]
