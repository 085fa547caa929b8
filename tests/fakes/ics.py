"""Writes iCalendar text for planned events, as a calendar program would."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from admin_server.core.meetings import Answer, Attendee, AttendeeKind, ShownAs
from tests.contracts.calendar import Planned

_ANSWERS = {
    Answer.ACCEPTED: "ACCEPTED",
    Answer.DECLINED: "DECLINED",
    Answer.TENTATIVE: "TENTATIVE",
    Answer.NONE: "NEEDS-ACTION",
}
_WEEK = timedelta(days=7)


def write_ics(mailbox: str, planned: Planned) -> str:
    """Write an event with all its exceptions as one iCalendar text."""
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//Portico//tests//EN")
    for event in _events(mailbox, planned):
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical().decode()


def _events(mailbox: str, planned: Planned) -> Iterator[Event]:
    main = _event(mailbox, planned, planned.start)
    if planned.weeks > 1:
        main.add("RRULE", {"FREQ": "WEEKLY", "COUNT": planned.weeks})
    for week in planned.left_out:
        main.add("EXDATE", planned.start + week * _WEEK)
    yield main
    for week, other in planned.otherwise.items():
        moved = _event(mailbox, other, other.start)
        moved.add("RECURRENCE-ID", planned.start + week * _WEEK)
        yield moved


def _event(mailbox: str, planned: Planned, start: datetime) -> Event:
    event = Event()
    event.add("UID", planned.uid)
    event.add("DTSTAMP", datetime(2026, 1, 1, tzinfo=UTC))
    event.add("SUMMARY", "Something that nobody may read")
    event.add("DTSTART", _written(start, planned))
    event.add("DTEND", _written(start + planned.length, planned))
    _add_people(event, mailbox, planned)
    if planned.location:
        event.add("LOCATION", planned.location)
    if planned.cancelled:
        event.add("STATUS", "CANCELLED")
    if planned.private:
        event.add("CLASS", "PRIVATE")
    if planned.shown_as is ShownAs.FREE:
        event.add("TRANSP", "TRANSPARENT")
    if planned.shown_as is ShownAs.TENTATIVE:
        event.add("STATUS", "TENTATIVE")
    return event


def _written(moment: datetime, planned: Planned):
    if planned.all_day:
        return moment.date()
    # The connection in these tests reads such times in Berlin.
    berlin = moment.astimezone(ZoneInfo("Europe/Berlin"))
    return berlin.replace(tzinfo=None) if planned.floating else moment


def _add_people(event: Event, mailbox: str, planned: Planned) -> None:
    for one in planned.attendees:
        event.add("ATTENDEE", _address(one))
    if planned.host_answer is not None:
        event.add("ORGANIZER", vCalAddress("mailto:boss@firma.example"))
        event.add("ATTENDEE", _address(Attendee(mailbox, answer=planned.host_answer)))
    elif planned.attendees:
        event.add("ORGANIZER", vCalAddress(f"mailto:{mailbox}"))


def _address(one: Attendee) -> vCalAddress:
    address = vCalAddress(f"mailto:{one.address}")
    address.params["PARTSTAT"] = _ANSWERS[one.answer]
    if one.name:
        address.params["CN"] = one.name
    if one.kind is AttendeeKind.ROOM:
        address.params["CUTYPE"] = "ROOM"
    return address
