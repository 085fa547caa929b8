from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from admin_server.demo.calendar_day import as_ics, write_day
from admin_server.demo.day import Day, day_around
from admin_server.demo.lakeside import HOSTS, ZONE

_HERE = ZoneInfo(ZONE)
_NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
_NOWS = [
    pytest.param(_NOON, id="noon"),
    pytest.param(datetime(2026, 11, 20, 23, 50, tzinfo=_HERE), id="before midnight"),
    pytest.param(datetime(2026, 3, 29, 1, 40, tzinfo=_HERE), id="spring"),
    pytest.param(datetime(2026, 10, 25, 2, 20, tzinfo=_HERE), id="autumn"),
    pytest.param(datetime(2026, 10, 25, 2, 20, tzinfo=_HERE, fold=1), id="again"),
    pytest.param(datetime(2026, 11, 15, 2, 20, tzinfo=_HERE), id="after autumn"),
]


class _Shelf:
    """Remembers what would be put into a calendar server."""

    def __init__(self) -> None:
        self.passwords: dict[str, str] = {}
        self.calendars: list[str] = []
        self.events: defaultdict[str, dict[str, str]] = defaultdict(dict)

    def add_user(self, user: str, password: str) -> None:
        self.passwords[user] = password

    def add_calendar(self, user: str) -> str:
        self.calendars.append(user)
        return f"/{user}/"

    def put_event(self, user: str, name: str, ics: str) -> str:
        self.events[user][name] = ics
        return f"/{user}/{name}"


def _events(day: Day, name: str, now: datetime = _NOON) -> list[Event]:
    meeting = next(one for one in day.meetings if one.name == name)
    return Calendar.from_ical(as_ics(meeting, now=now)).events


def _attendees(event: Event) -> dict[str, dict[str, str]]:
    return {
        str(one).removeprefix("mailto:"): dict(one.params)
        for one in event.get("attendee", [])
    }


def test_a_room_is_invited_like_calendar_programs_do():
    """A booked room sits among the attendees as a room that has accepted."""
    event = _events(day_around(_NOON), "quarterly-review")[0]

    attendees = _attendees(event)
    room = attendees["conference-room-a@rooms.lakeside.example"]
    host = attendees["jonas.weber@lakeside.example"]
    assert (room["CUTYPE"], room["PARTSTAT"]) == ("ROOM", "ACCEPTED")
    assert (host["CUTYPE"], host["PARTSTAT"]) == ("INDIVIDUAL", "ACCEPTED")
    assert "mara@brightwater.example" in attendees
    assert event["location"] == "Conference Room A"


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("private-talk", "class", "PRIVATE"),
        ("contract-signing", "status", "CANCELLED"),
        ("company-anniversary", "transp", "TRANSPARENT"),
        ("away", "x-microsoft-cdo-busystatus", "OOF"),
        ("menu-tasting", "sequence", 1),
    ],
)
def test_what_is_special_about_an_event_is_written(
    name: str, field: str, value: str | int
):
    """Private, cancelled, moved and absent are said in the calendar's own words."""
    event = _events(day_around(_NOON), name)[0]

    assert event[field] == value


def test_a_room_that_declined_says_so():
    """A room that did not take a booking is written as having declined."""
    event = _events(day_around(_NOON), "sales-pitch")[0]

    room = _attendees(event)["conference-room-a@rooms.lakeside.example"]
    assert room["PARTSTAT"] == "DECLINED"


def test_an_all_day_event_has_a_date_only():
    """An entry for the whole day has no time."""
    event = _events(day_around(_NOON), "company-anniversary")[0]

    assert event["dtstart"].dt == date(2026, 11, 20)
    assert event["dtend"].dt == date(2026, 11, 21)


@pytest.mark.parametrize("now", _NOWS)
def test_a_weekly_meeting_is_an_exception_today(now: datetime):
    """Today's occurrence replaces exactly one of the series."""
    day = day_around(now)
    meeting = next(one for one in day.meetings if one.usually)

    series, today = _events(day, meeting.name, now)

    assert meeting.usually is not None
    start, replaced = series["dtstart"].dt, today["recurrence-id"].dt
    assert replaced.astimezone(UTC) == meeting.usually.start
    assert replaced - start == timedelta(days=21)
    assert start.tzinfo == replaced.tzinfo
    assert today["dtstart"].dt.astimezone(UTC) == meeting.start
    assert series["rrule"]["FREQ"] == ["WEEKLY"]


@pytest.mark.parametrize("now", _NOWS)
def test_no_clock_change_moves_a_meeting(now: datetime):
    """Every meeting stands in the calendar at the very moment it was meant for."""
    day = day_around(now)
    timed = [one for one in day.meetings if not one.all_day and one.usually is None]

    written = [_events(day, one.name, now)[0] for one in timed]

    assert [
        (event["dtstart"].dt.astimezone(UTC), event["dtend"].dt.astimezone(UTC))
        for event in written
    ] == [(one.start, one.end) for one in timed]


def test_every_host_gets_a_calendar_of_their_own():
    """Each host can be asked for, and their meetings stand only with them."""
    shelf = _Shelf()
    day = day_around(_NOON)

    write_day(day, shelf, password="secret", now=_NOON)

    assert set(shelf.calendars) == {host.email for host in HOSTS}
    assert set(shelf.passwords.values()) == {"secret"}
    assert sum(map(len, shelf.events.values())) == len(day.meetings)
    assert "quarterly-review" in shelf.events["jonas.weber@lakeside.example"]


def test_a_new_day_replaces_the_old_one():
    """The next day's meetings take the place of today's, none is left over."""
    shelf = _Shelf()
    later = _NOON + timedelta(days=3, hours=5)

    write_day(day_around(_NOON), shelf, password="one", now=_NOON)
    first = {user: set(events) for user, events in shelf.events.items()}
    write_day(day_around(later), shelf, password="two", now=later)

    assert {user: set(events) for user, events in shelf.events.items()} == first
