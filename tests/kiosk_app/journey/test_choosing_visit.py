"""A visitor says which visit is theirs, and nobody learns of other people's."""

from dataclasses import replace

import pytest

from kiosk_app.journey.effects import ForgetVisitor, SendCheckIn, SendCheckOut
from kiosk_app.journey.events import (
    BackTouched,
    CheckInRefused,
    DoneTouched,
    NoneOfThese,
    Scanned,
    VisitChosen,
)
from kiosk_app.journey.states import (
    Checking,
    CheckingOut,
    ChoosingVisit,
    Refused,
    WalkInStep,
    Welcome,
)
from kiosk_app.journey.states_names import NotLeft, Why
from shared.check_in import CheckInRequest
from shared.check_out import CheckOutRequest
from shared.refusals import Refusal
from tests.kiosk_app.journey.examples import (
    BY_NAME,
    CODE,
    ELEVEN,
    ID,
    LATER,
    LEAVER,
    NAMING,
    NINE,
    PASS,
    REQUEST,
    SEVERAL,
    STAMP,
    TEN,
    after,
    effects_of,
    journey,
)

WHOSE_LEAVING = ChoosingVisit((TEN,), Why.LEAVING, LEAVER)
BY_CLAIM = CheckInRequest(request_id=ID, kiosk_time=NINE, claim="claim-ten")


@pytest.mark.parametrize("state", [BY_NAME, SEVERAL])
def test_the_chosen_visit_is_checked_in(state):
    """One touch at a time checks in, by what the server gave for it."""
    start = journey(state)

    assert after(start, VisitChosen(TEN, STAMP)).state == Checking(BY_CLAIM)
    assert effects_of(start, VisitChosen(TEN, STAMP)) == (SendCheckIn(BY_CLAIM),)


def test_only_what_is_shown_can_be_chosen():
    """A touch that comes late for another page chooses nothing."""
    start = journey(WHOSE_LEAVING)

    assert after(start, VisitChosen(ELEVEN, STAMP)) == start


def test_none_of_these_goes_on_as_a_walk_in():
    """A namesake of somebody expected goes on with what they have typed."""
    done = after(journey(BY_NAME), NoneOfThese())

    assert done.state.step is WalkInStep.DETAILS
    assert done.state.form.name == NAMING.form.name


def test_back_returns_to_the_name():
    """Whoever has mistyped their name goes back to it."""
    assert after(journey(BY_NAME), BackTouched()).state == NAMING


@pytest.mark.parametrize("end", [DoneTouched(), NoneOfThese()])
def test_whoever_means_none_of_several_visits_begins_anew(end):
    """A visitor who is expected more than once may still go back to the start."""
    start = journey(SEVERAL, language="de")

    assert after(start, end) == journey()
    assert effects_of(start, end) == (ForgetVisitor(),)


def test_back_from_several_visits_keeps_the_language():
    """Back shows the first page in the visitor's own language."""
    done = after(journey(SEVERAL, language="de"), BackTouched())

    assert (done.state, done.language) == (Welcome(), "de")


def test_several_visits_are_asked_about():
    """Whoever is expected twice today says which visit it is now."""
    no = CheckInRefused(ID, Refusal.SEVERAL_VISITS, {}, (TEN, ELEVEN))

    assert after(journey(Checking(REQUEST)), no).state == SEVERAL


def test_several_visits_without_choices_are_a_plain_no():
    """Where the server cannot say which visits, reception helps."""
    no = CheckInRefused(ID, Refusal.SEVERAL_VISITS, {})

    done = after(journey(Checking(REQUEST)), no)

    assert done.state == Refused(Refusal.SEVERAL_VISITS)


def test_the_chosen_visit_is_checked_out():
    """Somebody leaving touches their visit and is checked out."""
    asked = CheckOutRequest(request_id=ID, claim="claim-ten")
    start = journey(WHOSE_LEAVING)

    assert after(start, VisitChosen(TEN, STAMP)).state == CheckingOut(asked, LEAVER)
    assert effects_of(start, VisitChosen(TEN, STAMP)) == (SendCheckOut(asked),)


def test_somebody_leaving_who_is_none_of_these_may_type_again():
    """The name comes back, with a line that says what else to do."""
    done = after(journey(WHOSE_LEAVING), NoneOfThese())

    assert done.state == replace(LEAVER, trouble=NotLeft.NOBODY)


def test_a_badge_held_up_while_leaving_checks_out():
    """Whoever finds their badge after all need not go back."""
    done = after(journey(WHOSE_LEAVING), Scanned(CODE, LATER))

    assert isinstance(done.state, CheckingOut)
    assert done.state.request.code == CODE


def test_a_pass_held_up_while_choosing_checks_in():
    """Whoever finds their pass after all need not go back."""
    done = after(journey(BY_NAME), Scanned(PASS, LATER))

    assert done.state.request.pass_text == PASS
