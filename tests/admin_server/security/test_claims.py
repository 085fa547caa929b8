"""Words that name one visit, at one kiosk, for one purpose, for minutes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from admin_server.core.claims import LASTING, ClaimFor, NoClaims
from admin_server.security.claims import SealedClaims
from admin_server.security.secrets import KeyRing
from shared.check_in import CLAIM_LENGTH
from shared.refusals import Refusal, Refused
from tests.fakes.clock import MORNING

VISIT = "11111111-0000-4000-8000-000000000001"


@pytest.fixture
def claims(tmp_path) -> SealedClaims:
    box = KeyRing.load_or_create(tmp_path / "key")
    return SealedClaims(box, "tenant", "kiosk", MORNING)


def test_a_claim_names_its_visit_and_nobody_can_read_it(claims: SealedClaims):
    """Whoever chose a visit is checked in to it, and the choice says nothing."""
    claim = claims.give(VISIT, meant=ClaimFor.ARRIVING)

    assert claims.take(claim, meant=ClaimFor.ARRIVING) == VISIT
    assert VISIT not in claim
    assert len(claim) <= CLAIM_LENGTH


@pytest.mark.parametrize(
    "other",
    [
        {"kiosk": "kiosk-2"},
        {"tenant": "tenant-2"},
        {"now": MORNING + LASTING},
        {"now": MORNING + timedelta(days=1)},
    ],
)
def test_a_claim_counts_here_and_now_only(
    claims: SealedClaims, other: dict[str, object]
):
    """A choice of another kiosk, another organisation or long ago counts for nothing."""
    claim = claims.give(VISIT, meant=ClaimFor.ARRIVING)

    with pytest.raises(Refused) as refused:
        replace(claims, **other).take(claim, meant=ClaimFor.ARRIVING)

    assert refused.value.code is Refusal.CLAIM_UNKNOWN


def test_a_claim_to_leave_lets_nobody_in(claims: SealedClaims):
    """Statement 21: what was given for one purpose does not serve another."""
    claim = claims.give(VISIT, meant=ClaimFor.LEAVING)

    with pytest.raises(Refused):
        claims.take(claim, meant=ClaimFor.ARRIVING)


@pytest.mark.parametrize(
    "claim", ["", "v1.x.y", "v1..", "\u0000", "ö" * 400, "v1.a.b.c"]
)
def test_what_is_no_claim_counts_for_nothing(claims: SealedClaims, claim: str):
    """Whatever somebody sends instead of a choice is refused alike."""
    with pytest.raises(Refused) as refused:
        claims.take(claim, meant=ClaimFor.ARRIVING)

    assert refused.value.code is Refusal.CLAIM_UNKNOWN


def test_without_claims_nobody_chooses():
    """Where no kiosk asks, no choice is given and none counts."""
    none = NoClaims()

    with pytest.raises(Refused):
        none.take(none.give(VISIT, meant=ClaimFor.LEAVING), meant=ClaimFor.LEAVING)
