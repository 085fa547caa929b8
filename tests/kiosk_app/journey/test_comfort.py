"""Whoever needs it makes the screen easier to use, for themselves only."""

import pytest

from kiosk_app.journey.effects import ForgetVisitor
from kiosk_app.journey.events import (
    BackTouched,
    CodeWanted,
    ComfortWanted,
    DoneTouched,
    EaseTouched,
    LanguageChosen,
    LanguageWanted,
    LeftAlone,
    SecondPassed,
    StillHereTouched,
    WalkInWanted,
)
from kiosk_app.journey.patience import patience
from kiosk_app.journey.states import Comfort, StillThere, Welcome
from kiosk_app.journey.states_comfort import Eased
from tests.kiosk_app.journey.examples import NAMING, after, effects_of, journey


@pytest.mark.parametrize("what", Eased)
def test_each_of_them_goes_on_and_off_by_one_touch(what):
    """One touch switches it on, and another one off again."""
    on = after(journey(), EaseTouched(what))
    off = after(on, EaseTouched(what))

    assert (on.ease, on.state) == ({what}, Welcome())
    assert off == journey()


def test_several_of_them_go_together():
    """Somebody in a wheelchair may also want larger text."""
    done = after(
        journey(),
        ComfortWanted(),
        EaseTouched(Eased.LARGE_TEXT),
        EaseTouched(Eased.LOW),
    )

    assert done.state == Comfort()
    assert done.ease == {Eased.LOW, Eased.LARGE_TEXT}


@pytest.mark.parametrize("back", [BackTouched(), DoneTouched()])
def test_what_was_chosen_is_kept_on_the_way_back(back):
    """The first page comes back as the visitor needs it."""
    done = after(journey(), ComfortWanted(), EaseTouched(Eased.HIGH_CONTRAST), back)

    assert (done.state, done.ease) == (Welcome(), {Eased.HIGH_CONTRAST})


def test_it_holds_on_the_whole_way():
    """Whoever needs low buttons has them on every page, also after going back."""
    done = after(
        journey(),
        EaseTouched(Eased.LOW),
        LanguageWanted(),
        LanguageChosen("de"),
        CodeWanted(),
        BackTouched(),
        WalkInWanted(),
    )

    assert done.ease == {Eased.LOW}


def test_at_home_everything_is_as_usual():
    """The next visitor meets the plain screen."""
    start = after(journey(NAMING), EaseTouched(Eased.LOW), LeftAlone(1))

    assert after(start, SecondPassed()) == journey()
    assert effects_of(start, SecondPassed()) == (ForgetVisitor(),)


def test_before_it_is_forgotten_the_screen_asks():
    """Somebody who reads slowly keeps what they chose by one touch."""
    start = after(journey(), EaseTouched(Eased.LARGE_TEXT))

    asked = after(start, LeftAlone(20))

    assert patience(journey(), 20) is None
    assert patience(start, 20).event == LeftAlone(20)
    assert asked.state == StillThere(Welcome(), 20)
    assert after(asked, StillHereTouched()) == start


def test_the_cover_is_as_easy_to_use():
    """The question whether somebody is still there keeps the larger text."""
    start = after(journey(NAMING), EaseTouched(Eased.LARGE_TEXT))

    assert after(start, LeftAlone(20)).ease == {Eased.LARGE_TEXT}
