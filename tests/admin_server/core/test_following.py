"""Visits that follow their meetings: a table of what calendars do to them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from admin_server.core.calendar_changes import CANCELLED, FLAGGED, MOVED, ROOM_CHANGED
from admin_server.core.meetings import Answer, Attendee, Meeting, ShownAs
from admin_server.core.visits import CalendarNews
from shared.check_in import VisitState
from tests.fakes.clock import MORNING
from tests.fakes.followed_house import (
    ALONE,
    MARA,
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
    talk,
)
from tests.fakes.followed_house import FollowedHouse as House
from tests.fakes.lobby import ROOM_A


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A house with two rooms in which nobody is expected yet."""
    opened = await open_house(tmp_path)
    yield opened
    opened.store.close()


FIRST_LOOKS = {
    "her e-mail is in the meeting": ((talk(),), End()),
    "it begins a little later": ((talk("14:20"),), End()),
    "it has no room": ((talk(where=()),), End(room=None)),
    "its room has declined": (
        (talk(where=(room(ROOM_A, Answer.DECLINED),)),),
        End(room=None),
    ),
    "its room has not answered yet": (
        (talk(where=(room(ROOM_A, Answer.NONE),)),),
        End(room=None),
    ),
    "the only meeting then names nobody": ((talk(guest=None),), End(tied=None)),
    "it is private, with her in it": ((talk(private=True),), End()),
    "it is private, with nobody we know": (
        (talk(guest=None, private=True),),
        NOT_TIED,
    ),
    "it is somebody else's": ((others("14:00"),), NOT_TIED),
    "it is too far away": ((talk("15:01"),), NOT_TIED),
    "it is cancelled already": ((talk(cancelled=True),), NOT_TIED),
    "she declined the only meeting then": (
        (talk(guest=Attendee(MARA, answer=Answer.DECLINED)),),
        End(tied=None),
    ),
    "there is nothing": ((), NOT_TIED),
    "two meetings name nobody": (
        (talk(guest=None), others("14:15", attendees=())),
        NOT_TIED,
    ),
}


@pytest.mark.parametrize("looks", FIRST_LOOKS.values(), ids=FIRST_LOOKS.keys())
async def test_the_room_is_known_before_anybody_arrives(
    house: House, looks: tuple[tuple[Meeting, ...], End]
):
    """E8, E10: the room is on the list before Mara comes, where it is certain."""
    meetings, end = looks
    await house.asks()

    await house.reads(*meetings)

    assert await house.end() == end


@dataclass(frozen=True)
class Then:
    """What a calendar says the second time, so much later, and how it ends."""

    meetings: tuple[Meeting, ...]
    end: End
    noted: tuple[str, ...] = ()
    after: timedelta = 2 * MINUTE
    person: bool = False


LATER = {
    "nothing": Then(ALONE, End()),
    "an hour later": Then((talk("15:00"),), End("15:00"), (MOVED,)),
    "an hour earlier": Then((talk("13:00"),), End("13:00"), (MOVED,)),
    "a quarter later": Then((talk("14:15"),), End("14:15"), (MOVED,)),
    "tomorrow": Then((talk(days=1),), End(days=1), (MOVED,)),
    "over midnight": Then(
        (talk("00:30", days=1),),
        End("00:30", tied=PERSON, days=1),
        (MOVED,),
        person=True,
    ),
    "longer": Then((talk(end=at("16:30")),), End()),
    "another room": Then(
        (talk(where=(room(ROOM_B),)),), End(room="Conference Room B"), (ROOM_CHANGED,)
    ),
    "another time and room": Then(
        (talk("15:00", where=(room(ROOM_B),)),),
        End("15:00", "Conference Room B"),
        (MOVED, ROOM_CHANGED),
    ),
    "the room declines": Then(
        (talk(where=(room(ROOM_A, Answer.DECLINED),)),),
        End(room=None),
        (ROOM_CHANGED,),
    ),
    "a second room comes along": Then(
        (talk(where=(room(ROOM_A), room(ROOM_B, Answer.NONE))),), End()
    ),
    "the first of two rooms declines": Then(
        (talk(where=(room(ROOM_A, Answer.DECLINED), room(ROOM_B))),),
        End(room="Conference Room B"),
        (ROOM_CHANGED,),
    ),
    "gone a moment ago": Then((), End()),
    "gone, in a visit made from it": Then((), End(tied=PERSON), person=True),
    "made again with its UID": Then((talk(id="talk-2"),), End()),
    "made again with another UID": Then((talk(id="talk-2", uid="uid-2"),), End()),
    "made again with its UID, later that day": Then(
        (talk("15:00", id="talk-2"),), End("15:00"), (MOVED,)
    ),
    "its series goes on tomorrow": Then((talk(id="talk-2", days=1),), End()),
    "one day of its series is moved": Then(
        (talk("16:00"), talk(id="talk-2", days=1)), End("16:00"), (MOVED,)
    ),
    "private": Then((talk(private=True),), End()),
    "she is no guest any more": Then(
        (talk(guest=None), others("13:45", attendees=())),
        NOT_TIED,
        (ROOM_CHANGED,),
    ),
    "no guest of a visit made from it": Then(
        (talk(guest=None),), End(tied=PERSON), person=True
    ),
    "it does not fill his time": Then(
        (talk(shown_as=ShownAs.FREE),),
        End(room=None, tied=PERSON),
        (ROOM_CHANGED,),
        person=True,
    ),
}


