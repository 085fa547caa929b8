"""Single events and series, laid out as the occurrences of a stretch of time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from dateutil import rrule

from admin_server.demo.emulators.graph.organisation import StoredEvent
from admin_server.demo.emulators.graph.refusals import bad_request
from admin_server.demo.emulators.graph.shapes import Json, at, number, text, texts
from admin_server.demo.emulators.graph.times import UTC_NAME, local_time, moment

_DAYS = {
    "monday": rrule.MO,
    "tuesday": rrule.TU,
    "wednesday": rrule.WE,
    "thursday": rrule.TH,
    "friday": rrule.FR,
    "saturday": rrule.SA,
    "sunday": rrule.SU,
}
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_EVERY: dict[str, Literal[0, 1, 2, 3]] = {
    "daily": rrule.DAILY,
    "weekly": rrule.WEEKLY,
    "absoluteMonthly": rrule.MONTHLY,
    "relativeMonthly": rrule.MONTHLY,
    "absoluteYearly": rrule.YEARLY,
    "relativeYearly": rrule.YEARLY,
}
_DAY = timedelta(days=1)
_KEY = "%Y%m%dT%H%M%S"


@dataclass(frozen=True)
class Item:
    """One thing in a calendar as a reader sees it.

    Attributes:
        original: the local start that an occurrence was planned for.
        fields: what was written, an exception's own properties included.
    """

    event: StoredEvent
    kind: str
    start: datetime
    end: datetime
    original: str | None = None
    fields: Json = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What the item's id is made of."""
        number = str(self.event.number)
        return f"{number}.{self.original}" if self.original else number


def occurrence_key(local: datetime) -> str:
    """Name an occurrence by the local start it was planned for."""
    return local.strftime(_KEY)


def items_between(
    events: Iterable[StoredEvent], start: datetime, end: datetime
) -> list[Item]:
    """Give what overlaps a stretch of time, ordered by start; no whole series."""
    found = [
        item
        for event in events
        for item in _items(event, start, end)
        if item.start < end and (item.end > start or item.start >= start)
    ]
    return sorted(found, key=lambda item: (item.start, item.event.number, item.key))


def whole(event: StoredEvent) -> Item:
    """Give an event as it is listed: a single one, or the series itself."""
    kind = "seriesMaster" if event.fields.get("recurrence") else "singleInstance"
    return _item(event, event.fields, kind)


def find_item(event: StoredEvent, original: str) -> Item | None:
    """Give one occurrence of a series, or None where it does not take place."""
    if not event.fields.get("recurrence") or original in event.left_out:
        return None
    if original in event.exceptions:
        return _exception(event, original)
    try:
        local = datetime.strptime(original, _KEY)  # noqa: DTZ007 - a wall time
    except ValueError:
        return None
    if local not in _rule(event):
        return None
    return _occurrence(event, local)


def _items(event: StoredEvent, start: datetime, end: datetime) -> Iterator[Item]:
    if not event.fields.get("recurrence"):
        yield whole(event)
        return
    for original in event.exceptions:
        if original not in event.left_out:
            yield _exception(event, original)
    length = _length(event)
    first = (start - length - _DAY).replace(tzinfo=None)
    last = (end + _DAY).replace(tzinfo=None)
    for local in _rule(event).between(first, last, inc=True):
        key = occurrence_key(local)
        if key not in event.exceptions and key not in event.left_out:
            yield _occurrence(event, local)


def _occurrence(event: StoredEvent, local: datetime) -> Item:
    zone = text(event.fields, "start", "timeZone") or UTC_NAME
    fields = {
        **event.fields,
        "start": {"dateTime": local.isoformat(), "timeZone": zone},
        "end": {"dateTime": (local + _length(event)).isoformat(), "timeZone": zone},
    }
    return _item(event, fields, "occurrence", occurrence_key(local))


def _exception(event: StoredEvent, original: str) -> Item:
    local = datetime.strptime(original, _KEY)  # noqa: DTZ007 - a wall time
    plain = _occurrence(event, local)
    fields = {**plain.fields, **event.exceptions[original]}
    return _item(event, fields, "exception", original)


def _item(
    event: StoredEvent, fields: Json, kind: str, original: str | None = None
) -> Item:
    return Item(
        event=event,
        kind=kind,
        start=_moment(fields, "start"),
        end=_moment(fields, "end"),
        original=original,
        fields=fields,
    )


def _moment(fields: Json, name: str) -> datetime:
    local = local_time(fields.get(name))
    if fields.get("isAllDay") is True:
        # A whole day has no zone; every reader sees it from midnight to midnight.
        return local.replace(tzinfo=UTC)
    return moment(local, text(fields, name, "timeZone") or UTC_NAME)


def _length(event: StoredEvent) -> timedelta:
    start, end = event.fields.get("start"), event.fields.get("end")
    return local_time(end) - local_time(start)


def _rule(event: StoredEvent) -> rrule.rrule:
    """Read a patterned recurrence.

    Raises:
        GraphRefusal: it says something that no recurrence can.
    """
    pattern = at(event.fields, "recurrence", "pattern")
    limits = at(event.fields, "recurrence", "range")
    kind = text(pattern, "type")
    if kind not in _EVERY:
        raise bad_request(
            f"The recurrence pattern '{kind}' is invalid.",
            "ErrorPropertyValidationFailure",
        )
    days = [_DAYS[day.casefold()] for day in texts(pattern, "daysOfWeek")]
    monthly = kind.startswith("absolute")
    relative = kind.startswith("relative")
    nth = _NTH[text(pattern, "index") or "first"]
    yearly = kind.endswith("Yearly")
    return rrule.rrule(
        _EVERY[kind],
        dtstart=local_time(event.fields.get("start")),
        interval=number(pattern, "interval") or 1,
        wkst=_DAYS[text(pattern, "firstDayOfWeek") or "sunday"],
        count=number(limits, "numberOfOccurrences") or None,
        until=_until(limits),
        byweekday=[day(nth) for day in days] if relative else days or None,
        bymonthday=number(pattern, "dayOfMonth") if monthly else None,
        bymonth=number(pattern, "month") if yearly else None,
    )


def _until(limits: object) -> datetime | None:
    if text(limits, "type") != "endDate":
        return None
    return datetime.fromisoformat(text(limits, "endDate")) + _DAY - timedelta(seconds=1)
