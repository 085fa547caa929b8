"""Visits that follow their meetings: where people have said or done something."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from admin_server.core.calendar_changes import FLAGGED, ROOM_CHANGED
from admin_server.core.changing import change, wanted_of
from admin_server.core.meetings import Attendee, Meeting
from admin_server.core.ports import AuditFilter
from admin_server.core.visits import CalendarNews, RoomOfVisit
from admin_server.security.chance import CHANCE
from shared.check_in import RoomState, VisitState
from tests.fakes.followed_house import (
    ALONE,
    HOUR,
    MINUTE,
    NOT_TIED,
    OFF,
    PERSON,
    ROOM_B,
    End,
    at,
    open_house,
    others,
    room,
    said,
    talk,
)
from tests.fakes.followed_house import FollowedHouse as House
from tests.fakes.lobby import HOUSE


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A house with two rooms in which nobody is expected yet."""
    opened = await open_house(tmp_path)
    yield opened
    opened.store.close()


async def _by_hand(house: House, clock: str) -> None:
    arrival = at(clock).astimezone(UTC)
    visit = await house.mara()
    wanted = replace(
        wanted_of(visit), arrival=arrival, departure=arrival + timedelta(hours=2)
    )
    await house.do(
        lambda n: change(
            n, visit, wanted, now=house.now, chance=CHANCE, by="user:user-reception"
        )
    )


async def test_times_that_a_person_set_stay(house: House):
    """A visit whose time reception changed is not moved: reception is asked."""
    await house.asks()
    await house.reads(*ALONE)
    await _by_hand(house, "13:45")

    await house.reads(talk("16:00"))

    assert await house.end() == End("13:45", news=CalendarNews.MOVED)
    events = [event for event, _ in await house.noted()]
    assert events == [FLAGGED]


async def test_a_meeting_moves_to_the_time_that_a_person_set(house: House):
    """Where calendar and reception agree in the end, nobody is asked."""
    await house.asks()
    await house.reads(*ALONE)
    await _by_hand(house, "15:00")

    await house.reads(talk("15:00"))

    assert await house.end() == End("15:00")


async def test_a_visit_with_its_own_time_is_not_cancelled(house: House):
    """Who was given another time by a person is not sent home by the calendar."""
    await house.asks(meeting="talk")
    await house.reads(*ALONE)
    await _by_hand(house, "15:00")
    await house.reads()

    house.now += 5 * MINUTE
    await house.reads()

    assert await house.end() == End(
        "15:00", None, news=CalendarNews.CANCELLED, tied=PERSON
    )


async def test_another_day_by_hand_ends_a_tie_by_rule(house: House):
    """A visit moved to tomorrow by hand does not belong to today's meeting."""
    await house.asks()
    await house.reads(*ALONE)
    visit = await house.mara()
    day = timedelta(days=1)
    wanted = replace(
        wanted_of(visit),
        arrival=visit.expected_arrival + day,
        departure=visit.expected_departure + day,
    )

    await house.do(
        lambda n: change(n, visit, wanted, now=house.now, chance=CHANCE, by="user:u")
    )

    assert await house.end() == End(room=None, tied=None, days=1)


async def test_nobody_is_expected_in_the_past(house: House):
    """A meeting moved to yesterday asks reception instead of ending the visit."""
    await house.asks(meeting="talk")
    await house.reads(*ALONE)

    await house.reads(talk(days=-1))

    assert await house.end() == End(room=None, news=CalendarNews.MOVED, tied=PERSON)


async def test_the_guest_is_told_of_the_new_time(house: House):
    """Statement 28: the same invitation, changed once more, and a mail about it."""
    await house.asks()
    await house.reads(*ALONE)

    await house.reads(talk("15:00"))

    invitation = await house.do(lambda n: n.invitations.by_visit(house.visit))
    waiting = await house.store.before_tenant.claim_outbox(
        owner="test", now=house.now, lease_until=house.now + HOUR, limit=9
    )
    assert invitation.sequence == 1
    assert [one.row.kind for one in waiting] == ["visit_changed"]
    assert (await house.mara()).expected_departure == at("17:00")


async def test_the_audit_says_old_and_new(house: House):
    """E12: the audit shows the old and the new time and room, as the house has them."""
    await house.asks()
    await house.reads(*ALONE)

    await house.reads(talk("15:00", where=(room(ROOM_B),)))

    rows = await house.do(
        lambda n: n.audit.newest(AuditFilter(actor="calendar:connection-1"), limit=9)
    )
    assert [row.personal for row in rows] == [
        {"old": "Conference Room A", "new": "Conference Room B"},
        {"old": "2026-11-23 14:00–16:00", "new": "2026-11-23 15:00–17:00"},
    ]


async def test_over_the_hour_that_does_not_exist(house: House):
    """When the clocks change in between, the visit is as long as it was."""
    saturday = datetime(2027, 3, 27, 22, 0, tzinfo=HOUSE.zone)
    house.now = saturday - 8 * HOUR
    arrival = saturday.astimezone(UTC)
    await house.asks(arrival=arrival, departure=arrival + 2 * HOUR)
    await house.reads(talk(start=saturday, end=saturday + HOUR))
    sunday = datetime(2027, 3, 28, 9, 0, tzinfo=HOUSE.zone)

    await house.reads(talk(start=sunday, end=sunday + HOUR))

    visit = await house.mara()
    assert visit.expected_arrival == sunday
    assert visit.expected_departure - visit.expected_arrival == 2 * HOUR


