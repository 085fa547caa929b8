"""How long somebody who is busy asks us to stay away (RFC 9110, 10.2.3)."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=1)
_MOST_DIGITS = 6


def pause_in(headers: Mapping[str, str], *, now: datetime) -> timedelta | None:
    """Read `Retry-After`, seconds or a date; at most a day, None where none is said."""
    stated = headers.get("retry-after", "").strip()
    if stated.isdecimal() and stated.isascii():
        # More digits than a day has seconds could be beyond any date there is.
        known = len(stated) <= _MOST_DIGITS
        return min(timedelta(seconds=int(stated)), LONGEST) if known else LONGEST
    try:
        moment = parsedate_to_datetime(stated)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(moment - now, timedelta()), LONGEST)
