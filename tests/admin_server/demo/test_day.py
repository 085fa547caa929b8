from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from admin_server.core.admission import admission
from admin_server.core.matching import find_meeting_for
from admin_server.core.meetings import (
    Arrival,
    Attendee,
    AttendeeKind,
    Meeting,
)
from admin_server.core.places import Site
from admin_server.core.rooms import Room, room_of
from admin_server.core.visits import Visit
from admin_server.demo.day import Day, day_around, next_quarter
from admin_server.demo.lakeside import (
    DOMAIN,
    HOSTS,
    HOUSE,
    ROOMS,
    SITES,
    SLUG,
    ZONE,
    DemoRoom,
)
from admin_server.demo.meetings import DemoMeeting
from admin_server.demo.visitors import DemoVisitor, Expect
from shared.check_in import VisitState
from shared.refusals import Refusal

_HERE = ZoneInfo(ZONE)
_NOWS = [
    pytest.param(datetime(2026, 11, 20, 12, 0, tzinfo=_HERE), id="noon"),
    pytest.param(datetime(2026, 11, 20, 9, 41, 17, tzinfo=_HERE), id="morning"),
    pytest.param(datetime(2026, 11, 20, 0, 0, tzinfo=_HERE), id="midnight"),
    pytest.param(datetime(2026, 11, 20, 0, 5, tzinfo=_HERE), id="just after"),
    pytest.param(datetime(2026, 11, 20, 3, 0, tzinfo=_HERE), id="night"),
    pytest.param(datetime(2026, 11, 20, 20, 59, 59, tzinfo=_HERE), id="evening"),
    pytest.param(datetime(2026, 11, 20, 22, 15, tzinfo=_HERE), id="late"),
    pytest.param(datetime(2026, 11, 20, 23, 50, tzinfo=_HERE), id="before midnight"),
    pytest.param(datetime(2026, 12, 31, 23, 59, 59, tzinfo=_HERE), id="year's end"),
    pytest.param(datetime(2026, 3, 29, 1, 40, tzinfo=_HERE), id="spring"),
    pytest.param(datetime(2026, 3, 28, 23, 50, tzinfo=_HERE), id="eve of spring"),
    pytest.param(datetime(2026, 10, 25, 2, 20, tzinfo=_HERE), id="autumn"),
    pytest.param(datetime(2026, 10, 25, 2, 20, tzinfo=_HERE, fold=1), id="again"),
    pytest.param(datetime(2026, 10, 24, 23, 50, tzinfo=_HERE), id="eve of autumn"),
    pytest.param(datetime(2028, 2, 29, 12, 0, tzinfo=_HERE), id="leap day"),
]
_LATER = [
    pytest.param(timedelta(0), id="at once"),
    pytest.param(timedelta(minutes=50), id="in 50 minutes"),
    pytest.param(timedelta(hours=2), id="after two hours"),
]


@pytest.mark.parametrize("now", _NOWS)
@pytest.mark.parametrize("later", _LATER)
def test_what_is_promised_follows_from_the_rules(now: datetime, later: timedelta):
    """What the demo's table says will happen is what happens, day and night."""
    day = day_around(now)
    moment = now.astimezone(UTC) + later

    outcomes = {one.name: _outcome(day, one, moment) for one in day.visitors}

    assert outcomes == {one.name: one.expect for one in day.visitors}


@pytest.mark.parametrize("now", _NOWS)
def test_the_next_quarter_is_close_and_even(now: datetime):
    """Visits begin at a quarter of an hour, and soon."""
    soon = next_quarter(now)

    assert soon.minute % 15 == 0
    assert timedelta(0) <= soon - now.astimezone(UTC) < timedelta(minutes=15)


def test_every_kind_of_answer_is_there():
    """The demo shows rooms, no rooms, and every refusal a pass can meet."""
    day = day_around(datetime(2026, 11, 20, 12, 0, tzinfo=UTC))

    outcomes = {visitor.expect.outcome for visitor in day.visitors}

    assert outcomes == {
        "found",
        "none",
        "already_here",
        Refusal.OTHER_SITE,
        Refusal.ALREADY_USED,
        Refusal.CANCELLED,
        Refusal.EXPIRED,
        Refusal.TOO_EARLY,
        Refusal.PASS_UNKNOWN,
    }


