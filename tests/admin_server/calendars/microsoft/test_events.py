"""Graph's replies are read right, and what cannot be read hides nothing else."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_server.calendars.microsoft.events import FIELDS, read_events, shared_uid
from admin_server.calendars.microsoft.places import read_rooms
from admin_server.core.meetings import (
    Answer,
    Attendee,
    AttendeeKind,
    Meeting,
    ShownAs,
)
from admin_server.core.rooms import Room, room_of

RECORDED = Path(__file__).parents[3] / "recorded" / "microsoft"
ANNA = Attendee("anna.wirt@firma.example", "Wirt, Anna", answer=Answer.ACCEPTED)
MIA = Attendee("mia.gast@acme.example", "Gast, Mia", answer=Answer.ACCEPTED)
ROOM_A = Attendee(
    "raum-a@firma.example", "Raum A (6)", AttendeeKind.ROOM, Answer.ACCEPTED
)
GLOBAL_ID = "040000008200E00074C5B7101A82E008"


def recorded(name: str) -> list[object]:
    return json.loads((RECORDED / f"{name}.json").read_text())["value"]


def meetings(name: str) -> list[Meeting]:
    reading = read_events(recorded(name))
    assert reading.skipped == 0
    return list(reading.meetings)


def at(hour: int, minute: int = 0, day: int = 4) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def directory() -> list[Room]:
    return read_rooms(recorded("rooms"))


def test_a_series() -> None:
    """Each week's meeting of a series is its own, and all share one UID."""
    first, second = meetings("recurring")

    assert (first.start, first.end) == (at(9), at(10))
    assert (second.start, second.end) == (at(9, day=11), at(10, day=11))
    assert first.id != second.id
    assert first.uid == second.uid
    assert first.attendees == (
        ANNA,
        MIA,
        ROOM_A,
        Attendee("carla.chef@firma.example", "Chef, Carla", answer=Answer.ACCEPTED),
    )
    assert first.host_answer is Answer.ACCEPTED
    assert first.location == "Raum A (6)"
    assert first.location_addresses == ("raum-a@firma.example",)


def test_a_week_that_was_moved() -> None:
    """A moved meeting is at its new time and in its new room, with the same UID."""
    moved = meetings("exception_moved")[0]

    assert (moved.start, moved.end) == (at(13, 30), at(15))
    assert moved.uid == meetings("recurring")[0].uid
    assert moved.location == "Raum B (12)"


def test_invitations_from_other_programs() -> None:
    """An invitation that came from Google keeps the UID it has there."""
    _, single, occurrence = meetings("exception_moved")

    assert single.uid == "7kukuqrfedlm2f9t0vr6o0cq84@google.com"
    assert occurrence.uid == "series-of-google@google.com"
    assert single.host_answer is Answer.TENTATIVE
    assert Attendee("mia.gast@acme.example", answer=Answer.ACCEPTED) in single.attendees


def test_a_cancelled_meeting() -> None:
    """A meeting that was called off is marked, while it still stands there."""
    (meeting,) = meetings("cancelled")

    assert meeting.cancelled
    assert meeting.host_answer is Answer.NONE
    assert meeting.shown_as is ShownAs.FREE


def test_whole_days() -> None:
    """A day off and a day at home are no meetings."""
    away, at_home = meetings("all_day")

    assert away.all_day
    assert (away.start, away.end) == (at(0), at(0, day=5))
    assert away.shown_as is ShownAs.OUT_OF_OFFICE
    assert at_home.shown_as is ShownAs.WORKING_LOCATION


def test_three_kinds_of_private() -> None:
    """Private, confidential and personal are all treated as private."""
    found = meetings("private")

    assert [one.private for one in found] == [True, True, True]
    assert [one.shown_as for one in found] == [
        ShownAs.BUSY,
        ShownAs.TENTATIVE,
        ShownAs.FREE,
    ]


def test_several_rooms(directory) -> None:
    """Of two rooms the one that accepted is shown, though both stand in the place."""
    (meeting,) = meetings("multi_room")

    room = room_of(meeting, directory, site=None, can_schedule=True)

    assert meeting.location == "Raum B (12); Raum A (6); Kaffee in der Küche"
    assert meeting.location_addresses == (
        "raum-b@firma.example",
        "raum-a@firma.example",
    )
    assert room is not None
    assert room.address == "raum-a@firma.example"


