"""Whether the clock on the wall can be right: a small computer may have none of its own.

A Raspberry Pi before the fifth has no clock that runs on without power, and the fifth
has one whose battery is bought apart. It starts with the time at which it was switched
off, or an older one, until the network tells it better.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_BUILT = datetime(2026, 11, 1, tzinfo=UTC)
"""No kiosk of this version ran before."""


@dataclass(frozen=True)
class ClockSigns:
    """What the system says of its clock.

    Attributes:
        keeper: there while systemd-timesyncd looks after the clock.
        synchronized: there once it has set the clock after the start.
        batteries: one entry for each clock that runs on without power, if its battery
            is there; one that starts from nothing says so by its time.
    """

    keeper: Path = Path("/run/systemd/timesync")
    synchronized: Path = Path("/run/systemd/timesync/synchronized")
    batteries: Path = Path("/sys/class/rtc")

    def is_set(self, now: datetime) -> bool:
        """Tell whether the clock can be believed.

        Where nobody can say, as in a container, the clock is its host's: it is
        believed unless it is older than this very software.
        """
        if now < _BUILT:
            return False
        if _is_there(self.synchronized) or not _is_there(self.keeper):
            return True
        return any(_kept_time(clock) for clock in _entries(self.batteries))


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _kept_time(clock: Path) -> bool:
    try:
        seconds = int((clock / "since_epoch").read_text())
    except (OSError, ValueError):
        return False
    return seconds >= _BUILT.timestamp()


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
