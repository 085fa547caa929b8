"""A clock that stands still until it is told to move."""

from datetime import UTC, datetime, timedelta

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday, ten o'clock in Zurich."""


class FixedClock:
    """Tells the time it was set to."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def forward(self, **step: float) -> None:
        """Move on by so many seconds, minutes, hours or days."""
        self.time += timedelta(**step)
