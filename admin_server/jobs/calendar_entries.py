"""A visit as an entry for the visitor's calendar (RFC 5545, sent as RFC 6047)."""

from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, vCalAddress, vText

from admin_server.core.messages import CalendarPart, Sender
from admin_server.core.visits import Invitation, Visit

REQUEST = "REQUEST"
CANCEL = "CANCEL"


@dataclass(frozen=True)
class Entry:
    """What an entry says, besides its visit.

    Attributes:
        organizer: who sends it; the entry is theirs to change.
    """

    summary: str
    description: str
    location: str
    organizer: Sender
    attendee: Sender


def entry_for(
    visit: Visit, invitation: Invitation, entry: Entry, *, method: str, now: datetime
) -> CalendarPart:
    """Write the entry; the same visit's next one replaces it (RFC 5546, 2.1.4)."""
    cancelled = method == CANCEL
    event = Event()
    event.add("uid", visit.id)
    # A visit is cancelled once and for all, so no change can have this number.
    event.add("sequence", invitation.sequence + (1 if cancelled else 0))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", visit.expected_arrival.astimezone(UTC))
    event.add("dtend", visit.expected_departure.astimezone(UTC))
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("location", entry.location)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("organizer", _person(entry.organizer))
    event.add("attendee", _attendee(entry.attendee), encode=False)
    return CalendarPart(method=method, text=_around(event, method))


def _around(event: Event, method: str) -> str:
    calendar = Calendar()
    calendar.add("prodid", "-//Portico//Visits//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(event)
    text: str = calendar.to_ical().decode()
    return text


def _attendee(who: Sender) -> vCalAddress:
    person = _person(who)
    person.params["ROLE"] = vText("REQ-PARTICIPANT")
    person.params["PARTSTAT"] = vText("NEEDS-ACTION")
    # Nobody reads answers, so none are asked for.
    person.params["RSVP"] = vText("FALSE")
    return person


def _person(who: Sender) -> vCalAddress:
    person = vCalAddress(f"mailto:{who.address}")
    # A parameter has no way to write a double quote or a line's end (RFC 5545, 3.2).
    person.params["CN"] = vText(" ".join(who.name.replace('"', "'").split()))
    return person
