"""When a site is open, by the clock on its wall; pure, and it knows no holidays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from shared.kiosk import OpenHours

_END_OF_DAY = time(23, 59)
"""How a day's end is written where 24:00 is no time."""
_WEEK = 7


@dataclass(frozen=True)
class Closed:
    """Nobody is received now.

    Attributes:
        opens: when the next stretch begins, by the site's wall clock, without a zone.
    """

    opens: datetime


def closed_at(now: datetime, hours: Sequence[OpenHours]) -> Closed | None:
    """Say that a site is closed, and until when; None while it is open.

    Args:
        now: the time at the site.
        hours: its stretches; none that can be read: it is always open.
    """
    wall = now.replace(tzinfo=None)
    stretches = list(_stretches(wall, hours))
    if any(begins <= wall < ends for begins, ends in stretches):
        return None
    coming = [begins for begins, _ in stretches if begins > wall]
    return Closed(min(coming)) if coming else None


def _stretches(
    wall: datetime, hours: Sequence[OpenHours]
) -> Iterator[tuple[datetime, datetime]]:
    """Lay the stretches on the days around now: one of yesterday may still last."""
    for stretch in hours:
        times = _times(stretch)
        for away in range(-1, _WEEK + 1) if times else ():
            day = wall.date() + timedelta(days=away)
            if day.weekday() == stretch.weekday:
                yield _on_day(datetime.combine(day, time.min), *times)


def _on_day(midnight: datetime, opens: time, closes: time) -> tuple[datetime, datetime]:
    begins = datetime.combine(midnight, opens)
    ends = datetime.combine(midnight, closes)
    if closes == _END_OF_DAY:
        ends += timedelta(minutes=1)
    elif closes <= opens:
        ends += timedelta(days=1)
    return begins, ends


def _times(stretch: OpenHours) -> tuple[time, time] | tuple[()]:
    try:
        return time.fromisoformat(stretch.opens), time.fromisoformat(stretch.closes)
    except ValueError:
        # Half a line of opening hours closes no building.
        return ()
