"""What comes in without a tenant: ids and hashes only."""

from collections.abc import Sequence
from datetime import datetime

from admin_server.core.ports import (
    ClaimedRow,
    KioskIdentity,
    LinkIdentity,
    PushTarget,
    SessionIdentity,
)
from admin_server.core.tenants import Pairing, PairingState, Tenant
from admin_server.storage import doors, outbox, pairings, tenants, watches
from admin_server.storage.engine import Database


class SqlBeforeTenant:
    """The `BeforeTenant` of a database.

    What a worker notes about a message is told to no listener of `on_commit`: it
    would wake the worker again.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def tenants(self) -> list[str]:
        return await self._database.read(tenants.working_tenant_ids)

    async def every_tenant(self) -> list[str]:
        return await self._database.read(tenants.tenant_ids)

    async def tenant_by_slug(self, slug: str) -> str | None:
        return await self._database.read(lambda c: tenants.tenant_by_slug(c, slug))

    async def add_tenant(self, tenant: Tenant) -> None:
        await self._database.write(
            lambda c: tenants.add_tenant(c, tenant), tenant=tenant.id
        )

    async def kiosk_by_token(self, token_hash: bytes) -> KioskIdentity | None:
        return await self._database.read(lambda c: doors.kiosk_by_token(c, token_hash))

    async def claim_outbox(
        self, *, owner: str, now: datetime, lease_until: datetime, limit: int
    ) -> Sequence[ClaimedRow]:
        return await self._database.write(
            lambda c: outbox.claim(
                c, owner=owner, now=now, lease_until=lease_until, limit=limit
            ),
            tenant=None,
        )

    async def renew_outbox(
        self, ids: Sequence[str], *, owner: str, lease_until: datetime
    ) -> None:
        await self._database.write(
            lambda c: outbox.renew(c, ids, owner=owner, lease_until=lease_until),
            tenant=None,
        )

    async def finish_outbox(self, row_id: str, *, owner: str, now: datetime) -> bool:
        return await self._database.write(
            lambda c: outbox.finish(c, row_id, owner=owner, now=now), tenant=None
        )

    async def retry_outbox(
        self, row_id: str, *, owner: str, due_at: datetime, why: str, dead: bool
    ) -> bool:
        return await self._database.write(
            lambda c: outbox.give_back(
                c, row_id, owner=owner, due_at=due_at, why=why, dead=dead
            ),
            tenant=None,
        )

    async def next_due(self) -> datetime | None:
        return await self._database.read(outbox.next_due)

    async def session_by_token(self, token_hash: bytes) -> SessionIdentity | None:
        return await self._database.read(
            lambda c: doors.session_by_token(c, token_hash)
        )

    async def link_by_token(self, token_hash: bytes) -> LinkIdentity | None:
        return await self._database.read(lambda c: doors.link_by_token(c, token_hash))

    async def has_users(self) -> bool:
        return await self._database.read(doors.has_users)

    async def add_setup_link(self, token_hash: bytes, *, expires_at: datetime) -> None:
        await self._database.write(
            lambda c: doors.add_setup_link(c, token_hash, expires_at), tenant=None
        )

    async def setup_link_works(self, token_hash: bytes, *, now: datetime) -> bool:
        return await self._database.read(
            lambda c: doors.setup_link_works(c, token_hash, now=now)
        )

    async def use_setup_link(self, token_hash: bytes, *, now: datetime) -> bool:
        return await self._database.write(
            lambda c: doors.use_setup_link(c, token_hash, now=now), tenant=None
        )

    async def add_pairing(self, pairing: Pairing) -> None:
        await self._database.write(
            lambda c: pairings.add_pairing(c, pairing), tenant=None
        )

    async def change_pairing(self, pairing: Pairing, *, was: PairingState) -> bool:
        return await self._database.write(
            lambda c: pairings.change_pairing(c, pairing, was=was.value), tenant=None
        )

    async def pairing_by_device(self, device_hash: bytes) -> Pairing | None:
        return await self._database.read(
            lambda c: pairings.pairing_by_device(c, device_hash)
        )

    async def pairing_by_code(self, code_hash: bytes) -> Pairing | None:
        return await self._database.read(
            lambda c: pairings.pairing_by_code(c, code_hash)
        )

    async def forget_pairings(self, *, before: datetime) -> int:
        return await self._database.write(
            lambda c: pairings.forget_pairings(c, before), tenant=None
        )

    async def push_target(self, subscription: str) -> PushTarget | None:
        return await self._database.read(lambda c: watches.push_target(c, subscription))
