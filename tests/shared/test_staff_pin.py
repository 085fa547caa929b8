"""The PIN of the staff page."""

from datetime import date, timedelta

import pytest

from admin_server.security.devices import hash_token
from shared.staff_pin import hash_of_token, opens, staff_pin

TODAY = date(2026, 11, 24)
HASH = hash_of_token("pk_kiosk-house_abc")


def test_kiosk_and_server_hash_a_token_alike():
    """What the dashboard shows is what the kiosk takes."""
    assert hash_of_token("pk_kiosk-house_abc") == hash_token("pk_kiosk-house_abc")


def test_a_pin_is_six_digits_and_stays_what_it_is():
    """A kiosk of the last version takes the PIN that the newest server shows."""
    assert staff_pin(HASH, TODAY) == "460687"


def test_every_day_and_every_kiosk_has_another_pin():
    """Who was told the PIN last week cannot use it today, nor elsewhere."""
    days = {staff_pin(HASH, TODAY + timedelta(days=one)) for one in range(30)}
    kiosks = {staff_pin(hash_of_token(f"pk_{one}"), TODAY) for one in range(30)}

    assert len(days) == len(kiosks) == 30


@pytest.mark.parametrize(
    ("off", "counts"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_pin_counts_a_day_before_and_after(off, counts):
    """Around midnight, and at a kiosk whose clock is hours wrong, the PIN works."""
    pin = staff_pin(HASH, TODAY + timedelta(days=off))

    assert opens(pin, [HASH], TODAY) is counts


@pytest.mark.parametrize("pin", ["", "000000", "12345", "１２３４５６", "abcdef"])
def test_anything_else_does_not_open(pin):
    """A guess, or a PIN that was half typed, leads nowhere."""
    assert opens(pin, [HASH], TODAY) is False


def test_without_a_token_nothing_opens():
    """A kiosk that belongs to nobody has no staff page."""
    assert opens(staff_pin(HASH, TODAY), [], TODAY) is False


def test_while_a_token_is_being_renewed_both_pins_count():
    """The kiosk may have the new token already, or not yet."""
    new = hash_of_token("pk_kiosk-house_new")

    assert opens(staff_pin(new, TODAY), [HASH, new], TODAY) is True
    assert opens(staff_pin(HASH, TODAY), [HASH, new], TODAY) is True
