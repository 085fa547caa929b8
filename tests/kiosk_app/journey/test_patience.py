"""How long each screen waits."""

import pytest

from kiosk_app.journey.events import BecameSlow, LeftAlone, SecondPassed, TimeUp
from kiosk_app.journey.patience import Patience, patience
from kiosk_app.journey.states import (
    CheckedInOffline,
    Checking,
    ChoosingLanguage,
    Confirming,
    Finding,
    OutOfOrder,
    Refused,
    ServerAway,
    StillThere,
    TypingCode,
    Welcome,
)
from shared.refusals import Refusal
from tests.kiosk_app.journey.examples import (
    ALREADY_HERE,
    BY_NAME,
    COMPLETED,
    FORM,
    LEAVER,
    NAMING,
    OFFLINE_ARRIVAL,
    REQUEST,
    TOGETHER,
    journey,
)


@pytest.mark.parametrize(
    "state",
    [
        ChoosingLanguage(),
        TypingCode(),
        NAMING,
        Confirming(FORM),
        LEAVER,
        BY_NAME,
        TOGETHER,
        Refused(Refusal.EXPIRED),
        ServerAway(REQUEST),
    ],
)
def test_a_screen_left_alone_is_covered_for_twenty_seconds(state):
    """Left alone for the configured time, the screen asks, and holds for 20 s."""
    expected = Patience(25, LeftAlone(20), touch_restarts=True)

    assert patience(journey(state), 25) == expected


@pytest.mark.parametrize(
    ("state", "language", "expected"),
    [
        (Welcome(), "en", None),
        (Welcome(), "de", Patience(20, LeftAlone(20), touch_restarts=True)),
        (Checking(REQUEST), "en", Patience(0.3, BecameSlow())),
        (Checking(REQUEST, slow=True), "en", None),
        (Finding("Mara", NAMING), "en", Patience(0.3, BecameSlow())),
        (Finding("Mara", NAMING, slow=True), "en", None),
        (OutOfOrder(), "en", Patience(8, TimeUp())),
        (StillThere(COMPLETED, 7), "en", Patience(1, SecondPassed())),
    ],
)
def test_the_other_screens_have_their_own_time(state, language, expected):
    """The welcome waits for ever, the countdown a second, a failure eight."""
    assert patience(journey(state, language=language), 20) == expected


def test_nobody_is_hurried_by_a_strange_setting():
    """A setting of no seconds at all still leaves time to read."""
    assert patience(journey(NAMING), 0).seconds == 5


@pytest.mark.parametrize(
    "state", [COMPLETED, ALREADY_HERE, CheckedInOffline(REQUEST, OFFLINE_ARRIVAL)]
)
def test_what_is_read_stands_as_long_as_the_site_chose(state):
    """Room, Wi-Fi and host stand for the site's reading time, and a touch extends it."""
    expected = Patience(45, LeftAlone(20), touch_restarts=True)

    assert patience(journey(state), 20) == expected


def test_what_is_read_never_goes_before_what_is_answered():
    """A site that gives a minute everywhere gives it on the last screen too."""
    assert patience(journey(COMPLETED), 60).seconds == 60
