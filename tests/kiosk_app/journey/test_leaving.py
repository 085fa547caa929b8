"""Somebody who scans again may check out."""

from dataclasses import replace

import pytest

from kiosk_app.journey.effects import ForgetVisitor, SendCheckOut
from kiosk_app.journey.events import (
    BecameSlow,
    CheckOutAnswered,
    CheckOutRefused,
    CheckOutTouched,
    CheckOutUnanswered,
    DoneTouched,
    Scanned,
    TimeUp,
)
from kiosk_app.journey.patience import Patience, patience
from kiosk_app.journey.states import CheckingOut, Goodbye, Refused
from shared.refusals import Refusal
from tests.kiosk_app.journey.examples import (
    ALREADY_HERE,
    COMPLETED,
    ID,
    LATER,
    LEAVING,
    LEFT,
    OTHER_ID,
    PASS,
    STAMP,
    after,
    effects_of,
    journey,
)

LEAVE = journey(CheckingOut(LEAVING, ALREADY_HERE))
GOODBYE = journey(Goodbye("Mara Lindt"), language="de")


def test_check_out_asks_the_server_about_the_visit_on_the_screen():
    """Touching Check out sends the visit whose room is shown."""
    start = journey(ALREADY_HERE)

    assert effects_of(start, CheckOutTouched(STAMP)) == (SendCheckOut(LEAVING),)
    assert after(start, CheckOutTouched(STAMP)) == LEAVE


def test_nobody_leaves_from_the_screen_of_their_arrival():
    """Whoever has just checked in is not checked out by a stray touch."""
    start = journey(COMPLETED)

    assert after(start, CheckOutTouched(STAMP)) == start


def test_a_checked_out_visitor_is_said_goodbye_to():
    """The visitor reads their name, and the page goes by itself."""
    done = after(LEAVE, CheckOutAnswered(ID, LEFT))

    assert done.state == Goodbye("Mara Lindt")
    assert patience(done, 20) == Patience(8, TimeUp())


@pytest.mark.parametrize("end", [TimeUp(), DoneTouched()])
def test_goodbye_goes_home_and_forgets(end):
    """Eight seconds later nothing of the visitor is left."""
    assert after(GOODBYE, end) == journey()
    assert effects_of(GOODBYE, end) == (ForgetVisitor(),)


def test_the_next_visitor_need_not_wait_for_the_goodbye():
    """A pass held up while the goodbye stands belongs to the next visitor."""
    done = after(GOODBYE, Scanned(PASS, LATER))

    assert done.state.request.pass_text == PASS
    assert done.language == "en"


def test_without_an_answer_the_visitor_reads_what_to_do():
    """When the server is away the room comes back, with a line that says so."""
    done = after(LEAVE, CheckOutUnanswered(ID))

    assert done.state == replace(ALREADY_HERE, not_left=True)
    assert done.online is False


def test_a_visit_that_is_over_is_told():
    """Somebody whom reception has checked out meanwhile reads that the visit is over."""
    done = after(LEAVE, CheckOutRefused(ID, Refusal.ALREADY_USED))

    assert done.state == Refused(Refusal.ALREADY_USED)


@pytest.mark.parametrize(
    "answer",
    [
        CheckOutAnswered(OTHER_ID, LEFT),
        CheckOutRefused(OTHER_ID, Refusal.ALREADY_USED),
        CheckOutUnanswered(OTHER_ID),
    ],
)
def test_answers_to_another_request_are_ignored(answer):
    """Nobody is said goodbye to with another visitor's name."""
    assert after(LEAVE, answer) == LEAVE


def test_a_slow_check_out_is_admitted():
    """After a moment the screen says that it is checking the visitor out."""
    assert after(LEAVE, BecameSlow()).state.slow
