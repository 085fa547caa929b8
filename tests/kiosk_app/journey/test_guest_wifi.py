"""The guest network on a screen that is open while the site's admin changes it."""

from dataclasses import replace

import pytest

from kiosk_app.journey.events import DoneTouched, OptionsTold, StillHereTouched
from kiosk_app.journey.states import CheckingOut, Confirming, StillThere
from shared.check_in import WifiReply
from shared.kiosk_options import KioskOptions
from tests.kiosk_app.journey.examples import (
    ALREADY_HERE,
    COMPLETED,
    FORM,
    LEAVING,
    TOGETHER,
    after,
    journey,
)

WIFI = WifiReply(ssid="Guest", security="wpa", password="lake-4827", qr="WIFI:")
TOLD = OptionsTold(KioskOptions(), WIFI)


@pytest.mark.parametrize("state", [COMPLETED, ALREADY_HERE])
def test_an_open_screen_has_the_network_as_it_is_now(state):
    """Whoever reads it when the network is changed reads the new one."""
    done = after(journey(state), TOLD)

    assert done.state.reply.wifi == WIFI
    assert replace(done.state, reply=state.reply) == state


def test_a_network_that_is_taken_away_goes_from_the_screen():
    """Nobody tries to join a network that is no more."""
    done = after(journey(COMPLETED), TOLD, OptionsTold(KioskOptions()))

    assert done.state.reply.wifi is None


def test_a_covered_screen_has_it_when_the_cover_goes():
    """It is changed beneath "Are you still there?", which stays."""
    covered = after(journey(StillThere(COMPLETED, 12)), TOLD)

    assert covered.state.seconds_left == 12
    assert after(covered, StillHereTouched()).state.reply.wifi == WIFI


def test_the_way_back_leads_to_the_network_as_it_is_now():
    """Also from the page for colleagues, and from a check-out without an answer."""
    together = after(journey(TOGETHER), TOLD, DoneTouched())
    leaving = after(journey(CheckingOut(LEAVING, ALREADY_HERE)), TOLD)

    assert together.state.reply.wifi == WIFI
    assert leaving.state.here.reply.wifi == WIFI


def test_other_screens_stay_as_they_are():
    """Nothing moves for somebody who is typing."""
    done = after(journey(Confirming(FORM)), TOLD)

    assert done.state == Confirming(FORM)
