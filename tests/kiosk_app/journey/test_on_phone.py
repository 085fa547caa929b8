"""Somebody whose language is not on offer goes on with their own phone."""

from dataclasses import replace

import pytest

from kiosk_app.journey.effects import AskForPhoneLink, ForgetVisitor
from kiosk_app.journey.events import (
    BackTouched,
    DoneTouched,
    LeftAlone,
    PhoneLinkGiven,
    PhoneLinkNotGiven,
    PhoneWanted,
    SecondPassed,
    StillHereTouched,
    TryAgainTouched,
)
from kiosk_app.journey.patience import patience
from kiosk_app.journey.states import ChoosingLanguage, OnPhone, Welcome
from kiosk_app.journey.states_phone import SECONDS
from tests.kiosk_app.journey.examples import (
    ID,
    OTHER_ID,
    STAMP,
    after,
    effects_of,
    journey,
)

ADDRESS = "https://a.example/phone/x"
ASKED = OnPhone(ID, before="de")
SHOWN = replace(ASKED, address=ADDRESS)


def test_another_language_asks_for_a_code():
    """A touch on "Other language" asks the server, and goes on in English."""
    start = journey(ChoosingLanguage(), language="de")

    done = after(start, PhoneWanted(STAMP))

    assert (done.state, done.language) == (ASKED, "en")
    assert effects_of(start, PhoneWanted(STAMP)) == (AskForPhoneLink(ID),)


def test_the_code_is_shown_once_it_is_known():
    """The visitor holds their phone to it."""
    start = journey(replace(ASKED, seconds_left=3))

    assert after(start, PhoneLinkGiven(ID, ADDRESS)).state == SHOWN


@pytest.mark.parametrize(
    "event", [PhoneLinkGiven(OTHER_ID, ADDRESS), PhoneLinkNotGiven(OTHER_ID)]
)
def test_an_answer_to_somebody_before_is_not_shown(event):
    """Nobody gets the code of a visitor who has gone."""
    assert after(journey(ASKED), event).state == ASKED


def test_without_the_server_it_is_said_and_can_be_tried_again():
    """Who waits for a code is not left with an empty screen."""
    away = after(journey(ASKED), PhoneLinkNotGiven(ID))

    assert away.state == replace(ASKED, away=True)
    assert after(away, TryAgainTouched()).state == ASKED
    assert effects_of(away, TryAgainTouched()) == (AskForPhoneLink(ID),)


def test_the_screen_counts_down_and_goes_home():
    """The next visitor finds the first screen in the site's language."""
    start = journey(replace(SHOWN, seconds_left=2))

    one = after(start, SecondPassed())

    assert one.state == replace(SHOWN, seconds_left=1)
    assert after(one, SecondPassed()) == journey()
    assert effects_of(one, SecondPassed()) == (ForgetVisitor(),)


def test_more_time_can_be_had():
    """Who has to unlock their phone first asks for another minute."""
    start = journey(replace(SHOWN, seconds_left=2))

    assert after(start, StillHereTouched()).state == replace(
        SHOWN, seconds_left=SECONDS
    )


def test_it_can_be_left():
    """Done goes home; back returns to the languages as they were."""
    start = journey(SHOWN)

    assert after(start, DoneTouched()).state == Welcome()
    assert after(start, BackTouched()) == journey(ChoosingLanguage(), language="de")


def test_no_cover_hides_the_code():
    """It has a countdown of its own, a second at a time."""
    waits = patience(journey(SHOWN), 60)

    assert waits is not None
    assert (waits.seconds, waits.event) == (1, SecondPassed())
    assert after(journey(SHOWN), LeftAlone(20)).state == SHOWN
