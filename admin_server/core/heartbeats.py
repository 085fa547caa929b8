"""Whether the server's jobs go on: what each was last seen doing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

FAILING_COUNTS = 120.0
"""Seconds for which a job must fail before that counts: most trouble passes."""
_LATE = 30.0
"""Seconds that a job may begin later than it said."""


class JobTrouble(StrEnum):
    """What is wrong with a job."""

    STOPPED = "stopped"
    HANGS = "hangs"
    FAILS = "fails"


@dataclass(frozen=True)
class Beat:
    """What a job was last seen doing; times are a monotonic clock's seconds.

    Attributes:
        patience: how long one turn may take.
        due: by when it must be heard of again.
        failing_since: since when every turn fails; None: the last one went well.
        stopped: it will never turn again.
    """

    patience: float
    due: float
    failing_since: float | None = None
    stopped: bool = False


class Heartbeats:
    """Hears of every turn of every job, and says which job does not go on."""

    def __init__(self) -> None:
        self._beats: dict[str, Beat] = {}

    @property
    def jobs(self) -> frozenset[str]:
        """The names of the jobs that should go on."""
        return frozenset(self._beats)

    def began(self, job: str, *, now: float, patience: float) -> None:
        """Hear that a turn begins, which may take so many seconds."""
        was = self._beats.get(job)
        failing = was.failing_since if was else None
        self._beats[job] = Beat(patience, now + patience, failing_since=failing)

    def rests(self, job: str, *, now: float, pause: float, failed: bool) -> None:
        """Hear that a turn ended, and when the next one begins."""
        beat = self._beats[job]
        since = beat.failing_since
        failing = (now if since is None else since) if failed else None
        due = now + pause + _LATE
        self._beats[job] = replace(beat, due=due, failing_since=failing)

    def stopped(self, job: str) -> None:
        """Hear that a job ended for good."""
        if job in self._beats:
            self._beats[job] = replace(self._beats[job], stopped=True)

    def troubles(self, *, now: float) -> Mapping[str, JobTrouble]:
        """Say which jobs do not go on, and why."""
        found = {job: _trouble(beat, now) for job, beat in self._beats.items()}
        return {job: trouble for job, trouble in found.items() if trouble is not None}


def _trouble(beat: Beat, now: float) -> JobTrouble | None:
    if beat.stopped:
        return JobTrouble.STOPPED
    if now > beat.due:
        return JobTrouble.HANGS
    since = beat.failing_since
    if since is not None and now - since >= FAILING_COUNTS:
        return JobTrouble.FAILS
    return None
