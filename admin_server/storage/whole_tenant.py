"""Everything of one tenant at once: counted, exported, copied, deleted.

The tables are taken from `METADATA` itself, so that a new one cannot be forgotten.
"""

from collections import Counter
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import Connection, Table, delete, func, select, tuple_

from admin_server.core.ports import Exported
from admin_server.storage import tables
from admin_server.storage.engine import Database
from admin_server.storage.moving import copy_tenant
from admin_server.storage.owners import owner_of, tenant_tables
from admin_server.storage.tenant_archive import TenantArchive

AT_ONCE = 500
"""Rows that are deleted in one transaction: other tenants' visitors come between."""


class SqlWholeTenant:
    """The `WholeTenant` of a database."""

    def __init__(self, database: Database, tenant_id: str) -> None:
        self._database = database
        self._tenant_id = tenant_id

    async def counts(self) -> dict[str, int]:
        return await self._database.read(lambda c: _counts(c, self._tenant_id))

    async def export(self, file: BinaryIO, *, at: datetime) -> Exported:
        return await self._database.read(
            lambda c: _export(c, self._tenant_id, file, at=at)
        )

    async def copy_to(self, database_url: str) -> dict[str, int]:
        copied = await self._database.read(
            lambda c: copy_tenant(c, self._tenant_id, database_url)
        )
        return {name: copied[name].rows for name in sorted(copied)}

    async def delete(self) -> dict[str, int]:
        deleted: Counter[str] = Counter()
        for table in tenant_tables():
            if table is not tables.tenants:
                deleted[table.name] += await self._empty(table)
        # Whatever somebody was still writing meanwhile goes with the tenant itself.
        last = await self._database.write(
            lambda c: _delete_all(c, self._tenant_id), tenant=None
        )
        names = sorted(table.name for table in tenant_tables())
        return {name: deleted[name] + last[name] for name in names}

    async def _empty(self, table: Table) -> int:
        total, deleted = 0, AT_ONCE
        while deleted == AT_ONCE:
            deleted = await self._database.write(
                lambda c: _delete_some(c, table, self._tenant_id), tenant=None
            )
            total += deleted
        return total


def _counts(connection: Connection, tenant_id: str) -> dict[str, int]:
    counting = {
        table.name: select(func.count())
        .select_from(table)
        .where(owner_of(table) == tenant_id)
        for table in tenant_tables()
    }
    return {name: connection.scalars(counting[name]).one() for name in sorted(counting)}


def _export(
    connection: Connection, tenant_id: str, file: BinaryIO, *, at: datetime
) -> Exported:
    with TenantArchive(file, tenant_id=tenant_id, at=at) as archive:
        for table in sorted(tenant_tables(), key=lambda one: one.name):
            wanted = (
                select(table)
                .where(owner_of(table) == tenant_id)
                .order_by(*table.primary_key.columns)
                .execution_options(yield_per=AT_ONCE)
            )
            rows = connection.execute(wanted)
            archive.add(table.name, (row._asdict() for row in rows))
        return archive.finish()


def _delete_some(connection: Connection, table: Table, tenant_id: str) -> int:
    key = list(table.primary_key.columns)
    some = select(*key).where(owner_of(table) == tenant_id).limit(AT_ONCE)
    return connection.execute(delete(table).where(tuple_(*key).in_(some))).rowcount


def _delete_all(connection: Connection, tenant_id: str) -> Counter[str]:
    deleted: Counter[str] = Counter()
    for table in tenant_tables():
        gone = connection.execute(delete(table).where(owner_of(table) == tenant_id))
        deleted[table.name] = gone.rowcount
    return deleted
