"""Events as Google documents them are read right, and broken ones skipped."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_server.calendars.google.directory import building_names, rooms_in
from admin_server.calendars.google.events import Reader, Reading, zone_of
from admin_server.core.meetings import (
    Answer,
    Attendee,
    AttendeeKind,
    Meeting,
    ShownAs,
)
from admin_server.core.rooms import Room, room_of
from admin_server.demo.emulators.google.schema import CALENDAR, DIRECTORY, interface

RECORDED = Path(__file__).parents[3] / "recorded" / "google"
ANNA = "anna.wirt@firma.example"
TRAINING = "c_1881234567890abcdefghijk@resource.calendar.google.com"
STUDIO = "c_1880987654321zyxwvutsrqp@resource.calendar.google.com"
DIRECTORY_OF_TWO = (Room(TRAINING, "Training Room 1A"), Room(STUDIO, "Studio"))
ODD = {"broken", "zone_less"}
"""What Google would not send: it is here because we read it all the same."""


def recorded(name: str) -> Any:
    return json.loads((RECORDED / f"{name}.json").read_text(encoding="utf-8"))


def read(name: str, mailbox: str = ANNA) -> Reading:
    page = recorded(name)
    details = page["accessRole"] != "freeBusyReader"
    zone = zone_of(page["timeZone"])
    return Reader(mailbox, zone, sees_details=details).read(page["items"])


def only(name: str, mailbox: str = ANNA) -> Meeting:
    reading = read(name, mailbox)
    assert reading.skipped == 0
    assert len(reading.meetings) == 1
    return reading.meetings[0]


def at(hour: int, minute: int = 0, day: int = 4) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def rooms_of(meeting: Meeting) -> list[str]:
    return [s.address for s in meeting.attendees if s.kind is AttendeeKind.ROOM]


def chosen(meeting: Meeting, directory: Sequence[Room] = DIRECTORY_OF_TWO) -> object:
    return room_of(meeting, directory, site=None, can_schedule=True)


@pytest.mark.parametrize(
    "name",
    sorted({p.stem for p in RECORDED.glob("*.json")} - ODD - {"rooms", "buildings"}),
)
def test_what_is_recorded_has_googles_form(name: str) -> None:
    """The answers we try our reading on are answers that Google may give."""
    assert list(interface(CALENDAR).problems("Events", recorded(name))) == []


@pytest.mark.parametrize(
    ("name", "schema"), [("rooms", "CalendarResources"), ("buildings", "Buildings")]
)
def test_what_is_recorded_of_rooms_has_googles_form(name: str, schema: str) -> None:
    """The directory we try our reading on is one that Google may give."""
    assert list(interface(DIRECTORY).problems(schema, recorded(name))) == []


def test_every_week_of_a_series_is_a_meeting_of_its_own() -> None:
    """A weekly meeting is read week by week, under one common name."""
    first, second = read("recurring").meetings

    assert (first.start, second.start) == (at(9), at(9, day=11))
    assert first.uid == second.uid
    assert first.id != second.id
    assert first.attendees == (
        Attendee(ANNA, "Anna Wirt", answer=Answer.ACCEPTED),
        Attendee("mia.gast@acme.example", "Mia Gast", answer=Answer.ACCEPTED),
        Attendee(
            TRAINING, "HQ-2-Training Room 1A (16)", AttendeeKind.ROOM, Answer.ACCEPTED
        ),
    )


def test_one_week_in_another_room() -> None:
    """Where one week's meeting has another room, that room is shown."""
    first, second = read("exception_other_room").meetings

    assert (chosen(first), chosen(second)) == DIRECTORY_OF_TWO


def test_a_moved_week_is_where_it_is_now() -> None:
    """A meeting that was moved is found at its new time."""
    meeting = only("moved")

    assert (meeting.start, meeting.end) == (at(14, 30), at(15))


def test_called_off_and_left_out() -> None:
    """A meeting that was called off is marked; a week left out is just not there."""
    reading = read("cancelled")

    assert [one.cancelled for one in reading.meetings] == [True]
    assert len(reading.gone) == 2
    assert reading.skipped == 0


def test_a_whole_day_is_a_day_where_the_calendar_is() -> None:
    """A whole day begins at midnight in Berlin, and is no meeting."""
    meeting = only("all_day")

    assert meeting.all_day
    assert (meeting.start, meeting.end) == (at(23, day=3), at(23))
    assert meeting.shown_as is ShownAs.FREE


