"""Claims as sealed words: nothing is kept of them, and nobody else can read them."""

from dataclasses import dataclass
from datetime import datetime

from typing_extensions import override

from admin_server.core.claims import LASTING, ClaimFor, Claims, unknown_claim
from admin_server.core.errors import SecretUnreadable
from admin_server.core.ports import SecretBox

_PURPOSE = "claim"


@dataclass(frozen=True)
class SealedClaims(Claims):
    """The claims of one kiosk at one moment."""

    box: SecretBox
    tenant: str
    kiosk: str
    now: datetime

    @override
    def give(self, visit: str, *, meant: ClaimFor) -> str:
        until = int((self.now + LASTING).timestamp())
        return self.box.seal(f"{until} {visit}".encode(), *self._bound_to(meant))

    @override
    def take(self, claim: str, *, meant: ClaimFor) -> str:
        try:
            opened = self.box.open(claim, *self._bound_to(meant)).decode()
        except SecretUnreadable as problem:
            raise unknown_claim() from problem
        until, _, visit = opened.partition(" ")
        if self.now.timestamp() >= int(until):
            raise unknown_claim()
        return visit

    def _bound_to(self, meant: ClaimFor) -> tuple[str, ...]:
        return self.tenant, _PURPOSE, self.kiosk, meant.value
