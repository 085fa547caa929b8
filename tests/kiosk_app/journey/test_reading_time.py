"""Whoever has more to read has more time for it."""

import pytest

from kiosk_app.journey.reading_time import reading_seconds
from kiosk_app.journey.states import AlreadyHere, CheckedInOffline, Completed
from shared.check_in import RoomReply, RoomState, WifiReply
from tests.kiosk_app.journey.examples import (
    FOUND,
    OFFLINE_ARRIVAL,
    REQUEST,
    reply,
)

SHORT = Completed(reply(), FOUND)
LONG_WAY = RoomReply(
    state=RoomState.FOUND, name="Room A", directions="Through the yard, then left " * 4
)
WIFI = WifiReply(ssid="Guests", security="wpa", password="p" * 20, qr="WIFI:")


@pytest.mark.parametrize(
    "state",
    [SHORT, AlreadyHere(reply(), FOUND), CheckedInOffline(REQUEST, OFFLINE_ARRIVAL)],
)
def test_a_short_page_stands_as_long_as_the_site_chose(state):
    """A room and a name are read at a glance."""
    assert reading_seconds(state, 45) == 45


def test_a_longer_way_gives_longer():
    """WCAG 2.2.1: long directions need more time than a short name."""
    assert reading_seconds(Completed(reply(), LONG_WAY), 45) == 52


def test_a_password_is_copied_sign_by_sign():
    """Whoever types the Wi-Fi's password into a phone gets the time for it."""
    with_wifi = reply().model_copy(update={"wifi": WIFI})

    assert reading_seconds(Completed(with_wifi, FOUND), 45) == 49


def test_no_text_keeps_the_screen_for_minutes():
    """The next visitor waits at most twice as long."""
    endless = RoomReply(state=RoomState.FOUND, name="A" * 5000)

    assert reading_seconds(Completed(reply(), endless), 30) == 60
