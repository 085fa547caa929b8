"""The cover over a screen that was left alone."""

import pytest

from kiosk_app.journey.effects import ForgetVisitor
from kiosk_app.journey.events import (
    HostsFound,
    LeftAlone,
    RoomAnswered,
    SecondPassed,
    StillHereTouched,
    Typed,
    VisitCancelled,
)
from kiosk_app.journey.states import (
    Checking,
    OutOfOrder,
    Refused,
    StillThere,
    Welcome,
)
from shared.refusals import Refusal
from tests.kiosk_app.journey.examples import (
    ASKED,
    COMPLETED,
    FOUND,
    JONAS,
    NAMING,
    REQUEST,
    SEARCHING,
    STAMP,
    after,
    effects_of,
    journey,
)


def test_the_cover_comes_and_goes():
    """Whoever is still here finds everything as they left it."""
    start = journey(NAMING)

    covered = after(start, LeftAlone(20))
    back = after(covered, SecondPassed(), StillHereTouched())

    assert covered.state == StillThere(NAMING, 20)
    assert back == start


@pytest.mark.parametrize(
    "state",
    [Welcome(), Checking(REQUEST), OutOfOrder(), StillThere(NAMING, 7)],
)
def test_some_screens_are_never_covered(state):
    """Nothing personal stands there, or an answer is about to come."""
    assert after(journey(state), LeftAlone(20)) == journey(state)


def test_the_countdown_ends_at_home():
    """After the last second the visitor is forgotten."""
    start = journey(StillThere(NAMING, 2), language="de")

    one = after(start, SecondPassed())
    home = after(one, SecondPassed())

    assert one.state.seconds_left == 1
    assert home == journey()
    assert effects_of(one, SecondPassed()) == (ForgetVisitor(),)


@pytest.mark.parametrize(
    ("covered", "event", "beneath"),
    [
        (COMPLETED, VisitCancelled("visit-1"), Refused(Refusal.CANCELLED)),
        (COMPLETED, RoomAnswered("visit-2", FOUND), COMPLETED),
        (NAMING, Typed("x", STAMP), NAMING),
    ],
)
def test_only_the_world_changes_what_is_covered(covered, event, beneath):
    """Answers still arrive under the cover; touches do not reach through it."""
    done = after(journey(StillThere(covered, 9)), event)

    assert done.state == StillThere(beneath, 9)


def test_a_room_found_meanwhile_is_there_when_the_cover_goes():
    """The room is not lost because the screen was covered."""
    start = journey(StillThere(COMPLETED, 9))

    done = after(start, RoomAnswered("visit-1", FOUND), StillHereTouched())

    assert done.state.room == FOUND


def test_a_search_is_answered_under_the_cover():
    """The names found meanwhile are there when the cover goes."""
    start = journey(StillThere(SEARCHING, 9))

    done = after(start, HostsFound(ASKED, (JONAS,)), StillHereTouched())

    assert done.state.hosts == (JONAS,)