def test_mara_lindt_is_the_first_to_try():
    """The visitor of the pictures comes first and is sent to Conference Room A."""
    day = day_around(datetime(2026, 11, 20, 12, 0, tzinfo=UTC))

    first = day.visitors[0]

    assert first.name == "Mara Lindt"
    assert first.host.name == "Jonas Weber"
    assert first.expect == Expect("found", "Conference Room A")


def test_people_are_many_and_different():
    """The demo has enough hosts to search in, none of them twice."""
    emails = [host.email for host in HOSTS]

    assert len(emails) >= 30
    assert max(Counter(emails).values()) == 1
    assert all(email.isascii() for email in emails)


def test_visitors_and_events_are_told_apart():
    """No two visitors share an e-mail, and no two events a name."""
    day = day_around(datetime(2026, 11, 20, 12, 0, tzinfo=UTC))

    visitors = Counter(visitor.email for visitor in day.visitors)
    meetings = Counter(meeting.uid for meeting in day.meetings)

    assert max(visitors.values()) == 1
    assert max(meetings.values()) == 1


def test_every_room_has_its_directions():
    """Each room of the demo says how to get there."""
    turns = {room.turn for room in ROOMS}

    assert len(ROOMS) == 6
    assert turns == {"left", "right", "straight", "elevator", "stairs"}
    assert ROOMS[0].directions == "Floor 2, left after the lift"


# --- the rules, applied to the demo's own words -----------------------------


def _outcome(day: Day, visitor: DemoVisitor, now: datetime) -> Expect:
    refusal = _refusal(visitor, now)
    if refusal is not None:
        return Expect(refusal.value)
    if visitor.state is VisitState.ON_SITE:
        assert visitor.visits is not None
        return Expect("already_here", visitor.visits.name)
    room = _room(day, visitor, now)
    return Expect("found", room.name) if room else Expect("none")


def _refusal(visitor: DemoVisitor, now: datetime) -> Refusal | None:
    if visitor.tenant != SLUG:
        return Refusal.PASS_UNKNOWN
    if visitor.site != HOUSE:
        return Refusal.OTHER_SITE
    by_state = {
        VisitState.LEFT: Refusal.ALREADY_USED,
        VisitState.CANCELLED: Refusal.CANCELLED,
    }
    if visitor.state in by_state:
        return by_state[visitor.state]
    opens, closes = admission(_visit(visitor), _site())
    if visitor.state is VisitState.EXPECTED and now >= closes:
        return Refusal.EXPIRED
    return Refusal.TOO_EARLY if now < opens else None


def _room(day: Day, visitor: DemoVisitor, now: datetime) -> Room | None:
    arrival = Arrival(
        expected_at=visitor.arrival.astimezone(_HERE),
        now=now,
        invited=True,
        name=visitor.name,
        email=visitor.email,
        company=visitor.company,
        linked_meeting=visitor.meeting,
    )
    meetings = [_meeting(one) for one in day.meetings_of(visitor.host)]
    match = find_meeting_for(
        arrival, meetings, window=timedelta(minutes=30), own_domains=[DOMAIN]
    )
    if match.meeting is None:
        return None
    return room_of(match.meeting, _directory(), site=HOUSE, can_schedule=False)


def _meeting(one: DemoMeeting) -> Meeting:
    people = [(g.email, g.name) for g in one.guests]
    people += [(host.email, host.name) for host in (one.host, *one.colleagues)]
    rooms = [(one.room, one.room_answer), (one.also_at, one.room_answer)]
    return Meeting(
        id=one.uid,
        uid=one.uid,
        start=one.start,
        end=one.end,
        attendees=(
            *(Attendee(address, name) for address, name in people),
            *(
                Attendee(room.address, room.name, AttendeeKind.ROOM, answer)
                for room, answer in rooms
                if room
            ),
        ),
        location=one.location,
        all_day=one.all_day,
        cancelled=one.cancelled,
        private=one.private,
        shown_as=one.shown_as,
    )


def _directory() -> list[Room]:
    return [_as_room(room) for room in ROOMS]


def _as_room(room: DemoRoom) -> Room:
    return Room(room.address, room.name, floor=room.floor, site=room.site)


def _site() -> Site:
    house = SITES[0]
    return Site(id=HOUSE, key=HOUSE, name=house.name, time_zone=house.time_zone)


def _visit(visitor: DemoVisitor) -> Visit:
    return Visit(
        id="visit",
        visitor="visitor",
        host="host",
        site=visitor.site,
        state=visitor.state,
        expected_arrival=visitor.arrival,
        expected_departure=visitor.departure,
    )
