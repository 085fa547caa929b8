"""What comes in without a tenant: ids and hashes only."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from admin_server.core.ports import ClaimedRow, KioskIdentity
from admin_server.core.tenants import Tenant
from admin_server.storage import outbox, tenants
from admin_server.storage.engine import Database
from admin_server.storage.tables import kiosks


class SqlBeforeTenant:
    """The `BeforeTenant` of a database.

    What a worker notes about a message is told to no listener of `on_commit`: it
    would wake the worker again.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def tenants(self) -> list[str]:
        return await self._database.read(tenants.tenant_ids)

    async def tenant_by_slug(self, slug: str) -> str | None:
        return await self._database.read(lambda c: tenants.tenant_by_slug(c, slug))

    async def add_tenant(self, tenant: Tenant) -> None:
        await self._database.write(
            lambda c: tenants.add_tenant(c, tenant), tenant=tenant.id
        )

    async def kiosk_by_token(self, token_hash: bytes) -> KioskIdentity | None:
        return await self._database.read(lambda c: _kiosk_by_token(c, token_hash))

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


def _kiosk_by_token(connection: Connection, token_hash: bytes) -> KioskIdentity | None:
    c = kiosks.c
    wanted = select(c.tenant_id, c.id, c.site).where(
        c.token_hash == token_hash, c.revoked_at.is_(None)
    )
    row = connection.execute(wanted).first()
    return KioskIdentity(row.tenant_id, row.id, row.site) if row else None
