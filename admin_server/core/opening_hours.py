"""Opening hours of one day as people type them: "08:00-12:00, 13:00-17:30"."""

import itertools
import re
from collections.abc import Iterable
from datetime import time

from admin_server.core.places import Hours

_STRETCH = re.compile(
    r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.h]?(\d{2}))?"  # noqa: RUF001 - dashes as people type them
)
_SEPARATOR = re.compile(r"[,;]")


class NotHours(ValueError):
    """What was typed are no opening hours; `about` is the part that is none."""

    def __init__(self, about: str) -> None:
        super().__init__(about)
        self.about = about


def read_day(text: str, weekday: int) -> tuple[Hours, ...]:
    """Read one weekday's stretches; nothing typed: closed.

    Raises:
        NotHours: a part is no stretch of time, ends before it begins, or two overlap.
    """
    parts = [part.strip() for part in _SEPARATOR.split(text)]
    found = sorted((_stretch(part, weekday) for part in parts if part), key=_opens)
    for one, following in itertools.pairwise(found):
        if following.opens < one.closes:
            raise NotHours(text.strip())
    return tuple(found)


def write_day(hours: Iterable[Hours], weekday: int) -> str:
    """Write one weekday's stretches as they can be typed."""
    mine = sorted((one for one in hours if one.weekday == weekday), key=_opens)
    return ", ".join(f"{one.opens:%H:%M}\N{EN DASH}{one.closes:%H:%M}" for one in mine)


def _opens(one: Hours) -> time:
    return one.opens


def _stretch(text: str, weekday: int) -> Hours:
    match = _STRETCH.fullmatch(text)
    if match is None:
        raise NotHours(text)
    try:
        opens = time(int(match[1]), int(match[2] or 0))
        closes = _closing(int(match[3]), int(match[4] or 0))
    except ValueError as problem:
        raise NotHours(text) from problem
    if closes <= opens:
        raise NotHours(text)
    return Hours(weekday, opens, closes)


def _closing(hour: int, minute: int) -> time:
    # 24:00 is how people write the end of a day; no clock shows it.
    return time(23, 59) if (hour, minute) == (24, 0) else time(hour, minute)
