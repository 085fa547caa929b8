"""One transaction on a database by its address, for those who move whole databases."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from admin_server.core.errors import StoreUnavailable
from admin_server.storage.engine import sqlite_engine, sqlite_path
from admin_server.storage.errors import unavailable
from admin_server.storage.lock import DataLock
from admin_server.storage.postgres import is_postgres, postgres_engine, say_whose


@contextmanager
def whole_database(database_url: str) -> Iterator[Engine]:
    """Open a database; a SQLite file belongs to us alone meanwhile.

    Raises:
        StoreUnavailable: a server runs on the file, or the database refuses.
    """
    lock: DataLock | None = None
    if is_postgres(database_url):
        engine = postgres_engine(database_url)
    else:
        path = sqlite_path(database_url)
        lock = DataLock.take(path)
        engine = sqlite_engine(path)
    try:
        with _explained():
            yield engine
    finally:
        engine.dispose()
        if lock is not None:
            lock.release()


@contextmanager
def gone_if_it_fails(database_url: str) -> Iterator[None]:
    """Leave no SQLite file behind that was not there before, where something fails."""
    path = None if is_postgres(database_url) else sqlite_path(database_url)
    new = path is not None and not path.exists()
    try:
        yield
    except BaseException:
        if path is not None and new:
            for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
                path.with_name(name).unlink(missing_ok=True)
        raise


@contextmanager
def everybodys(engine: Engine) -> Iterator[Connection]:
    """Begin a transaction that sees every tenant's rows, saved when it ends well."""
    with engine.begin() as connection:
        see_everybody(connection)
        yield connection


def see_everybody(connection: Connection) -> None:
    """Let a transaction see every tenant's rows."""
    if connection.dialect.name == "postgresql":
        say_whose(connection, None)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except (IntegrityError, DataError) as error:
        # The database's own words would name what stands in the row.
        raise StoreUnavailable(
            "The database does not take one of the rows. Nothing was written."
        ) from error
    except DBAPIError as error:
        raise unavailable(error) from error
