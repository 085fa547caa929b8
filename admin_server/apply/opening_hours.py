"""Opening hours as people write them: days = "Mon-Fri", opens, closes."""

from datetime import time

from admin_server.apply.table import Table
from admin_server.core.places import Hours

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_hours(site: Table) -> tuple[Hours, ...] | None:
    """Read [[sites.hours]]; None where the file does not name them.

    `hours = []` says that the site is always open.
    """
    if not site.named("hours"):
        return None
    found = [hours for table in site.tables("hours") for hours in _stretch(table)]
    return tuple(sorted(set(found), key=lambda one: (one.weekday, one.opens)))


def _stretch(table: Table) -> list[Hours]:
    text = table.needed("days", _days_complaint, example="Mon-Fri")
    opens, closes = _time(table, "opens", "08:00"), _time(table, "closes", "18:00")
    table.done()
    if text is None or opens is None or closes is None:
        return []
    if closes <= opens:
        table.wrong("closes", "must be later than opens; split hours over midnight")
        return []
    return [Hours(day, opens, closes) for day in _days(text) or ()]


def _time(table: Table, key: str, example: str) -> time | None:
    value = table.raw(key)
    found = _parsed(value) if isinstance(value, str) else value
    if isinstance(found, time) and found.tzinfo is None:
        return found
    table.wrong(key, f'write a time of day, for example {key} = "{example}"')
    return None


def _parsed(text: str) -> time | None:
    try:
        return time.fromisoformat(text.strip())
    except ValueError:
        return None


def _days_complaint(text: str) -> str | None:
    if _days(text):
        return None
    return f"'{text}' are no days; write for example 'Mon-Fri' or 'Tue, Thu'"


def _days(text: str) -> tuple[int, ...] | None:
    days: list[int] = []
    for stretch in text.split(","):
        first, dash, last = stretch.partition("-")
        start = _day(first)
        end = _day(last) if dash else start
        if start is None or end is None:
            return None
        # "Sat-Mon" goes over the end of the week.
        days += [(start + step) % 7 for step in range((end - start) % 7 + 1)]
    return tuple(days)


def _day(word: str) -> int | None:
    short = word.strip().casefold()[:3]
    return _DAYS.index(short) if short in _DAYS else None