@pytest.mark.parametrize(
    "name", ["private", "private_without_details", "free_busy_only"]
)
def test_private_meetings_are_marked(name: str) -> None:
    """What is private, or shown without details, belongs to nobody by chance."""
    assert only(name).private


def test_of_two_rooms_the_one_that_accepted() -> None:
    """With two rooms, the visitor is not sent to the one that declined."""
    meeting = only("several_rooms")

    assert rooms_of(meeting) == [STUDIO, TRAINING]
    assert chosen(meeting) == DIRECTORY_OF_TWO[0]


def test_a_room_that_was_invited_like_a_person() -> None:
    """A room without its mark is known by its address."""
    assert rooms_of(only("room_as_person")) == [TRAINING]


def test_a_room_that_the_directory_does_not_know() -> None:
    """A room that is not in the directory is not shown."""
    assert chosen(only("room_as_person"), directory=()) is None


def test_attendees_that_are_kept_back() -> None:
    """Where the guest list is kept back, nobody is taken for the only guest."""
    meeting = only("room_only_in_location")

    assert meeting.private
    assert meeting.location == "HQ-2-Training Room 1A (16)"
    assert meeting.host_answer is Answer.NONE


def test_a_meeting_on_the_screen_only() -> None:
    """A video meeting has no room."""
    meeting = only("online_only")

    assert meeting.location is None
    assert rooms_of(meeting) == []


def test_times_without_an_offset() -> None:
    """A time without an offset is read in its own zone, else in the calendar's."""
    assert {one.uid: one.start for one in read("zone_less").meetings} == {
        "dnozone@google.com": at(9),
        "dotherzone@google.com": at(15),
    }


def test_what_is_no_meeting() -> None:
    """Absence, concentration and a place of work are told apart from meetings."""
    assert {one.id: one.shown_as for one in read("other_kinds").meetings} == {
        "eaway": ShownAs.OUT_OF_OFFICE,
        "efocus": ShownAs.FOCUS,
        "eplace": ShownAs.WORKING_LOCATION,
    }


def test_a_calendar_is_nobody() -> None:
    """A shared calendar that an event was made in is not taken for a guest."""
    addresses = [one.address for one in only("organized_by_a_group_calendar").attendees]

    assert addresses == ["mia.gast@acme.example"]


def test_an_event_made_in_the_rooms_own_calendar() -> None:
    """A room that was booked directly is the meeting's room."""
    meeting = only("made_in_the_room")

    assert chosen(meeting) == DIRECTORY_OF_TWO[0]
    assert meeting.host_answer is Answer.TENTATIVE


def test_an_open_end() -> None:
    """An event without an end has no length."""
    meeting = only("no_end")

    assert meeting.start == meeting.end


def test_a_broken_event_does_not_hide_the_others() -> None:
    """What cannot be read is skipped and counted."""
    reading = read("broken")

    assert [one.id for one in reading.meetings] == ["hgood"]
    assert reading.skipped == 6


def test_a_host_known_by_an_alias() -> None:
    """The host's own entry is found by Google's mark, whatever the address."""
    meeting = only("made_in_the_room", mailbox="wirt@firma.example")

    assert meeting.host_answer is Answer.TENTATIVE


def test_an_unknown_zone_is_no_disaster() -> None:
    """A zone that nobody knows is taken for UTC."""
    assert [zone_of(name) for name in ("Moon/Base", "", None, 7)] == [UTC] * 4


def test_rooms_with_their_place() -> None:
    """Each room is read with the name on its door, its building, floor and size."""
    names = building_names([*recorded("buildings")["buildings"], "odd", {}])

    rooms = rooms_in([*recorded("rooms")["items"], "odd"], names)

    assert rooms == [
        Room(STUDIO, "HQ-1-Studio (6)", building="GONE"),
        Room(TRAINING, "Training Room 1A", "Headquarters", "2", capacity=16),
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "id",
                    "status",
                    "start",
                    "end",
                    "date",
                    "dateTime",
                    "attendees",
                    "email",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(st.lists(JSON, max_size=4))
def test_nothing_that_comes_in_breaks_the_reading(items: list[Any]) -> None:
    """Whatever a provider answers, reading it ends without a crash."""
    reading = Reader(ANNA, UTC).read(items)

    assert len(reading.meetings) + reading.skipped <= len(items)
