"""Where everything is kept: per tenant, and before a tenant is known."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol, TypeVar

from admin_server.core.messages import OutboxRow
from admin_server.core.ports.measures import Figures, StoreCondition
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
        token_made_at: when the newest token was made, where we know.
        suspended: its tenant is suspended, so it may do nothing now; it stays
            paired for when the tenant is let in again.
    """

    tenant: str
    kiosk: str
    site: str
    rotated: bool = False
    token_made_at: datetime | None = None
    suspended: bool = False


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
class PushTarget:
    """Whose push subscription something came for.

    Attributes:
        push_hash: SHA-256 of what a genuine push carries; compared in constant time.
    """

    tenant: str
    watch: str
    push_hash: bytes


@dataclass(frozen=True)
class ClaimedRow:
    """An outbox row that this process may work on until its lease ends.

    Attributes:
        left_behind: another process had it and did not say what became of it, so
            that it may have been sent.
    """

    tenant: str
    row: OutboxRow
    left_behind: bool = False


@dataclass(frozen=True)
class Exported:
    """What an export has of a tenant: how many rows of each table, and what not."""

    rows: dict[str, int]
    left_out: tuple[str, ...]


class WholeTenant(Protocol):
    """Everything of one tenant at once, for whoever operates the server."""

    async def counts(self) -> dict[str, int]:
        """How many rows of each table are the tenant's."""

    async def export(self, file: BinaryIO, *, at: datetime) -> Exported:
        """Write everything but secrets, as it stands at one moment, as a ZIP file."""

    async def copy_to(self, database_url: str) -> dict[str, int]:
        """Copy everything into another database; says how many rows of each table.

        The tenant is to be suspended before: what is written meanwhile is not copied.

        Raises:
            StoreUnavailable: nothing was copied.
        """

    async def delete(self) -> dict[str, int]:
        """Delete everything, the tenant itself last; says how many rows of each table.

        Other tenants go on meanwhile. Traces in the database's file go with `compact`.

        Raises:
            StoreUnavailable: not all of it is gone; done again, it goes on.
        """


class BeforeTenant(Protocol):
    """What comes in without a tenant: ids and hashes only."""

    async def tenants(self) -> list[str]:
        """The ids of the tenants that jobs work for: all but suspended ones."""

    async def every_tenant(self) -> list[str]:
        """The ids of all tenants, suspended ones too, by slug."""

    async def tenant_by_slug(self, slug: str) -> str | None: ...
    async def add_tenant(self, tenant: Tenant) -> None:
        """Save a new tenant.

        Raises:
            AlreadyExists: the slug is taken.
        """

    async def kiosk_by_token(self, token_hash: bytes) -> KioskIdentity | None:
        """Find the unrevoked kiosk with this token, old or next."""

    async def session_by_token(self, token_hash: bytes) -> SessionIdentity | None:
        """Find a session; nobody of a suspended tenant is found, here and below."""

    async def link_by_token(self, token_hash: bytes) -> LinkIdentity | None: ...
    async def push_target(self, subscription: str) -> PushTarget | None:
        """Find whose push subscription has this id at its provider."""

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

    def whole_tenant(self, tenant_id: str) -> WholeTenant: ...
    async def back_up(
        self, file: BinaryIO, *, at: datetime, along: Callable[[], Mapping[str, bytes]]
    ) -> int:
        """Write everything as it stands at one moment, while others write on.

        Args:
            file: can be read again, to be hashed.
            along: gives what else goes into the file; asked once all rows are read.

        Returns:
            how many rows there are in it.
        """

    async def compact(self) -> None:
        """Rewrite the database so that nothing deleted is left in its file.

        Raises:
            StoreUnavailable: it could not be done; what is kept is unharmed.
        """

    async def condition(self) -> StoreCondition:
        """Say how the store is right now."""

    async def figures(self, now: datetime) -> Figures:
        """Count what an operator watches, over all tenants.

        Raises:
            StoreUnavailable: the store cannot be read now.
        """

    def close(self) -> None: ...