def test_a_room_that_was_invited_as_a_person(directory) -> None:
    """A room among the required attendees is known by its address."""
    meeting, _ = meetings("room_as_required")

    room = room_of(meeting, directory, site=None, can_schedule=True)

    assert meeting.attendees[1].kind is AttendeeKind.PERSON
    assert room is not None
    assert room.address == "raum-a@firma.example"


def test_a_room_that_stands_only_in_the_location(directory) -> None:
    """Where nobody invited the room, the location's own address is enough."""
    _, meeting = meetings("room_as_required")

    room = room_of(meeting, directory, site=None, can_schedule=True)

    assert meeting.location_addresses == ("raum-b@firma.example",)
    assert room is not None
    assert room.address == "raum-b@firma.example"


def test_a_room_that_is_hidden_from_the_directory(directory) -> None:
    """A room that the directory hides is read, but never shown to a visitor."""
    (meeting,) = meetings("room_hidden")

    room = room_of(meeting, directory, site=None, can_schedule=True)

    assert meeting.attendees[1].kind is AttendeeKind.ROOM
    assert room is None


def test_an_online_meeting(directory) -> None:
    """A meeting that is only online leads to no room."""
    (meeting,) = meetings("online_only")

    room = room_of(meeting, directory, site=None, can_schedule=True)

    assert meeting.location == "Microsoft Teams Meeting"
    assert meeting.location_addresses == ()
    assert room is None


def test_times_that_cannot_be_trusted() -> None:
    """A time in a zone nobody asked for is left out; without any it is UTC."""
    reading = read_events(recorded("zone_less"))

    assert [one.start for one in reading.meetings] == [at(9), at(13)]
    assert reading.skipped == 3


def test_an_event_without_a_uid() -> None:
    """Exchange knows events without a UID; their id stands in for it."""
    last = read_events(recorded("zone_less")).meetings[-1]

    assert last.uid == last.id


def test_rooms(directory) -> None:
    """Rooms come with name, building, floor and seats, as far as they are known."""
    assert directory == [
        Room("raum-a@firma.example", "Raum A (6)", floor="0"),
        Room(
            "raum-b@firma.example",
            "Raum B (12)",
            building="Hauptgebäude",
            floor="2. OG",
            capacity=12,
        ),
        Room("werkbank@firma.example", "Werkbank", capacity=3),
    ]


def test_nobody_asks_for_what_nobody_needs() -> None:
    """What a meeting is about is not even asked for."""
    assert not {"subject", "body", "bodyPreview"} & set(FIELDS.split(","))


@pytest.mark.parametrize(
    ("stated", "shared"),
    [
        ("", ""),
        ("plain@firma.example", "plain@firma.example"),
        (f"{GLOBAL_ID}07EA0304AB", f"{GLOBAL_ID}00000000AB"),
        (f"{GLOBAL_ID.lower()}07ea0304ab", f"{GLOBAL_ID}00000000AB"),
        (f"{GLOBAL_ID} no hexadecimal", f"{GLOBAL_ID} no hexadecimal"),
    ],
)
def test_the_uid_that_occurrences_share(stated: str, shared: str) -> None:
    """The day that Exchange writes into a UID is taken out again."""
    assert shared_uid(stated) == shared


def test_a_whole_series_is_no_meeting() -> None:
    """The series itself takes place at no time."""
    series = {**dict(recorded("recurring")[0]), "type": "seriesMaster"}

    assert read_events([series]).skipped == 1


def test_an_event_that_ends_before_it_begins() -> None:
    """An event whose times make no sense is left out."""
    event = dict(recorded("online_only")[0])

    backwards = {**event, "start": event["end"], "end": event["start"]}

    assert read_events([backwards]).skipped == 1


def test_somebody_without_an_address() -> None:
    """An attendee whom nobody can name by address does not count."""
    event = dict(recorded("online_only")[0])
    nobody = {"type": "required", "emailAddress": {"name": "Nobody", "address": ""}}

    (meeting,) = read_events([{**event, "attendees": [nobody]}]).meetings

    assert [one.address for one in meeting.attendees] == ["anna.wirt@firma.example"]


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *FIELDS.split(","),
                    "dateTime",
                    "timeZone",
                    "emailAddress",
                    "address",
                    "displayName",
                    "capacity",
                    "floorNumber",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(st.lists(_json, max_size=4))
def test_whatever_graph_says(items: list[object]) -> None:
    """Nothing that stands in an answer makes the reading fail."""
    reading = read_events(items)

    assert len(reading.meetings) + reading.skipped == len(items)
    assert len(read_rooms(items)) <= len(items)
