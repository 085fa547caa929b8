"""The screen after the check-in fills in as things become known."""

import pytest

from kiosk_app.journey.effects import ForgetVisitor
from kiosk_app.journey.events import (
    BadgeFailed,
    BadgePrinted,
    DoneTouched,
    HostWasTold,
    RoomAnswered,
    VisitCancelled,
)
from kiosk_app.journey.states import BadgeState, HostTold, Refused
from shared.refusals import Refusal
from tests.kiosk_app.journey.examples import (
    ALREADY_HERE,
    COMPLETED,
    FOUND,
    NO_ROOM,
    after,
    effects_of,
    journey,
)

BOTH = pytest.mark.parametrize("state", [COMPLETED, ALREADY_HERE])


@BOTH
@pytest.mark.parametrize("room", [FOUND, NO_ROOM])
def test_the_room_appears_when_it_is_found(state, room):
    """The room fills the place that was kept for it."""
    done = after(journey(state), RoomAnswered("visit-1", room))

    assert done.state.room == room


@BOTH
def test_a_cancelled_visit_is_told_at_once(state):
    """A visit cancelled while its visitor reads the screen says so."""
    done = after(journey(state), VisitCancelled("visit-1"))

    assert done.state == Refused(Refusal.CANCELLED)


@BOTH
@pytest.mark.parametrize(
    "event",
    [
        RoomAnswered("visit-2", FOUND),
        VisitCancelled("visit-2"),
        HostWasTold("visit-2", reached=True),
        BadgePrinted("visit-2"),
        BadgeFailed("visit-2"),
    ],
)
def test_news_of_another_visit_never_appears(state, event):
    """What belongs to another visitor stays off this screen."""
    assert after(journey(state), event) == journey(state)


@pytest.mark.parametrize(
    ("event", "badge"),
    [
        (BadgePrinted("visit-1"), BadgeState.PRINTED),
        (BadgeFailed("visit-1"), BadgeState.FAILED),
    ],
)
def test_the_badge_line_follows_the_printer(event, badge):
    """The visitor reads whether to take a badge or to ask for one."""
    assert after(journey(COMPLETED), event).state.badge is badge


@pytest.mark.parametrize(
    ("reached", "told"), [(True, HostTold.TOLD), (False, HostTold.NOT_REACHED)]
)
def test_the_host_line_follows_the_message(reached, told):
    """The visitor reads whether their host knows."""
    done = after(journey(COMPLETED), HostWasTold("visit-1", reached=reached))

    assert done.state.host is told


@BOTH
def test_done_forgets_the_visitor(state):
    """Done leads to the welcome in the site's language."""
    start = journey(state, language="de")

    assert after(start, DoneTouched()) == journey()
    assert effects_of(start, DoneTouched()) == (ForgetVisitor(),)
