"""How often hosts' calendars are looked at."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Rhythm:
    """How often what is done.

    Attributes:
        survey: how often it is found out which calendars visits need.
        glance: how often it is looked for watches that are due.
        polled, pushed: how often a calendar is read without pushes, and with them;
            both keep a copy fresh (`FRESH`).
        storm: how long after a push a calendar is read, once for all that came.
        first_retry, last_retry: the pauses after failures in a row.
        at_once, of_one_tenant: how many calendars are read at the same time.
    """

    survey: timedelta = timedelta(seconds=30)
    glance: timedelta = timedelta(seconds=5)
    polled: timedelta = timedelta(minutes=2)
    pushed: timedelta = timedelta(minutes=4)
    storm: timedelta = timedelta(seconds=1)
    first_retry: timedelta = timedelta(seconds=30)
    last_retry: timedelta = timedelta(minutes=15)
    at_once: int = 64
    of_one_tenant: int = 8

    def after_failures(self, failures: int) -> timedelta:
        """Say how long to leave a calendar alone that could not be read."""
        doubled = self.first_retry * (1 << min(failures - 1, 10))
        return min(doubled, self.last_retry)
