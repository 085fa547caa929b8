"""Which of a meeting's rooms a visitor is sent to: a table."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from admin_server.core.meetings import Answer, Attendee, AttendeeKind, Meeting
from admin_server.core.rooms import Room, room_of
from tests.fakes.kept import as_kept, as_read

START = datetime(2026, 3, 4, 10, tzinfo=UTC)
DIRECTORY = (
    Room("a@rooms", "Room A", site="lobby"),
    Room("b@rooms", "Room B", site="lobby"),
    Room("far@rooms", "Far Away", site="other"),
    Room("comma@rooms", "Blue, 2nd floor", site="lobby"),
    Room("unselected@rooms", "Board Room", site="lobby", selected=False),
    Room("twin-here@rooms", "Twin", site="lobby"),
    Room("twin-there@rooms", "Twin", site="other"),
    Room("double-1@rooms", "Double", site="other"),
    Room("double-2@rooms", "Double", site="other"),
)

YES, NO, MAYBE, SILENT = (
    Answer.ACCEPTED,
    Answer.DECLINED,
    Answer.TENTATIVE,
    Answer.NONE,
)


def seat(name: str, answer: Answer = YES, kind=AttendeeKind.ROOM) -> Attendee:
    return Attendee(f"{name}@rooms", name, kind, answer)


def person(name: str, answer: Answer = YES) -> Attendee:
    return seat(name, answer, AttendeeKind.PERSON)


@dataclass(frozen=True)
class Case:
    """One row: who is invited, what the location says, and the room to show."""

    attendees: tuple[Attendee, ...]
    location: str | None
    addresses: tuple[str, ...]
    site: str | None
    can_schedule: bool
    shown: str | None


def case(
    name, *attendees, shown, location=None, at=(), site="lobby", can_schedule=True
):
    row = Case(attendees, location, at, site, can_schedule, shown)
    return pytest.param(row, id=name)


CASES = [
    case("no room at all", shown=None),
    case("a room that accepted", seat("a"), shown="Room A"),
    case("a room invited like a person", person("a"), shown="Room A"),
    case("only people", Attendee("mia@acme.example", "Room A"), shown=None),
    case("a room nobody knows", seat("unknown"), shown=None),
    case("a room nobody knows, and one we know", seat("x"), seat("b"), shown="Room B"),
    case("a room that is not selected", seat("unselected"), shown=None),
    case("declined", seat("a", NO), shown=None),
    case("declined, and the other accepted", seat("a", NO), seat("b"), shown="Room B"),
    case("not answered where rooms answer", seat("a", SILENT), shown=None),
    case(
        "not answered where rooms never do",
        seat("a", SILENT),
        can_schedule=False,
        shown="Room A",
    ),
    case("tentative", seat("a", MAYBE), shown="Room A"),
    case("accepted goes first", seat("a", MAYBE), seat("b"), shown="Room B"),
    case(
        "accepted goes before not answered",
        seat("a", SILENT),
        seat("b"),
        can_schedule=False,
        shown="Room B",
    ),
    case("the first of two", seat("b"), seat("a"), shown="Room B"),
    case("the kiosk's site goes first", seat("far"), seat("a"), shown="Room A"),
    case(
        "the kiosk's site goes even before accepted",
        seat("far"),
        seat("a", MAYBE),
        shown="Room A",
    ),
    case("only a room elsewhere", seat("far"), shown="Far Away"),
    case("site unknown", seat("far"), seat("a"), site=None, shown="Far Away"),
    case("address of the location", at=("B@rooms",), shown="Room B"),
    case("address of the location, as a link", at=("mailto:b@rooms",), shown="Room B"),
    case("unknown address of the location", at=("x@rooms",), shown=None),
    case("attendee goes before address", seat("a"), at=("b@rooms",), shown="Room A"),
    case("two addresses", at=("far@rooms", "b@rooms"), shown="Room B"),
    case("address before text", location="Room A", at=("b@rooms",), shown="Room B"),
    case("name in the text", location="Room A", shown="Room A"),
    case("name in the text, untidy", location="  ROOM a ", shown="Room A"),
    case("one of several names", location="Teams; Room B", shown="Room B"),
    case("names with commas between", location="Canteen, Room B", shown="Room B"),
    case("a name with a comma", location="Blue, 2nd floor", shown="Blue, 2nd floor"),
    case("several names, the site's first", location="Far Away;Room B", shown="Room B"),
    case("free text is never shown", location="Somewhere nice", shown=None),
    case("a name within other words", location="next to Room A", shown=None),
    case("empty text", location=" ; ", shown=None),
    case("a room not selected, by name", location="Board Room", shown=None),
    case(
        "declined, but still in the text", seat("a", NO), location="Room A", shown=None
    ),
    case("declined, but still an address", seat("a", NO), at=("a@rooms",), shown=None),
    case(
        "not answered, but in the text",
        seat("a", SILENT),
        location="Room A",
        shown=None,
    ),
    case(
        "declined, and another in the text",
        seat("a", NO),
        location="Room B",
        shown="Room B",
    ),
    case("one name at two sites, here", location="Twin", shown="Twin"),
    case("one name twice elsewhere", location="Double", shown=None),
    case("one name twice, site unknown", location="Twin", site=None, shown=None),
]


@pytest.mark.parametrize("seen", [as_read, as_kept])
@pytest.mark.parametrize("row", CASES)
def test_the_table(row: Case, seen) -> None:
    """The visitor is sent to a room that is really booked, or to none."""
    meeting = Meeting(
        "m",
        "u",
        START,
        START + timedelta(hours=1),
        row.attendees,
        location=row.location,
        location_addresses=row.addresses,
    )

    [meeting] = seen([meeting], DIRECTORY)

    room = room_of(meeting, DIRECTORY, site=row.site, can_schedule=row.can_schedule)

    assert (room.name if room else None) == row.shown


def test_a_name_at_two_sites_means_the_one_here() -> None:
    """Where two sites have a room of one name, the kiosk's own is meant."""
    meeting = Meeting("m", "u", START, START, location="Twin")

    room = room_of(meeting, DIRECTORY, site="other", can_schedule=True)

    assert room is not None
    assert room.address == "twin-there@rooms"
