"""Why a meeting was taken and another not, and why which room (rows E18, E19)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from admin_server.core.connections import Connection
from admin_server.core.explaining import (
    Explanation,
    NotShown,
    WhyNotShown,
    explain,
)
from admin_server.core.finding_rooms import Line, Question
from admin_server.core.meetings import (
    Answer,
    Attendee,
    AttendeeKind,
    MatchRule,
    Meeting,
    ShownAs,
    Verdict,
)
from admin_server.core.people import Visitor
from admin_server.core.rooms import Room, RoomField
from admin_server.core.visits import Visit
from shared.check_in import VisitState
from tests.fakes.clock import MORNING
from tests.fakes.kept import as_kept, as_read
from tests.fakes.lobby import HARBOUR, HOUSE, JONAS, KEY, ROOM_A, meeting, tenant_named

MARA = Attendee("mara@brightwater.example", "Mara Lindt")
TOM = Attendee("tom@atlas.example", "Tom Berg")
OLD_ROOM = Room("old@lakeside.example", "Old Room", site=HOUSE.id, selected=False)
PIER = Room("pier@lakeside.example", "Pier Room", site=HARBOUR.id)
ROOM_B = Room("room-b@lakeside.example", "Room B", site=HOUSE.id)
RESOURCE = AttendeeKind.ROOM


def question(**changes: object) -> Question:
    """Mara, who is invited at nine, and whose host is Jonas."""
    visit = Visit(
        id="visit",
        visitor="visitor",
        host=JONAS.id,
        site=HOUSE.id,
        state=VisitState.EXPECTED,
        expected_arrival=MORNING,
        expected_departure=MORNING + timedelta(hours=1),
    )
    known = Question(
        visit=visit,
        visitor=Visitor("visitor", "Mara Lindt", email=MARA.address),
        host=JONAS,
        site=HOUSE,
        tenant=tenant_named("tenant", "lakeside", KEY),
        lines=(Line(Connection("connection", "memory", "Calendar"), JONAS.email),),
        directory=(ROOM_A, ROOM_B, OLD_ROOM, PIER),
        start=MORNING,
        end=MORNING,
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def explained(*meetings: Meeting, **changes: object) -> Explanation:
    """What is said of some meetings, at a provider whose rooms answer.

    Of a copy of them the same is said.
    """
    known = question(**changes)
    read, kept = (
        explain(one, known, now=MORNING, can_schedule=True)
        for one in (as_read(meetings), as_kept(meetings, known.directory))
    )
    assert (kept.rule, _said(kept)) == (read.rule, _said(read))
    return read


def _said(explanation: Explanation) -> list[tuple[object, ...]]:
    return [(one.verdict, one.room, one.not_shown) for one in explanation.seen]


def at(minutes: int, *guests: Attendee, **changes: object) -> Meeting:
    """A meeting so many minutes after the visitor is expected."""
    return meeting(MORNING + timedelta(minutes=minutes), *guests, **changes)


@pytest.mark.parametrize(
    ("looked_at", "verdict"),
    [
        (at(0, MARA, cancelled=True), Verdict.CANCELLED),
        (at(0, MARA, host_answer=Answer.DECLINED), Verdict.DECLINED),
        (at(0, MARA, all_day=True), Verdict.ALL_DAY),
        (at(0, MARA, shown_as=ShownAs.FOCUS), Verdict.NOT_A_MEETING),
        (at(-60, MARA), Verdict.OVER),
        (at(45, MARA), Verdict.TOO_FAR),
        (at(0, TOM), Verdict.SOMEBODY_ELSES),
        (at(0, MARA), Verdict.TAKEN),
    ],
    ids=lambda value: value.value if isinstance(value, Verdict) else "",
)
def test_every_meeting_has_its_reason(looked_at: Meeting, verdict: Verdict):
    """Whether a meeting is taken or dropped, the page can say why."""
    said = explained(looked_at)

    assert [one.verdict for one in said.seen] == [verdict]


def test_the_surest_rule_is_named():
    """The page says by what the meeting was recognised, and what came second."""
    said = explained(at(0), at(10, MARA))

    assert said.rule is MatchRule.EMAIL
    assert [one.verdict for one in said.seen] == [
        Verdict.ANOTHER_FITS_BETTER,
        Verdict.TAKEN,
    ]
    assert said.taken is said.seen[1]


def test_meetings_of_one_series_are_told_apart():
    """Two occurrences with one id each get their own reason."""
    early = at(-60, MARA, id="series")

    said = explained(at(0, MARA, id="series"), early)

    assert [(one.meeting.start, one.verdict) for one in said.seen] == [
        (early.start, Verdict.OVER),
        (MORNING, Verdict.TAKEN),
    ]


def test_nothing_is_taken_without_meetings():
    """A host without meetings leaves nothing to explain."""
    said = explained()

    assert (said.taken, said.rule, said.seen) == (None, MatchRule.NONE, ())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (
            {"attendees": (Attendee(ROOM_A.address, None, RESOURCE, Answer.ACCEPTED),)},
            RoomField.RESOURCE,
        ),
        (
            {"attendees": (Attendee(ROOM_A.address, answer=Answer.ACCEPTED),)},
            RoomField.ATTENDEE,
        ),
        (
            {"attendees": (), "location_addresses": (ROOM_A.address,)},
            RoomField.LOCATION_ADDRESS,
        ),
        (
            {"attendees": (), "location": " conference room a"},
            RoomField.LOCATION_TEXT,
        ),
    ],
    ids=lambda value: value.value if isinstance(value, RoomField) else "",
)
def test_the_room_says_where_it_stood(changes: dict, field: RoomField):
    """The page names the part of the meeting that the room was read from (E19)."""
    said = explained(at(0, **changes))

    assert said.taken is not None
    assert said.taken.room is not None
    assert (said.taken.room.room, said.taken.room.field) == (ROOM_A, field)


@pytest.mark.parametrize(
    ("room", "answer", "why"),
    [
        (ROOM_B, Answer.DECLINED, WhyNotShown.DECLINED),
        (ROOM_B, Answer.NONE, WhyNotShown.NOT_ANSWERED),
        (ROOM_B, Answer.ACCEPTED, WhyNotShown.ANOTHER_FIRST),
        (PIER, Answer.ACCEPTED, WhyNotShown.OTHER_SITE),
        (OLD_ROOM, Answer.ACCEPTED, WhyNotShown.NOT_SELECTED),
        (
            Room("new@lakeside.example", "New Room"),
            Answer.ACCEPTED,
            WhyNotShown.NOT_KNOWN,
        ),
    ],
    ids=lambda value: value.value if isinstance(value, WhyNotShown) else "",
)
def test_every_other_room_has_its_reason(room: Room, answer: Answer, why: WhyNotShown):
    """A room that is booked and not shown is named with the reason."""
    another = Attendee(room.address, room.name, RESOURCE, answer)

    said = explained(at(0, another))

    assert said.taken is not None
    assert said.taken.not_shown == (NotShown(room.name, why),)


@pytest.mark.parametrize(
    "changes",
    [{"location": "Old Room"}, {"location_addresses": (OLD_ROOM.address,)}],
)
def test_a_room_of_the_location_that_nobody_chose_is_named(changes: dict):
    """A location that names a room which is not for visitors says so."""
    said = explained(at(0, attendees=(), **changes))

    assert said.seen[0].room is None
    assert said.seen[0].not_shown == (NotShown("Old Room", WhyNotShown.NOT_SELECTED),)


def test_of_a_private_meeting_only_the_time_is_told():
    """Rooms of private meetings that are not the visitor's stay private."""
    said = explained(at(0, private=True))

    assert said.seen[0].verdict is Verdict.SOMEBODY_ELSES
    assert (said.seen[0].room, said.seen[0].not_shown) == (None, ())


def test_a_private_meeting_of_the_visitor_shows_its_room():
    """Who is invited to a private meeting is sent to its room."""
    said = explained(at(0, MARA, private=True))

    assert said.taken is not None
    assert said.taken.room is not None
