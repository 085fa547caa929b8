"""The store on a SQL database, and the way to open it."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import BinaryIO, TypeVar

from sqlalchemy import Connection

from admin_server.core.errors import StoreUnavailable
from admin_server.core.fingerprints import FingerprintKey
from admin_server.core.ports import (
    NOT_MEASURED,
    Figures,
    Fingerprinting,
    Measures,
    Nouns,
    StoreCondition,
)
from admin_server.storage.backing_up import write_backup
from admin_server.storage.before_tenant import SqlBeforeTenant
from admin_server.storage.engine import Database, SqliteDatabase, sqlite_path
from admin_server.storage.figures import figures
from admin_server.storage.migrate import newest_revision, revision_of
from admin_server.storage.nouns import SqlNouns
from admin_server.storage.postgres import PostgresDatabase, is_postgres
from admin_server.storage.whole_tenant import SqlWholeTenant
from admin_server.storage.writer import Told

T = TypeVar("T")
_KEY_BYTES = 32


def open_store(
    database_url: str,
    fingerprinting: Fingerprinting | None = None,
    measures: Measures = NOT_MEASURED,
) -> "SqlStore":
    """Open the store, such as "sqlite:////srv/portico.db" or "postgresql://…/portico".

    A SQLite file belongs to this process alone; a PostgreSQL database may be shared.

    Args:
        fingerprinting: has the key by which copies of meetings are read again;
            without it only this process reads those that it keeps.

    Raises:
        StoreUnavailable: the address is neither, the file does not exist yet, another
            server runs on it, or the database does not answer. The message is one
            sentence for the person who starts the server.
    """
    database: Database
    if is_postgres(database_url):
        database = PostgresDatabase(database_url)
    else:
        database = SqliteDatabase(sqlite_path(database_url))
    return SqlStore(
        database,
        revision=newest_revision(),
        fingerprinting=fingerprinting or _OfThisProcess(),
        measures=measures,
    )


class SqlTenantStore:
    """One tenant's data in a database; the tenant's id stands here and below only.

    Raises:
        NoSuchTenant: at the first use, where there is no such tenant.
    """

    def __init__(
        self,
        database: Database,
        tenant_id: str,
        fingerprinting: Fingerprinting,
        measures: Measures = NOT_MEASURED,
    ) -> None:
        self._database = database
        self._tenant_id = tenant_id
        self._fingerprinting = fingerprinting
        self._measures = measures

    async def read(self, work: Callable[[Nouns], T]) -> T:
        return await self._database.read(self._as_tenant(work), tenant=self._tenant_id)

    async def write(self, work: Callable[[Nouns], T]) -> T:
        with self._measures.writing():
            return await self._database.write(
                self._as_tenant(work), tenant=self._tenant_id
            )

    def _as_tenant(self, work: Callable[[Nouns], T]) -> Callable[[Connection], T]:
        return lambda connection: work(
            SqlNouns(connection, self._tenant_id, self._fingerprinting)
        )


class SqlStore:
    """The `Store` on a database whose tables have this revision."""

    def __init__(
        self,
        database: Database,
        *,
        revision: str,
        fingerprinting: Fingerprinting,
        measures: Measures = NOT_MEASURED,
    ) -> None:
        self._database = database
        self._measures = measures
        self._revision = revision
        self._fingerprinting = fingerprinting
        self._before_tenant = SqlBeforeTenant(database)

    @property
    def before_tenant(self) -> SqlBeforeTenant:
        return self._before_tenant

    def for_tenant(self, tenant_id: str) -> SqlTenantStore:
        return SqlTenantStore(
            self._database, tenant_id, self._fingerprinting, self._measures
        )

    def whole_tenant(self, tenant_id: str) -> SqlWholeTenant:
        return SqlWholeTenant(self._database, tenant_id)

    async def back_up(
        self, file: BinaryIO, *, at: datetime, along: Callable[[], Mapping[str, bytes]]
    ) -> int:
        manifest = await self._database.read(
            lambda connection: write_backup(connection, file, at=at, along=along)
        )
        return manifest.rows

    async def compact(self) -> None:
        await self._database.compact()

    def on_commit(self, tell: Told) -> None:
        """Call `tell` after each commit with the ids of the tenants written.

        It runs on the writer's thread while others wait: it should only wake
        somebody.
        """
        self._database.on_commit(tell)

    async def condition(self) -> StoreCondition:
        try:
            revision = await self._database.read(revision_of)
        except StoreUnavailable:
            return StoreCondition(answers=False)
        return StoreCondition(
            answers=True,
            schema_is_ours=revision == self._revision,
            hears=self._database.hears,
        )

    async def figures(self, now: datetime) -> Figures:
        return await self._database.read(lambda connection: figures(connection, now))

    def close(self) -> None:
        self._database.close()


class _OfThisProcess:
    """A key that nobody else ever has."""

    def __init__(self) -> None:
        key_id, secret = secrets.token_hex(4), secrets.token_bytes(_KEY_BYTES)
        self._key = FingerprintKey(key_id, secret)

    def fingerprint_key(self, *bound_to: str) -> FingerprintKey:
        return self._key.bound_to(*bound_to)
