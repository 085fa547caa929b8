"""The occurrences of an event: single, repeated, moved, cancelled."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, cast

from dateutil.rrule import rrule, rrulestr
from icalendar import Event, vRecur

from admin_server.calendars.caldav.times import Zones

# An event that repeats every minute for decades would keep us busy for hours.
_BEARABLE = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_MOST_OCCURRENCES = 1000
_A_DAY = timedelta(days=1)
_LAST_YEAR = 9998
_CYCLE = 400


class Unreadable(Exception):
    """An event says something that no calendar may say."""


@dataclass(frozen=True)
class Occurrence:
    """One time that an event takes place.

    Attributes:
        instead_of: the moment it stands for in its series; None: no series.
    """

    event: Event
    start: datetime
    end: datetime
    all_day: bool
    instead_of: datetime | None = None


@dataclass(frozen=True)
class _Times:
    """When an event begins, as it was written, and how long it takes.

    Attributes:
        length: of whole days in days of the calendar, one of which has 23 hours.
    """

    written: datetime
    zone: tzinfo
    length: timedelta
    all_day: bool = False

    def moment(self, written: datetime) -> datetime:
        return written.replace(tzinfo=self.zone).astimezone(UTC)

    def occurrence(self, event: Event, instead_of: datetime | None) -> Occurrence:
        return self.begun(event, self.written, instead_of)

    def begun(
        self, event: Event, written: datetime, instead_of: datetime | None
    ) -> Occurrence:
        begins = self.moment(written)
        if self.all_day:
            ends = self.moment(written + self.length)
        else:
            ends = begins + self.length
        return Occurrence(event, begins, ends, self.all_day, instead_of)


class Series:
    """All components of one iCalendar text that share a UID."""

    def __init__(self, events: Sequence[Event], zones: Zones) -> None:
        self._zones = zones
        self._main = [event for event in events if "RECURRENCE-ID" not in event]
        self._instead = {
            self._instead_of(event): event
            for event in events
            if "RECURRENCE-ID" in event
        }
        if any(map(_is_for_all_later, events)):
            raise Unreadable("it changes all later ones at once")

    def between(self, start: datetime, end: datetime) -> Iterator[Occurrence]:
        """Give every occurrence that overlaps [start, end).

        Raises:
            Unreadable: a time or a rule is broken.
        """
        every = [
            *(one for main in self._main for one in self._of(main, start, end)),
            *(
                self._times(event).occurrence(event, moment)
                for moment, event in self._instead.items()
            ),
        ]
        return (
            one
            for one in every
            if one.start < end and (one.end > start or one.start >= start)
        )

    def instead_of(self, moment: datetime) -> Occurrence | None:
        """Give the occurrence that stands for a moment of the series."""
        if moment in self._instead:
            event = self._instead[moment]
            return self._times(event).occurrence(event, moment)
        near = self.between(moment, moment + timedelta(seconds=1))
        return next((one for one in near if one.instead_of == moment), None)

    def single(self) -> Occurrence | None:
        """Give the one occurrence of an event that is not repeated."""
        if len(self._main) != 1 or _is_repeated(self._main[0]):
            return None
        return self._times(self._main[0]).occurrence(self._main[0], None)

    def _of(self, main: Event, start: datetime, end: datetime) -> Iterator[Occurrence]:
        times = self._times(main)
        if not _is_repeated(main):
            yield times.occurrence(main, None)
            return
        left_out = self._left_out(main)
        for written in self._repeated(main, times, start - times.length, end):
            begins = times.moment(written)
            if begins in left_out or begins in self._instead:
                continue
            yield times.begun(main, written, begins)

    def _repeated(
        self, main: Event, times: _Times, start: datetime, end: datetime
    ) -> set[datetime]:
        """Give the wall-clock times of a series in a stretch, a day around it."""
        first = start.astimezone(times.zone).replace(tzinfo=None) - _A_DAY
        last = end.astimezone(times.zone).replace(tzinfo=None) + _A_DAY
        written = {times.written, *self._added(main, times)}
        for rule in _listed(main, "RRULE") if times.written <= last else []:
            late = _years_to_shift(last)
            found = _rule(rule, times, late).xafter(
                _shifted(first, late), count=_MOST_OCCURRENCES, inc=True
            )
            for far_off in found:
                moment = _shifted(far_off, -late)
                if moment > last:
                    break
                written.add(moment)
        return {moment for moment in written if first <= moment <= last}

    def _added(self, main: Event, times: _Times) -> Iterator[datetime]:
        for stated, tzid in _dates(main, "RDATE"):
            yield self._moment(stated, tzid).astimezone(times.zone).replace(tzinfo=None)

    def _left_out(self, main: Event) -> set[datetime]:
        return {self._moment(stated, tzid) for stated, tzid in _dates(main, "EXDATE")}

    def _instead_of(self, event: Event) -> datetime:
        stated, tzid = _stated(event, "RECURRENCE-ID")
        return self._moment(stated, tzid)

    def _moment(self, stated: date, tzid: str | None) -> datetime:
        if isinstance(stated, datetime):
            return self._zones.moment(stated, tzid)
        return self._zones.midnight(stated)

    def _times(self, event: Event) -> _Times:
        stated, tzid = _stated(event, "DTSTART")
        if not isinstance(stated, datetime):
            written = datetime.combine(stated, time())
            length = max(_days(event, stated), timedelta())
            return _Times(written, self._zones.floating, length, all_day=True)
        begins = self._moment(stated, tzid)
        length = max(self._end(event, begins) - begins, timedelta())
        zone = self._zones.of(stated, tzid)
        return _Times(stated.replace(tzinfo=None), zone, length)

    def _end(self, event: Event, begins: datetime) -> datetime:
        if "DTEND" in event:
            return self._moment(*_stated(event, "DTEND"))
        return begins + _duration(event) if "DURATION" in event else begins


def _is_for_all_later(event: Event) -> bool:
    # RFC 5545 3.2.13; today's programs begin a new series instead.
    return bool(getattr(event.get("RECURRENCE-ID"), "params", {}).get("RANGE"))


def _is_repeated(event: Event) -> bool:
    return "RRULE" in event or "RDATE" in event


def _years_to_shift(last: datetime) -> int:
    """Say by how many years to shift a rule before it is followed.

    The library looks for the next occurrence until the year 9999. A rule without
    one, such as each 30 February, would keep us busy for seconds, and anybody can
    send a host such an invitation. Days, weeks and leap years come again every 400
    years, so a rule is followed as late as that allows.
    """
    return (_LAST_YEAR - last.year) // _CYCLE * _CYCLE


def _shifted(moment: datetime, years: int) -> datetime:
    return moment.replace(year=moment.year + years)


def _rule(recur: vRecur, times: _Times, late: int) -> rrule:
    """Make a rule that counts in wall-clock time, as people do, some years late."""
    if not set(recur.get("FREQ", [])) <= _BEARABLE:
        raise Unreadable("it repeats too often")
    until = next(iter(recur.get("UNTIL", [])), None)
    # The library does not type this one method.
    text = recur.to_ical().decode()  # type: ignore[no-untyped-call]
    endless = ";".join(part for part in text.split(";") if part[:6] != "UNTIL=")
    # One RRULE gives one rule; a set would come of several.
    begins = _shifted(times.written, late)
    rule = cast("rrule", rrulestr(endless, dtstart=begins))
    if until is None:
        return rule
    last = _last_of(until, times.zone)
    # Later than the last year there is, an end makes no difference.
    if last.year + late > _LAST_YEAR:
        return rule
    return rule.replace(until=_shifted(last, late))


def _last_of(until: date, zone: tzinfo) -> datetime:
    if not isinstance(until, datetime):
        return datetime.combine(until, time.max)
    if until.tzinfo is None:
        return until
    return until.astimezone(zone).replace(tzinfo=None)


def _stated(event: Event, name: str) -> tuple[date, str | None]:
    """Read a property that holds one date or time, and its TZID."""
    found = event.get(name)
    stated = getattr(found, "dt", None)
    if not isinstance(stated, date):
        raise Unreadable(f"{name} is broken")
    return stated, _tzid(found)


def _days(event: Event, first: date) -> timedelta:
    """Say how long an event of whole days takes."""
    if "DTEND" in event:
        end, _ = _stated(event, "DTEND")
        return (end.date() if isinstance(end, datetime) else end) - first
    return _duration(event) if "DURATION" in event else _A_DAY


def _duration(event: Event) -> timedelta:
    stated = getattr(event.get("DURATION"), "dt", None)
    if not isinstance(stated, timedelta):
        raise Unreadable("DURATION is broken")
    return stated


def _dates(event: Event, name: str) -> Iterator[tuple[date, str | None]]:
    """Read a property that lists dates or times, with their TZIDs."""
    for row in _listed(event, name):
        for entry in row.dts:
            # A period's beginning is what counts.
            stated = entry.dt[0] if isinstance(entry.dt, tuple) else entry.dt
            yield stated, _tzid(entry)


def _listed(event: Event, name: str) -> list[Any]:
    found = event.get(name, [])
    return found if isinstance(found, list) else [found]


def _tzid(found: object) -> str | None:
    tzid = getattr(found, "params", {}).get("TZID")
    return str(tzid) if tzid else None