async def test_two_visits_to_one_meeting(house: House):
    """Both who come to a meeting are moved with it."""
    await house.asks()
    await house.asks("tom@brightwater.example", name="Tomás Vidal")
    tom = Attendee("tom@brightwater.example", "Tomás Vidal")
    await house.reads(talk("14:00", tom))

    await house.reads(talk("15:00", tom))

    day = await house.do(lambda n: n.visits.between(at("00:00"), at("23:00")))
    assert [visit.expected_arrival for visit in day] == [at("15:00")] * 2


async def test_somebody_on_site_only_changes_rooms(house: House):
    """E12: who is here is not moved; they and the kiosk are told of the new room."""
    await house.asks()
    await house.reads(*ALONE)
    await house.put(state=VisitState.ON_SITE, arrived_at=house.now)

    await house.reads(talk("14:15", where=(room(ROOM_B),)))

    heard = await house.do(lambda n: n.kiosk_events.after(0, site=HOUSE.id))
    assert await house.end() == End(room="Conference Room B", state=VisitState.ON_SITE)
    assert [(one.kind, one.visit) for one in heard] == [("room_changed", house.visit)]
    assert [event for event, _ in await house.noted()] == [ROOM_CHANGED]


@pytest.mark.parametrize("meetings", OFF.values(), ids=OFF.keys())
async def test_nobody_on_site_is_cancelled(house: House, meetings: tuple[Meeting, ...]):
    """Statement 28: who is here keeps visit and room when the meeting is cancelled."""
    await house.asks(meeting="talk")
    await house.reads(*ALONE)
    await house.put(state=VisitState.ON_SITE, arrived_at=house.now)
    await house.reads(*meetings)

    house.now += 6 * MINUTE
    await house.reads(*meetings)

    assert await house.end() == End(tied=PERSON, state=VisitState.ON_SITE)
    assert house.due is None


@pytest.mark.parametrize(
    "state", [VisitState.LEFT, VisitState.CANCELLED, VisitState.NO_SHOW]
)
async def test_what_is_over_is_left_alone(house: House, state: VisitState):
    """Who has left, was cancelled or did not come is moved by no calendar."""
    await house.asks()
    await house.reads(*ALONE)
    await house.put(state=state)

    await house.reads(talk("15:00", where=(room(ROOM_B),)))

    assert await house.end() == End(state=state)


async def test_a_series_that_reception_chose(house: House):
    """A series that a person chose once is followed like a meeting of its own."""
    await house.asks(None)
    chosen = said(await house.mara(), theirs=True)
    await house.do(lambda n: n.meeting_choices.put(chosen))

    await house.reads(talk(guest=None))

    assert await house.end() == End(tied=PERSON)


async def test_a_series_that_reception_refused(house: House):
    """A visit does not follow what a person said is not the visitor's."""
    await house.asks(meeting="talk")
    await house.reads(*ALONE)
    refused = said(await house.mara(), theirs=False)
    await house.do(lambda n: n.meeting_choices.put(refused))

    await house.reads(talk("15:00"))

    assert await house.end() == End(room=None, tied=PERSON)


async def test_a_meeting_that_was_never_seen(house: House):
    """A visit made from a meeting that no calendar knows is not cancelled for it."""
    await house.asks(meeting="elsewhere")
    await house.reads(others("14:00"))

    house.now += 6 * MINUTE
    await house.reads(others("14:00"))

    assert await house.end() == NOT_TIED


async def test_a_meeting_that_is_off_when_first_seen(house: House):
    """A visit whose meeting was cancelled before we looked is cancelled as well."""
    await house.asks(meeting="talk-uid")
    await house.reads(talk(cancelled=True))

    house.now += 5 * MINUTE
    await house.reads(talk(cancelled=True))

    assert (await house.mara()).state is VisitState.CANCELLED


async def test_a_room_that_is_being_looked_for(house: House):
    """Whoever waits for the look-up at the kiosk gets its answer, not another one."""
    await house.asks()
    looking = RoomOfVisit(RoomState.LOOKING, until=house.now + MINUTE)
    await house.put(state=VisitState.ON_SITE, arrived_at=house.now, room=looking)

    await house.reads(*ALONE)

    assert (await house.mara()).room == looking


async def test_somebody_on_site_without_a_meeting(house: House):
    """Who is here and in no meeting that we know keeps the room they were sent to."""
    await house.asks()
    told = RoomOfVisit(RoomState.FOUND, ROOM_B.address, ROOM_B.name)
    await house.put(state=VisitState.ON_SITE, arrived_at=house.now, room=told)

    await house.reads(others("14:00"))

    assert (await house.mara()).room == told


async def test_a_guest_without_an_invitation_is_moved_as_well(house: House):
    """A visit that nobody was invited to by mail moves, and no mail is sent."""
    await house.asks(None)
    chosen = said(await house.mara(), theirs=True)
    await house.do(lambda n: n.meeting_choices.put(chosen))
    await house.reads(talk(guest=None))

    await house.reads(talk("15:00", guest=None))

    waiting = await house.store.before_tenant.claim_outbox(
        owner="test", now=house.now, lease_until=house.now + HOUR, limit=9
    )
    assert await house.end() == End("15:00", tied=PERSON)
    assert list(waiting) == []
