"""Where everything is kept: per tenant, and before a tenant is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from admin_server.core.messages import OutboxRow
from admin_server.core.ports.nouns import Nouns
from admin_server.core.tenants import Pairing, PairingState, Tenant

T = TypeVar("T")


class TenantStore(Protocol):
    """One tenant's data. No method takes a tenant id."""

    async def read(self, work: Callable[[Nouns], T]) -> T:
        """Run `work` on one consistent view; writing there fails.

        Raises:
            StoreUnavailable: the store cannot be read now.
        """

    async def write(self, work: Callable[[Nouns], T]) -> T:
        """Run `work` in one transaction; saved durably when this returns.

        `work` may run again from the start, so it must touch nothing else. If
        it raises, nothing is saved and the exception goes on to the caller.

        Raises:
            StoreUnavailable: nothing was saved.
        """


@dataclass(frozen=True)
class KioskIdentity:
    """Who a kiosk token belongs to: ids only.

    Attributes:
        rotated: this is the kiosk's next token, used for the first time.
    """

    tenant: str
    kiosk: str
    site: str
    rotated: bool = False


@dataclass(frozen=True)
class SessionIdentity:
    """Whose session a token opens: ids only."""

    tenant: str
    session: str
    user: str


@dataclass(frozen=True)
class LinkIdentity:
    """Whose one-time link a token opens: ids only."""

    tenant: str
    link: str


@dataclass(frozen=True)
class ClaimedRow:
    """An outbox row that this process may work on until its lease ends."""

    tenant: str
    row: OutboxRow


class BeforeTenant(Protocol):
    """What comes in without a tenant: ids and hashes only."""

    async def tenants(self) -> list[str]:
        """The ids of all tenants."""

    async def tenant_by_slug(self, slug: str) -> str | None: ...
    async def add_tenant(self, tenant: Tenant) -> None:
        """Save a new tenant.

        Raises:
            AlreadyExists: the slug is taken.
        """

    async def kiosk_by_token(self, token_hash: bytes) -> KioskIdentity | None:
        """Find the unrevoked kiosk with this token, old or next.

        Nobody of a suspended tenant is found, here and below.
        """

    async def session_by_token(self, token_hash: bytes) -> SessionIdentity | None: ...
    async def link_by_token(self, token_hash: bytes) -> LinkIdentity | None: ...
    async def has_users(self) -> bool:
        """Tell whether anybody has an account at any tenant."""

    async def add_setup_link(self, token_hash: bytes, *, expires_at: datetime) -> None:
        """Save a link for the very first sign-in of this installation."""

    async def setup_link_works(self, token_hash: bytes, *, now: datetime) -> bool:
        """Tell whether it is unused, in time, and nobody has an account yet."""

    async def use_setup_link(self, token_hash: bytes, *, now: datetime) -> bool:
        """Take a set-up link, once; False where it does not work any more."""

    async def add_pairing(self, pairing: Pairing) -> None:
        """Save a new pairing.

        Raises:
            AlreadyExists: the code is on another kiosk's screen.
        """

    async def change_pairing(self, pairing: Pairing, *, was: PairingState) -> bool:
        """Save a changed pairing; False where its state is no longer `was`."""

    async def pairing_by_device(self, device_hash: bytes) -> Pairing | None: ...
    async def pairing_by_code(self, code_hash: bytes) -> Pairing | None: ...
    async def forget_pairings(self, *, before: datetime) -> int:
        """Delete pairings that expired before; says how many."""

    async def claim_outbox(
        self, *, owner: str, now: datetime, lease_until: datetime, limit: int
    ) -> Sequence[ClaimedRow]:
        """Take due rows, and rows whose lease has run out, for this owner."""

    async def renew_outbox(
        self, ids: Sequence[str], *, owner: str, lease_until: datetime
    ) -> None: ...
    async def finish_outbox(self, row_id: str, *, owner: str, now: datetime) -> bool:
        """Mark a row done; False when the lease was lost to another owner."""

    async def retry_outbox(
        self, row_id: str, *, owner: str, due_at: datetime, why: str, dead: bool
    ) -> bool:
        """Give a row back for later, or park it as a dead letter.

        False when the lease was lost to another owner: nothing was changed.
        """

    async def next_due(self) -> datetime | None:
        """When the next waiting row is due, or None."""


class Store(Protocol):
    """Where everything is kept."""

    @property
    def before_tenant(self) -> BeforeTenant: ...
    def for_tenant(self, tenant_id: str) -> TenantStore:
        """Give one tenant's data; an unknown id fails at the first use."""

    async def ready(self) -> bool:
        """Tell whether the store answers and its schema is ours."""

    def close(self) -> None: ...
