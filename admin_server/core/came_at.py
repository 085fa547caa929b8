"""When somebody came who was checked in without us: the best that three clocks say."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.offline import Offline

MAY_DIFFER = timedelta(minutes=2)
"""A kiosk's clock that is off by more is called wrong."""
LONGEST_KEPT = timedelta(days=90)
"""An arrival longer ago than this is believed only where its wait was measured."""


@dataclass(frozen=True)
class Came:
    """When somebody came.

    Attributes:
        at: in UTC, never after the moment of asking.
        clock_wrong: the kiosk's clock was wrong, so that the moment may be, too.
    """

    at: datetime
    clock_wrong: bool


def came_at(
    kiosk_time: datetime, offline: Offline, *, sent_at: datetime | None, now: datetime
) -> Came:
    """Say when somebody came: by the measured wait, else by the clock as corrected.

    Args:
        kiosk_time: the kiosk's clock when they came.
        sent_at: the same clock when the check-in was sent, where that was said.
    """
    behind = now - sent_at if sent_at is not None else timedelta(0)
    is_off = abs(behind) > MAY_DIFFER
    if offline.waited_ms is not None:
        at = now - timedelta(milliseconds=offline.waited_ms)
        return Came(at, is_off or abs(at - kiosk_time) > MAY_DIFFER)
    at_best = _corrected(kiosk_time, behind)
    if at_best is None or not now - LONGEST_KEPT <= at_best <= now + MAY_DIFFER:
        return Came(now, clock_wrong=True)
    return Came(min(at_best, now), is_off)


def _corrected(kiosk_time: datetime, behind: timedelta) -> datetime | None:
    try:
        return kiosk_time.astimezone(UTC) + behind
    except OverflowError:
        return None
