"""What a kiosk is given to name one visit with, for one purpose and for minutes."""

from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from typing_extensions import override

from shared.refusals import Refusal, Refused

LASTING = timedelta(minutes=10)
"""How long a claim is good for."""


class ClaimFor(StrEnum):
    """What a claim may be used for."""

    ARRIVING = "arriving"
    LEAVING = "leaving"
    RETURNING = "returning"
    """To take over what its visitor told; it checks nobody in."""


class Claims(Protocol):
    """Gives claims to one kiosk, and knows its own again."""

    def give(self, visit: str, *, meant: ClaimFor) -> str:
        """Name a visit by a word that says nothing to anybody else."""

    def take(self, claim: str, *, meant: ClaimFor) -> str:
        """Give the id of the visit that a claim names.

        Raises:
            Refused: it is too old, another kiosk's, for something else or no claim.
        """


class NoClaims(Claims):
    """Stands in where nobody chooses among visits."""

    @override
    def give(self, visit: str, *, meant: ClaimFor) -> str:
        del visit, meant
        return ""

    @override
    def take(self, claim: str, *, meant: ClaimFor) -> str:
        del claim, meant
        raise unknown_claim()


def unknown_claim() -> Refused:
    """Say of every claim that does not count the same."""
    return Refused(Refusal.CLAIM_UNKNOWN, "The choice is too old, or not this kiosk's.")
