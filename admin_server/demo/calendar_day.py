"""The demo's meetings as iCalendar, and how they get into the calendar server."""

from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from admin_server.core.meetings import Answer, ShownAs
from admin_server.demo.day import Day
from admin_server.demo.lakeside import HOSTS, ZONE, DemoRoom
from admin_server.demo.meetings import DemoMeeting, Usually

_WEEKS_BEFORE = timedelta(days=21)
_PARTSTAT = {
    Answer.ACCEPTED: "ACCEPTED",
    Answer.TENTATIVE: "TENTATIVE",
    Answer.DECLINED: "DECLINED",
    Answer.NONE: "NEEDS-ACTION",
}
_BUSY_STATUS = {
    ShownAs.FREE: "FREE",
    ShownAs.TENTATIVE: "TENTATIVE",
    ShownAs.OUT_OF_OFFICE: "OOF",
}


class CalendarShelf(Protocol):
    """A calendar server as far as a day is put into it."""

    def add_user(self, user: str, password: str) -> None:
        """Let a user sign in."""

    def add_calendar(self, user: str) -> str:
        """Make the user's calendar where it is not there yet."""

    def put_event(self, user: str, name: str, ics: str) -> str:
        """Save an event under a name, in the place of an earlier one."""


def write_day(day: Day, shelf: CalendarShelf, *, password: str, now: datetime) -> None:
    """Put every host's meetings into their calendar.

    Events keep their names from day to day, so that a new day replaces the last.
    """
    for host in HOSTS:
        shelf.add_user(host.email, password)
        shelf.add_calendar(host.email)
        for meeting in day.meetings_of(host):
            shelf.put_event(host.email, meeting.name, as_ics(meeting, now=now))


def as_ics(meeting: DemoMeeting, *, now: datetime) -> str:
    """Write one meeting as a calendar program would."""
    calendar = Calendar()
    calendar.add("prodid", "-//Lakeside//Demo//EN")
    calendar.add("version", "2.0")
    if meeting.usually is None:
        calendar.add_component(_event(meeting, now=now))
    else:
        for event in _series(meeting, meeting.usually, now=now):
            calendar.add_component(event)
    calendar.add_missing_timezones()
    text: str = calendar.to_ical().decode()
    return text


def _event(meeting: DemoMeeting, *, now: datetime) -> Event:
    event = _bare_event(meeting, now=now)
    if meeting.all_day:
        first = meeting.start.astimezone(ZoneInfo(ZONE)).date()
        event.add("dtstart", first)
        event.add("dtend", first + timedelta(days=1))
    else:
        _add_times(event, meeting.start, meeting.end)
    _add_rooms(event, meeting, meeting.room)
    return event


def _series(meeting: DemoMeeting, usually: Usually, *, now: datetime) -> list[Event]:
    """Write the weekly series, and today's occurrence as an exception of it."""
    today = _wall_time(usually.start)
    first = today - _WEEKS_BEFORE
    if not _is_plain(first):
        today = usually.start.astimezone(UTC)
        first = today - _WEEKS_BEFORE
    master = _bare_event(meeting, now=now)
    master.add("dtstart", first)
    master.add("dtend", first + usually.length)
    master.add("rrule", {"freq": "weekly"})
    _add_rooms(master, meeting, usually.room)
    exception = _event(meeting, now=now)
    exception.add("recurrence-id", today)
    return [master, exception]


def _bare_event(meeting: DemoMeeting, *, now: datetime) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", meeting.subject)
    event.add("sequence", 1 if meeting.moved or meeting.cancelled else 0)
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    event.add("class", "PRIVATE" if meeting.private else "PUBLIC")
    free = meeting.shown_as is ShownAs.FREE
    event.add("transp", "TRANSPARENT" if free else "OPAQUE")
    # iCalendar has no word for "out of office"; Outlook's own is what people send.
    busy = _BUSY_STATUS.get(meeting.shown_as, "BUSY")
    event.add("x-microsoft-cdo-busystatus", busy)
    _add_people(event, meeting)
    return event


def _add_people(event: Event, meeting: DemoMeeting) -> None:
    host = meeting.host
    invited = [(person.name, person.email) for person in meeting.guests]
    invited += [(person.name, person.email) for person in meeting.colleagues]
    if not invited and meeting.room is None:
        return
    event.add("organizer", _address(host.name, host.email, {}))
    accepted = {"cutype": "INDIVIDUAL", "partstat": "ACCEPTED", "role": "CHAIR"}
    event.add("attendee", _address(host.name, host.email, accepted))
    for name, email in invited:
        waiting = {"cutype": "INDIVIDUAL", "partstat": "NEEDS-ACTION"}
        event.add("attendee", _address(name, email, waiting))


def _add_rooms(event: Event, meeting: DemoMeeting, room: DemoRoom | None) -> None:
    rooms = [one for one in (room, meeting.also_at) if one is not None]
    for one in rooms:
        said = {"cutype": "ROOM", "partstat": _PARTSTAT[meeting.room_answer]}
        event.add("attendee", _address(one.name, one.address, said))
    location = meeting.location or ", ".join(one.name for one in rooms)
    if location:
        event.add("location", location)


def _address(name: str, email: str, said: dict[str, str]) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params["cn"] = vText(name)
    for key, value in said.items():
        address.params[key] = vText(value)
    return address


def _add_times(event: Event, start: datetime, end: datetime) -> None:
    event.add("dtstart", _wall_time(start))
    event.add("dtend", _wall_time(end))


def _wall_time(moment: datetime) -> datetime:
    """Say a moment in the site's zone, but in UTC around a clock change.

    iCalendar cannot tell the two hours apart that a clock change makes of one.
    """
    local = moment.astimezone(ZoneInfo(ZONE))
    return local if _is_plain(local) else moment.astimezone(UTC)


def _is_plain(local: datetime) -> bool:
    """Tell whether no clock change is near, by whoever's table of them."""
    day = timedelta(days=1)
    return (local - day).utcoffset() == (local + day).utcoffset()
