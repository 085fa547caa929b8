"""Whoever is expected may say their full name instead of a code."""

from dataclasses import replace

import pytest

from kiosk_app.journey.effects import LookUp
from kiosk_app.journey.events import (
    BackTouched,
    BecameSlow,
    LeftAlone,
    NextTouched,
    OptionsTold,
    Scanned,
    VisitsFound,
    VisitsUnknown,
)
from kiosk_app.journey.states import ChoosingVisit, Finding, WalkIn, WalkInStep
from kiosk_app.journey.states_names import NotLeft, Why
from shared.kiosk_options import KioskOptions
from shared.looking_up import LookUpFor, LookUpRequest
from tests.kiosk_app.journey.examples import (
    LATER,
    LEAVER,
    NAMING,
    PASS,
    TEN,
    after,
    effects_of,
    journey,
)

BY_NAME = OptionsTold(KioskOptions())
ASKING = after(journey(NAMING), BY_NAME, NextTouched())
LOOKING_OUT = journey(Finding("Mara Lindt", LEAVER))


def test_the_whole_name_is_asked_for():
    """A walk-in's name is looked for among the visits of today."""
    start = after(journey(NAMING), BY_NAME)

    assert effects_of(start, NextTouched()) == (
        LookUp(LookUpRequest(name="Mara", looking=LookUpFor.ARRIVING)),
    )
    assert ASKING.state == Finding("Mara", NAMING)


def test_nobody_is_looked_up_where_the_site_says_no():
    """Where the site has switched it off, a name is only a name."""
    off = OptionsTold(KioskOptions(by_name=False))
    start = after(journey(NAMING), off)

    assert effects_of(start, NextTouched()) == ()
    assert after(start, NextTouched()).state.step is WalkInStep.DETAILS


def test_without_a_server_nobody_waits_for_the_look_up():
    """While the server is known to be away the walk-in goes straight on."""
    start = replace(after(journey(NAMING), BY_NAME), online=False)

    assert effects_of(start, NextTouched()) == ()
    assert after(start, NextTouched()).state.step is WalkInStep.DETAILS


def test_a_changed_name_is_not_looked_up_again():
    """Whoever corrects a letter at the end goes back to what they told."""
    start = after(journey(replace(NAMING, changing=True)), BY_NAME)

    assert effects_of(start, NextTouched()) == ()


@pytest.mark.parametrize("answer", [VisitsFound("Mara", ()), VisitsUnknown("Mara")])
def test_a_walk_in_never_notices_that_nobody_was_found(answer):
    """Nothing found, or no answer: the next question comes at once."""
    done = after(ASKING, answer)

    assert isinstance(done.state, WalkIn)
    assert done.state.step is WalkInStep.DETAILS
    assert done.state.form.name.text == "Mara"


def test_somebody_found_is_asked_whether_it_is_them():
    """Whoever is expected under this name sees a time and a masked hint."""
    done = after(ASKING, VisitsFound("Mara", (TEN,)))

    assert done.state == ChoosingVisit((TEN,), Why.BY_NAME, NAMING)


def test_the_answer_to_another_name_is_not_shown():
    """A late answer to what the visitor before had typed is not theirs to see."""
    assert after(ASKING, VisitsFound("Jonas", (TEN,))) == ASKING


@pytest.mark.parametrize("event", [BackTouched(), Scanned(PASS, LATER), LeftAlone(20)])
def test_nothing_interrupts_the_look_up(event):
    """For the two seconds that it takes at most, nothing else happens."""
    assert after(ASKING, event) == ASKING


def test_a_slow_look_up_is_admitted():
    """After a moment the screen says that it is looking."""
    assert after(ASKING, BecameSlow()).state.slow


def test_somebody_leaving_is_found_by_their_name():
    """Whoever has no badge at hand is found by their name."""
    done = after(LOOKING_OUT, VisitsFound("Mara Lindt", (TEN,)))

    assert done.state == ChoosingVisit((TEN,), Why.LEAVING, LEAVER)


@pytest.mark.parametrize(
    ("answer", "trouble", "online"),
    [
        (VisitsFound("Mara Lindt", ()), NotLeft.NOBODY, True),
        (VisitsUnknown("Mara Lindt"), NotLeft.AWAY, False),
    ],
)
def test_whoever_is_not_found_may_try_again(answer, trouble, online):
    """The page comes back with what was typed and a line that says what is so."""
    done = after(LOOKING_OUT, answer)

    assert done.state == replace(LEAVER, trouble=trouble)
    assert done.online is online
