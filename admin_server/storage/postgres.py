"""PostgreSQL as we run it: several servers may share it, each tenant is written in turn."""

import asyncio
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import structlog
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from admin_server.core.errors import StoreUnavailable
from admin_server.storage.errors import (
    OnlyReading,
    is_conflict,
    is_only_reading,
    refusals_named,
    unavailable,
)
from admin_server.storage.writer import Told

T = TypeVar("T")
_CONNECTIONS = 8
EVERYBODY = "*"
"""What a transaction says instead of a tenant's id."""
_TRIES = 5
_PATIENCE_MS = 10_000
_log = structlog.get_logger(__name__)


class PostgresDatabase:
    """A PostgreSQL database that other servers may use as well.

    A tenant's writes wait for each other, across servers too: a rule may read and
    then write as if it were alone, which is what it does on SQLite.

    Raises:
        StoreUnavailable: the database does not answer.
    """

    def __init__(self, database_url: str) -> None:
        # Psycopg comes along, which a server on SQLite never needs.
        from admin_server.storage.commit_news import (  # noqa: PLC0415 - see above
            CommitNews,
        )

        self._engine = postgres_engine(database_url)
        self._me = uuid.uuid4().hex
        self._told: list[Told] = []
        self._workers = ThreadPoolExecutor(
            _CONNECTIONS, thread_name_prefix="store-worker"
        )
        try:
            with self._engine.connect():
                pass
        except DBAPIError as error:
            self._engine.dispose()
            raise unavailable(error) from error
        self._news = CommitNews(self._engine, self._hear)

    async def read(
        self, work: Callable[[Connection], T], *, tenant: str | None = None
    ) -> T:
        return await self._do(lambda: self._read(work, tenant))

    async def write(self, work: Callable[[Connection], T], *, tenant: str | None) -> T:
        # Told by whoever commits: who waits for it may give up meanwhile.
        return await self._do(lambda: self._write_and_tell(work, tenant))

    async def compact(self) -> None:
        """Rewrite every table.

        Raises:
            StoreUnavailable: there is no room for a copy, or somebody reads for long.
        """
        await self._do(self._compact)

    @property
    def hears(self) -> bool:
        return self._news.listens

    def on_commit(self, tell: Told) -> None:
        self._told.append(tell)

    def close(self) -> None:
        self._workers.shutdown()
        self._news.close()
        self._engine.dispose()

    async def _do(self, work: Callable[[], T]) -> T:
        try:
            doing = self._workers.submit(work)
        except RuntimeError as error:
            raise StoreUnavailable("The store is closed.") from error
        return await asyncio.wrap_future(doing)

    def _read(self, work: Callable[[Connection], T], tenant: str | None) -> T:
        try:
            with self._engine.connect().execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            ) as connection:
                say_whose(connection, tenant)
                return work(connection)
        except DBAPIError as error:
            if is_only_reading(error):
                raise OnlyReading("work given to `read` tried to write") from error
            raise unavailable(error) from error

    def _write_and_tell(self, work: Callable[[Connection], T], tenant: str | None) -> T:
        result = self._write(work, tenant)
        if tenant is not None:
            self._tell(tenant)
        return result

    def _write(self, work: Callable[[Connection], T], tenant: str | None) -> T:
        for _ in range(_TRIES - 1):
            try:
                return self._write_once(work, tenant)
            except DBAPIError as error:
                if not is_conflict(error):
                    raise unavailable(error) from error
        try:
            return self._write_once(work, tenant)
        except DBAPIError as error:
            _log.warning("write_failed", why=str(unavailable(error)))
            raise unavailable(error) from error

    def _write_once(self, work: Callable[[Connection], T], tenant: str | None) -> T:
        with self._engine.begin() as connection:
            say_whose(connection, tenant)
            if tenant is not None:
                _take_turn(connection, tenant)
            with refusals_named():
                result = work(connection)
            if tenant is not None:
                self._news.announce(connection, self._me, tenant)
            return result

    def _hear(self, sender: str, tenant: str) -> None:
        # Our own commits were told already, without the way through the database.
        if sender != self._me:
            self._tell(tenant)

    def _tell(self, tenant: str) -> None:
        for tell in self._told:
            try:
                tell(frozenset({tenant}))
            # A listener's fault must not undo what is saved.
            except Exception:  # noqa: BLE001 - for the reason above
                _log.exception("commit_listener_failed")

    def _compact(self) -> None:
        try:
            with self._engine.connect().execution_options(
                isolation_level="AUTOCOMMIT"
            ) as connection:
                connection.exec_driver_sql("VACUUM (FULL)")
        except DBAPIError as error:
            raise unavailable(error) from error


def postgres_engine(database_url: str) -> Engine:
    """Open a PostgreSQL address by psycopg.

    Raises:
        StoreUnavailable: the address cannot be read.
    """
    try:
        url = make_url(database_url).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError) as error:
        raise StoreUnavailable(
            "The database address is not an address such as "
            "postgresql://user@host/database."
        ) from error
    engine = create_engine(
        url,
        # An error's text would carry the row, and with it names, into the log.
        hide_parameters=True,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={
            "application_name": "portico",
            "connect_timeout": 5,
            "options": f"-c timezone=UTC -c lock_timeout={_PATIENCE_MS}",
        },
    )
    # Psycopg comes along, which a server on SQLite never needs.
    from admin_server.storage.sendable import (  # noqa: PLC0415 - see above
        send_without_nul,
    )

    event.listen(engine, "connect", lambda raw, _: send_without_nul(raw))
    return engine


def is_postgres(database_url: str) -> bool:
    """Tell whether an address is PostgreSQL's."""
    return database_url.startswith(("postgresql://", "postgresql+psycopg://"))


def say_whose(connection: Connection, tenant: str | None) -> None:
    """Say whose rows this transaction may see; without it there are none.

    None: whoever's it finds; only what comes in before a tenant is known does that.
    """
    connection.execute(
        text("SELECT set_config('portico.tenant', :whose, true)"),
        {"whose": EVERYBODY if tenant is None else tenant},
    )


def _take_turn(connection: Connection, tenant: str) -> None:
    """Wait until nobody else writes this tenant; the turn ends with the transaction."""
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:tenant, 0))"),
        {"tenant": tenant},
    )
