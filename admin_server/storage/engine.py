"""SQLite as we run it: one writer, read-only readers, nothing acknowledged early."""

import asyncio
import importlib
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from admin_server.core.errors import StoreUnavailable
from admin_server.storage.errors import OnlyReading, unavailable
from admin_server.storage.lock import DataLock
from admin_server.storage.writer import Told, Writer

T = TypeVar("T")
_READERS = 4
_BUSY_MS = 5000


class Database(Protocol):
    """Runs work in transactions, whatever the database."""

    async def read(
        self, work: Callable[[Connection], T], *, tenant: str | None = None
    ) -> T:
        """Run work on one consistent view; writing there raises `OnlyReading`.

        Args:
            tenant: whose data it reads; None: whoever's it finds, by ids and hashes.
        """

    async def write(self, work: Callable[[Connection], T], *, tenant: str | None) -> T:
        """Run work in one transaction, saved durably when this returns."""

    async def compact(self) -> None:
        """Rewrite the database so that nothing deleted is left in its file."""

    @property
    def hears(self) -> bool:
        """Whether it learns of what other servers commit."""

    def on_commit(self, tell: Told) -> None:
        """Call `tell` after each commit with the tenants that were written."""

    def close(self) -> None:
        """Finish what is queued and let the database go."""


class SqliteDatabase:
    """One SQLite file, held by this process alone.

    Raises:
        StoreUnavailable: there is no such file, or another server runs on it.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise StoreUnavailable(
                f"There is no database at {path} yet: run `portico-server migrate`."
            )
        self._lock = DataLock.take(path)
        self._writing = sqlite_engine(path)
        self._reading = sqlite_engine(path, read_only=True)
        self._writer = Writer(self._writing)
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="store-reader")

    async def read(
        self, work: Callable[[Connection], T], *, tenant: str | None = None
    ) -> T:
        # One file has no second wall; every statement is held to its tenant anyway.
        del tenant
        try:
            reading = self._readers.submit(self._read, work)
        except RuntimeError as error:
            raise StoreUnavailable("The store is closed.") from error
        return await asyncio.wrap_future(reading)

    async def write(self, work: Callable[[Connection], T], *, tenant: str | None) -> T:
        return await asyncio.wrap_future(self._writer.submit(work, tenant=tenant))

    async def compact(self) -> None:
        """Rewrite the file.

        Raises:
            StoreUnavailable: there is no room for a copy, or somebody reads for long.
        """
        await asyncio.wrap_future(self._writer.submit_alone(self._compact))

    @property
    def hears(self) -> bool:
        # Nobody else writes to the file.
        return True

    def on_commit(self, tell: Told) -> None:
        self._writer.on_commit(tell)

    def close(self) -> None:
        self._readers.shutdown()
        self._writer.close()
        self._reading.dispose()
        self._writing.dispose()
        self._lock.release()

    def _compact(self) -> None:
        # `secure_delete` overwrites cells, but a page that was rearranged may keep
        # copies of them in its gaps; only a new file has none. Seen with 3.40, 3.53.
        with closing(self._writing.raw_connection()) as raw:
            cursor = raw.cursor()
            try:
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                busy, *_ = cursor.fetchone() or (1,)
            except _sqlite_module().Error as error:
                raise unavailable(error) from error
            finally:
                cursor.close()
        if busy:
            raise StoreUnavailable(
                "The database file could not be cleaned: somebody reads it for long."
            )

    def _read(self, work: Callable[[Connection], T]) -> T:
        try:
            with self._reading.connect() as connection:
                return work(connection)
        except DBAPIError as error:
            if "readonly" in str(error.orig):
                raise OnlyReading("work given to `read` tried to write") from error
            raise unavailable(error) from error


def sqlite_path(database_url: str) -> Path:
    """Give the file that a database address names.

    Raises:
        StoreUnavailable: the address names no SQLite file.
    """
    try:
        url = make_url(database_url)
    except ArgumentError as error:
        raise StoreUnavailable(
            "The database address is not an address such as sqlite:////var/lib/portico/portico.db."
        ) from error
    in_memory = url.database in (None, "", ":memory:")
    if url.get_backend_name() != "sqlite" or in_memory or url.query:
        raise StoreUnavailable(
            "The database address must name a SQLite file, such as "
            "sqlite:////var/lib/portico/portico.db."
        )
    return Path(str(url.database))


def sqlite_engine(
    path: Path, *, read_only: bool = False, foreign_keys: bool = True
) -> Engine:
    """Open a SQLite file the way that keeps what was acknowledged."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        module=_sqlite_module(),
        # An error's text would carry the row, and with it names, into the log.
        hide_parameters=True,
        pool_size=_READERS if read_only else 1,
        max_overflow=0,
    )
    pragmas = [
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={_BUSY_MS}",
        f"foreign_keys={'ON' if foreign_keys else 'OFF'}",
        # A name that was deleted must not stay behind in free pages.
        "secure_delete=ON",
        f"query_only={'ON' if read_only else 'OFF'}",
    ]

    def prepare(raw: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        raw.isolation_level = None  # transactions begin below, not in the driver
        for pragma in pragmas:
            raw.execute(f"PRAGMA {pragma}").close()

    def begin(connection: Connection) -> None:
        # A transaction that begins by reading and then writes cannot wait for
        # its turn: SQLite refuses it at once.
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def _sqlite_module() -> ModuleType:
    """Give the newest SQLite there is.

    Releases before 3.51.3 can damage a WAL file in rare cases; Debian 12 has
    one. The wheel exists for x86-64 only, and one writer is what avoids the
    fault elsewhere.
    """
    try:
        return importlib.import_module("pysqlite3")
    except ImportError:
        return sqlite3
