"""What the rules say about a kiosk that asks to be paired."""

from dataclasses import replace
from datetime import timedelta

import pytest

from admin_server.core.pairing import is_open, question, wants_renewal
from admin_server.core.tenants import Kiosk, Pairing, PairingState
from shared.refusals import Refusal
from tests.fakes.clock import MORNING

PAIRING = Pairing(
    id="p",
    device_hash=b"d",
    code_hash=b"c",
    started_at=MORNING,
    expires_at=MORNING + timedelta(minutes=10),
)
KIOSK = Kiosk("k", "Front desk", "site", b"hash")


def after(seconds: float):
    """A moment of this morning."""
    return MORNING + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("state", "seconds", "refusal"),
    [
        (PairingState.WAITING, 0, Refusal.AUTHORIZATION_PENDING),
        (PairingState.WAITING, 600, Refusal.EXPIRED_TOKEN),
        (PairingState.APPROVED, 599, None),
        (PairingState.APPROVED, 600, Refusal.EXPIRED_TOKEN),
        (PairingState.DENIED, 10, Refusal.ACCESS_DENIED),
        (PairingState.TAKEN, 10, Refusal.EXPIRED_TOKEN),
    ],
)
def test_a_device_is_told_how_things_stand(state, seconds, refusal):
    """Not yet, no, too late, or yes: each has its answer."""
    _, said = question(replace(PAIRING, state=state), now=after(seconds))

    assert said is refusal


def test_an_approved_pairing_is_used_up_by_its_device():
    """A token is given once."""
    approved = replace(PAIRING, state=PairingState.APPROVED)

    kept, _ = question(approved, now=after(5))

    assert kept.state is PairingState.TAKEN
    assert question(kept, now=after(10))[1] is Refusal.EXPIRED_TOKEN


@pytest.mark.parametrize(
    ("tries", "gap", "refusal"),
    [
        (0, 5, Refusal.AUTHORIZATION_PENDING),
        (0, 4.6, Refusal.AUTHORIZATION_PENDING),
        (0, 4, Refusal.SLOW_DOWN),
        (1, 9, Refusal.SLOW_DOWN),
        (1, 10, Refusal.AUTHORIZATION_PENDING),
        (2, 14, Refusal.SLOW_DOWN),
    ],
)
def test_a_hasty_device_is_slowed_down(tries, gap, refusal):
    """Each question too soon costs five seconds more between questions."""
    asked = replace(PAIRING, tries=tries, asked_at=after(20))

    kept, said = question(asked, now=after(20 + gap))

    assert said is refusal
    assert kept.asked_at == after(20 + gap)
    assert kept.tries == tries + (refusal is Refusal.SLOW_DOWN)


@pytest.mark.parametrize(
    ("state", "seconds", "decides"),
    [
        (PairingState.WAITING, 599, True),
        (PairingState.WAITING, 600, False),
        (PairingState.APPROVED, 1, False),
        (PairingState.DENIED, 1, False),
    ],
)
def test_only_a_waiting_pairing_can_be_decided(state, seconds, decides):
    """A code is good for one decision, within ten minutes."""
    assert is_open(replace(PAIRING, state=state), now=after(seconds)) is decides


@pytest.mark.parametrize(
    ("changes", "wants"),
    [
        ({"token_made_at": MORNING - timedelta(days=29)}, False),
        ({"token_made_at": MORNING - timedelta(days=30)}, True),
        ({"token_made_at": None}, False),
        ({"token_made_at": MORNING, "next_token_hash": b"lost"}, True),
    ],
)
def test_a_token_is_renewed_after_a_month(changes, wants):
    """Every thirty days, and again where the kiosk never got the new one."""
    assert wants_renewal(replace(KIOSK, **changes), now=MORNING) is wants
