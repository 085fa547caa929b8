"""What was tried, and what came of it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Tried:
    """One kind of fault: how often, and what was lost or doubled by it.

    Attributes:
        what: the fault, in one sentence.
        tried: what was counted, such as {"kills": 200, "check-ins": 9000}.
        lost: answered check-ins, or messages, that were not there in the end.
        doubled: requests that made two visits, or visits told of twice.
        wrong: whatever else should not have been, in words.
        measured: numbers that are told and have no bound.
        left_out: what could not be tried here, and why.
    """

    id: str
    what: str
    tried: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    doubled: int = 0
    wrong: list[str] = field(default_factory=list)
    measured: dict[str, float] = field(default_factory=dict)
    left_out: str = ""
    seconds: float = 0.0

    @property
    def is_well(self) -> bool:
        """Tell whether nothing was lost, doubled or wrong."""
        return not (self.lost or self.doubled or self.wrong)

    def count(self, what: str, number: int = 1) -> None:
        """Count more of something."""
        self.tried[what] = self.tried.get(what, 0) + number

    def most(self, what: str, value: float) -> None:
        """Keep the largest value of something."""
        self.measured[what] = max(self.measured.get(what, 0.0), round(value, 2))

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Note how long it takes."""
        before = time.monotonic()
        try:
            yield
        finally:
            self.seconds = round(time.monotonic() - before, 1)
