"""Somebody checks out: from their room on the screen, by badge, pass, or name."""

from dataclasses import replace

import pytest

from kiosk_app.journey.effects import ForgetVisitor, LookUp, SendCheckOut
from kiosk_app.journey.events import (
    BackTouched,
    BecameSlow,
    CheckOutAnswered,
    CheckOutRefused,
    CheckOutTouched,
    CheckOutUnanswered,
    CheckOutWanted,
    DoneTouched,
    NextTouched,
    Scanned,
    TimeUp,
    Typed,
)
from kiosk_app.journey.patience import Patience, patience
from kiosk_app.journey.states import (
    CheckingOut,
    Entry,
    Finding,
    Goodbye,
    Leaving,
    Refused,
    Welcome,
)
from kiosk_app.journey.states_names import NotLeft
from shared.check_out import CheckOutRequest
from shared.looking_up import LookUpFor, LookUpRequest
from shared.refusals import Refusal
from tests.kiosk_app.journey.examples import (
    ALREADY_HERE,
    CODE,
    COMPLETED,
    ID,
    LATER,
    LEAVER,
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


FROM_LEAVING = journey(CheckingOut(LEAVING, LEAVER))


def test_check_out_is_offered_on_the_first_page():
    """Whoever leaves touches Check out and holds up their badge, or types their name."""
    assert after(journey(), CheckOutWanted()).state == Leaving()


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (CODE, CheckOutRequest(request_id=ID, code=CODE)),
        (PASS, CheckOutRequest(request_id=ID, pass_text=PASS)),
    ],
)
def test_a_badge_or_a_pass_checks_out(text, asked):
    """On this page the reader checks out instead of in."""
    start = journey(Leaving())

    assert effects_of(start, Scanned(text, STAMP)) == (SendCheckOut(asked),)
    assert after(start, Scanned(text, STAMP)).state == CheckingOut(asked, Leaving())


def test_a_foreign_code_is_said_so():
    """A ticket for the tram never leaves the kiosk."""
    start = journey(LEAVER)

    assert effects_of(start, Scanned("https://tram.example", STAMP)) == ()
    assert after(start, Scanned("https://tram.example", STAMP)).state == replace(
        LEAVER, trouble=NotLeft.UNKNOWN
    )


def test_a_name_is_looked_for_among_those_who_are_here():
    """Only people on site are found by somebody who leaves."""
    start = journey(LEAVER)

    assert after(start, NextTouched()).state == Finding("Mara Lindt", LEAVER)
    assert effects_of(start, NextTouched()) == (
        LookUp(LookUpRequest(name="Mara Lindt", looking=LookUpFor.LEAVING)),
    )


@pytest.mark.parametrize("text", ["", "  ", "-"])
def test_next_without_a_name_says_what_is_missing(text):
    """Next stays on the page and asks for the name."""
    start = journey(Leaving(Entry(text, 0)))

    assert after(start, NextTouched()).state.nudged
    assert effects_of(start, NextTouched()) == ()


@pytest.mark.parametrize(
    "state", [Leaving(nudged=True), Leaving(trouble=NotLeft.NOBODY)]
)
def test_the_line_goes_as_soon_as_something_is_typed(state):
    """Whoever repairs it is not reminded any longer."""
    done = after(journey(state), Typed("M", STAMP))

    assert done.state == Leaving(Entry("M", 1))


def test_back_leads_to_the_first_page():
    """Whoever does not leave after all goes back."""
    assert after(journey(LEAVER), BackTouched()).state == Welcome()


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (CheckOutRefused(ID, Refusal.ALREADY_USED), NotLeft.OVER),
        (CheckOutRefused(ID, Refusal.CODE_UNKNOWN), NotLeft.UNKNOWN),
        (CheckOutUnanswered(ID), NotLeft.AWAY),
    ],
)
def test_whoever_is_not_checked_out_reads_what_is_so(answer, trouble):
    """The page comes back with a line that says why, and what to do."""
    done = after(FROM_LEAVING, answer)

    assert done.state == replace(LEAVER, trouble=trouble)
