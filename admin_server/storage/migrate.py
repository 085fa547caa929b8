"""Bringing a database's tables to the form that this version expects."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from admin_server.core.errors import StoreUnavailable
from admin_server.storage.engine import sqlite_engine, sqlite_path
from admin_server.storage.errors import unavailable
from admin_server.storage.lock import DataLock
from admin_server.storage.postgres import is_postgres, postgres_engine

if TYPE_CHECKING:
    # Alembic takes as long to load as SQLAlchemy, and a database that is up to date
    # needs none of it: it is imported where steps are taken.
    from alembic.config import Config

_STEPS = Path(__file__).parent / "migrations"
_MIGRATING = 7_617_382_001
"""The advisory lock of whoever brings the tables to a new form; any number does."""


def migrate(database_url: str, *, to: str = "head") -> None:
    """Bring the database to our tables; creates the file where there is none.

    On PostgreSQL the address has to be of a role that may create tables there.

    Args:
        to: the revision; a database that is further already is left as it is.

    Raises:
        StoreUnavailable: a server runs on this data, a newer version wrote it, or
            the disk refuses. Each step is taken whole or not at all.
    """
    if is_postgres(database_url):
        _upgrade_postgres(database_url, to)
        return
    path = sqlite_path(database_url)
    lock = DataLock.take(path)
    try:
        _create_private(path)
        _upgrade(path, to)
    finally:
        lock.release()


def newest_revision() -> str:
    """Give the revision of the tables that this version works with."""
    # Each step's file begins with its revision, and they follow one another.
    steps = sorted(file.name for file in (_STEPS / "versions").glob("[0-9]*_*.py"))
    if not steps:
        raise StoreUnavailable("This installation lacks its migrations.")
    return steps[-1].partition("_")[0]


def revision_of(connection: Connection) -> str | None:
    """Give the revision of a database's tables; None where it has none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version"))
    return found.scalar()


def migrations(connection: Connection | None = None) -> "Config":
    """Describe our migrations to Alembic: they travel inside the package."""
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", str(_STEPS))
    config.attributes["connection"] = connection
    return config


def _create_private(path: Path) -> None:
    """Make sure that the file is there, and for our eyes only from the start."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise StoreUnavailable(
            f"The database file cannot be used: {error.strerror}: {path}."
        ) from error


def _upgrade(path: Path, to: str) -> None:
    # A migration may rebuild a table; with its references watched, dropping the
    # old one would take the rows that point at it along.
    engine = sqlite_engine(path, foreign_keys=False)
    try:
        _upgrade_with(engine, to)
    except DBAPIError as error:
        raise unavailable(error) from error
    except _NewerTables as error:
        raise StoreUnavailable(
            f"A newer version of this server wrote the database: {path}."
        ) from error
    finally:
        engine.dispose()


def _upgrade_postgres(database_url: str, to: str) -> None:
    engine = postgres_engine(database_url)
    try:
        with engine.connect() as connection:
            # Several servers may start at once: one migrates, the others wait, for
            # as long as it takes; a large database takes longer than our patience.
            connection.execute(text("SET lock_timeout = 0"))
            connection.execute(
                text("SELECT pg_advisory_lock(:ours)"), {"ours": _MIGRATING}
            )
            connection.execute(text("RESET lock_timeout"))
            # A step may have to change rows of everybody's.
            connection.execute(text("SELECT set_config('portico.tenant', '*', false)"))
            connection.commit()
            _take_steps(connection, to)
            connection.commit()
            connection.execute(
                text("SELECT pg_advisory_unlock(:ours)"), {"ours": _MIGRATING}
            )
            connection.commit()
    except DBAPIError as error:
        raise unavailable(error) from error
    except _NewerTables as error:
        raise StoreUnavailable(
            "A newer version of this server wrote the database."
        ) from error
    finally:
        engine.dispose()


def _upgrade_with(engine: Engine, to: str) -> None:
    with engine.connect() as connection:
        _take_steps(connection, to)
        connection.commit()


class _NewerTables(Exception):
    """The tables are of a revision that this version does not know."""


def _take_steps(connection: Connection, to: str) -> None:
    if revision_of(connection) == (newest_revision() if to == "head" else to):
        return
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.util import CommandError  # noqa: PLC0415 - see above

    try:
        command.upgrade(migrations(connection), to)
    except CommandError as error:
        raise _NewerTables from error
