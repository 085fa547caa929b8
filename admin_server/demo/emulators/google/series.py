"""How a recurring event becomes single ones."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

Event = dict[str, Any]
_MOST = 730


def times_of(event: Mapping[str, Any], zone: tzinfo) -> tuple[datetime, datetime]:
    """Give the moments at which an event begins and ends."""
    return moment(event["start"], zone), moment(event["end"], zone)


def moment(side: Mapping[str, Any], zone: tzinfo) -> datetime:
    """Give the moment that one side of an event means."""
    if "date" in side:
        return datetime.combine(date.fromisoformat(side["date"]), time(), zone)
    stated = datetime.fromisoformat(side["dateTime"])
    if stated.tzinfo is not None:
        return stated
    named = side.get("timeZone")
    return stated.replace(tzinfo=ZoneInfo(named) if named else zone)


def instances(master: Event, zone: tzinfo) -> Iterator[Event]:
    """Give a series' single events, as long as none is changed or left out."""
    if "recurrence" not in master:
        yield master
        return
    kept = {name: master[name] for name in master if name != "recurrence"}
    for first, last in _pairs(master, zone):
        stamp = instance_stamp(first)
        yield {
            **kept,
            "id": f"{master['id']}_{stamp}",
            "recurringEventId": master["id"],
            "originalStartTime": first,
            "start": first,
            "end": last,
        }


def instance_stamp(side: Mapping[str, Any]) -> str:
    """Give the part of an instance's id that says which one it is."""
    if "date" in side:
        return str(side["date"]).replace("-", "")
    original = datetime.fromisoformat(side["dateTime"])
    if original.tzinfo is None:
        original = original.replace(tzinfo=ZoneInfo(side["timeZone"]))
    return original.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _pairs(master: Event, zone: tzinfo) -> Iterator[tuple[Event, Event]]:
    start, end = times_of(master, zone)
    if "date" in master["start"]:
        days = (end - start).days
        for local in _dates(master["recurrence"], start.replace(tzinfo=None)):
            last = local.date() + timedelta(days=days)
            yield {"date": local.date().isoformat()}, {"date": last.isoformat()}
        return
    name = master["start"].get("timeZone", "UTC")
    own = ZoneInfo(name)
    length = end - start
    for local in _dates(
        master["recurrence"], start.astimezone(own).replace(tzinfo=None)
    ):
        first = local.replace(tzinfo=own)
        last_moment = (first.astimezone(UTC) + length).astimezone(own)
        yield (
            {"dateTime": first.isoformat(), "timeZone": name},
            {"dateTime": last_moment.isoformat(), "timeZone": name},
        )


def _dates(lines: Sequence[str], start: datetime) -> Iterator[datetime]:
    rule = rrulestr("\n".join(lines), dtstart=start, ignoretz=True)
    yield from islice(rule, _MOST)
