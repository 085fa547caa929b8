"""What was measured, and how two things are compared side by side."""

import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

ROUNDS = 5
"""Both sides run in turn, so often; the median counts."""


@dataclass(frozen=True)
class Measured:
    """One number with its goal.

    Attributes:
        goal: such as "≤ 4"; what it is held against.
        how: one sentence on how it was measured.
    """

    id: str
    what: str
    value: float
    goal: str
    unit: str
    how: str

    @property
    def is_met(self) -> bool:
        """Tell whether the goal is reached."""
        sign, number = self.goal.split()
        bound = float(number)
        return self.value <= bound if sign == "≤" else self.value >= bound


async def cpu_of(work: Callable[[], Awaitable[object]]) -> float:
    """Say how many seconds of this process's CPU some work takes, threads included."""
    before = time.process_time()
    await work()
    return time.process_time() - before


async def wall_of(work: Callable[[], Awaitable[object]]) -> float:
    """Say how many seconds some work takes on the clock on the wall."""
    before = time.perf_counter()
    await work()
    return time.perf_counter() - before


def p99(values: Sequence[float]) -> float:
    """The value that one in a hundred exceeds."""
    return statistics.quantiles(values, n=100)[98]


def p95(values: Sequence[float]) -> float:
    """The value that one in twenty exceeds."""
    return statistics.quantiles(values, n=20)[18]


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)
