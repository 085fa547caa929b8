"""The screen after the check-in fills in as things become known."""

from dataclasses import replace

import pytest

from kiosk_app.journey.effects import ForgetVisitor
from kiosk_app.journey.events import (
    BadgeElsewhere,
    BadgeFailed,
    BadgePrinted,
    DoneTouched,
    HostOverdue,
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
@pytest.mark.parametrize(
    ("room", "moved"),
    [
        (FOUND, False),
        (FOUND.model_copy(update={"directions": "Left"}), False),
        (FOUND.model_copy(update={"name": "Room B"}), True),
        (FOUND.model_copy(update={"building": "East wing"}), True),
        (NO_ROOM, True),
    ],
)
def test_a_room_that_was_read_and_is_another_now_is_said_to_be(state, room, moved):
    """Whoever has read a room hears that it has changed; a better way to it is none."""
    done = after(
        journey(state), RoomAnswered("visit-1", FOUND), RoomAnswered("visit-1", room)
    )

    assert (done.state.room, done.state.moved) == (room, moved)


def test_a_room_that_has_moved_is_said_to_have_until_home():
    """Later news of the same room do not take the word back."""
    other = FOUND.model_copy(update={"name": "Room B"})

    done = after(
        journey(COMPLETED),
        RoomAnswered("visit-1", FOUND),
        RoomAnswered("visit-1", other),
        RoomAnswered("visit-1", other),
    )

    assert done.state.moved


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
        (BadgeFailed("visit-1", perhaps=True), BadgeState.PERHAPS),
        (BadgeElsewhere("visit-1", "Foyer"), BadgeState.ELSEWHERE),
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


@pytest.mark.parametrize(
    ("visit", "told", "shown"),
    [
        ("visit-1", HostTold.TELLING, HostTold.NOT_REACHED),
        ("visit-1", HostTold.TOLD, HostTold.TOLD),
        ("visit-2", HostTold.TELLING, HostTold.TELLING),
    ],
)
def test_nobody_waits_for_a_host_who_was_never_told(visit, told, shown):
    """If no news of the host comes for a while, the visitor is told what to do."""
    start = journey(replace(COMPLETED, host=told))

    done = after(start, HostOverdue(visit))

    assert done.state.host is shown


def test_a_host_who_is_told_late_is_told_all_the_same():
    """A mail that leaves late still brings the good news."""
    waited = after(journey(COMPLETED), HostOverdue("visit-1"))

    done = after(waited, HostWasTold("visit-1", reached=True))

    assert done.state.host is HostTold.TOLD


@BOTH
def test_done_forgets_the_visitor(state):
    """Done leads to the welcome in the site's language."""
    start = journey(state, language="de")

    assert after(start, DoneTouched()) == journey()
    assert effects_of(start, DoneTouched()) == (ForgetVisitor(),)