@pytest.mark.parametrize("then", LATER.values(), ids=LATER.keys())
async def test_what_the_calendar_says_the_second_time(house: House, then: Then):
    """E6, E12, statement 28: the visit follows its meeting, and the audit says so."""
    await house.asks(meeting="talk" if then.person else None)
    await house.reads(*ALONE)

    house.now += then.after
    await house.reads(*then.meetings)

    assert await house.end() == then.end
    assert await house.noted() == [
        (event, "calendar:connection-1") for event in then.noted
    ]


@pytest.mark.parametrize("meetings", OFF.values(), ids=OFF.keys())
async def test_a_meeting_that_is_off_cancels_its_visit(
    house: House, meetings: tuple[Meeting, ...]
):
    """Statement 28: five minutes after its meeting, a visit made from it is cancelled."""
    await house.asks(meeting="talk")
    await house.reads(*ALONE)
    house.now += MINUTE
    await house.reads(*meetings)
    first, due = await house.end(), house.due

    house.now += 5 * MINUTE
    await house.reads(*meetings)

    assert first == End(tied=PERSON)
    assert due == MORNING + 6 * MINUTE
    assert (await house.mara()).state is VisitState.CANCELLED
    assert await house.noted() == [(CANCELLED, "calendar:connection-1")]
    assert house.due is None


@pytest.mark.parametrize("meetings", OFF.values(), ids=OFF.keys())
async def test_a_visit_made_by_hand_is_only_flagged(
    house: House, meetings: tuple[Meeting, ...]
):
    """Statement 28: reception is asked before a visit is cancelled that it entered."""
    await house.asks()
    await house.reads(*ALONE)
    house.now += MINUTE
    await house.reads(*meetings)

    house.now += 5 * MINUTE
    await house.reads(*meetings)
    house.now += 5 * MINUTE
    await house.reads(*meetings)

    assert await house.end() == End(room=None, news=CalendarNews.CANCELLED)
    events = [event for event, _ in await house.noted()]
    assert events == [FLAGGED, ROOM_CHANGED]


async def test_five_minutes_are_not_over_yet(house: House):
    """Statement 28: four minutes and 59 seconds after, nothing is cancelled."""
    await house.asks(meeting="talk")
    await house.reads(*ALONE)
    house.now += MINUTE
    await house.reads()

    house.now += timedelta(minutes=4, seconds=59)
    await house.reads()

    assert await house.end() == End(tied=PERSON)
    assert house.due == house.now + timedelta(seconds=30)


async def test_a_meeting_that_comes_back_in_time(house: House):
    """Statement 28: what is deleted and made again within five minutes changes nothing."""
    await house.asks(meeting="talk")
    await house.reads(*ALONE)
    house.now += MINUTE
    await house.reads()
    house.now += 4 * MINUTE
    await house.reads(talk(id="talk-2", uid="uid-2"))

    house.now += 9 * MINUTE
    await house.reads(talk(id="talk-2", uid="uid-2"))

    assert await house.end() == End(tied=PERSON)
    assert (await house.mara()).meeting == "talk-2"
    assert await house.noted() == []


async def test_a_flagged_meeting_that_comes_back(house: House):
    """Once the meeting is on again, nobody is asked about it any more."""
    await house.asks()
    await house.reads(*ALONE)
    await house.reads()
    house.now += 5 * MINUTE
    await house.reads()
    flagged = await house.end()

    await house.reads(*ALONE)

    assert flagged.news is CalendarNews.CANCELLED
    assert await house.end() == End()
