"""Bringing a database's tables to the form that this version expects."""

import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from admin_server.core.errors import StoreUnavailable
from admin_server.storage.engine import sqlite_engine, sqlite_path
from admin_server.storage.errors import unavailable
from admin_server.storage.lock import DataLock
from admin_server.storage.postgres import is_postgres, postgres_engine

_MIGRATING = 7_617_382_001
"""The advisory lock of whoever brings the tables to a new form; any number does."""


def migrate(database_url: str) -> None:
    """Bring the database to our tables; creates the file where there is none.

    On PostgreSQL the address has to be of a role that may create tables there.

    Raises:
        StoreUnavailable: a server runs on this data, a newer version wrote it, or
            the disk refuses. Each step is taken whole or not at all.
    """
    if is_postgres(database_url):
        _upgrade_postgres(database_url)
        return
    path = sqlite_path(database_url)
    lock = DataLock.take(path)
    try:
        _create_private(path)
        _upgrade(path)
    finally:
        lock.release()


def newest_revision() -> str:
    """Give the revision of the tables that this version works with."""
    head = ScriptDirectory.from_config(migrations()).get_current_head()
    if head is None:
        raise StoreUnavailable("This installation lacks its migrations.")
    return head


def revision_of(connection: Connection) -> str | None:
    """Give the revision of a database's tables; None where it has none yet."""
    return MigrationContext.configure(connection).get_current_revision()


def migrations(connection: Connection | None = None) -> Config:
    """Describe our migrations to Alembic: they travel inside the package."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
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


def _upgrade(path: Path) -> None:
    # A migration may rebuild a table; with its references watched, dropping the
    # old one would take the rows that point at it along.
    engine = sqlite_engine(path, foreign_keys=False)
    try:
        _upgrade_with(engine)
    except DBAPIError as error:
        raise unavailable(error) from error
    except CommandError as error:
        raise StoreUnavailable(
            f"A newer version of this server wrote the database: {path}."
        ) from error
    finally:
        engine.dispose()


def _upgrade_postgres(database_url: str) -> None:
    engine = postgres_engine(database_url)
    try:
        with engine.connect() as connection:
            # Several servers may start at once: one migrates, the others wait.
            connection.execute(
                text("SELECT pg_advisory_lock(:ours)"), {"ours": _MIGRATING}
            )
            # A step may have to change rows of everybody's.
            connection.execute(text("SELECT set_config('portico.tenant', '*', false)"))
            connection.commit()
            command.upgrade(migrations(connection), "head")
            connection.commit()
            connection.execute(
                text("SELECT pg_advisory_unlock(:ours)"), {"ours": _MIGRATING}
            )
            connection.commit()
    except DBAPIError as error:
        raise unavailable(error) from error
    except CommandError as error:
        raise StoreUnavailable(
            "A newer version of this server wrote the database."
        ) from error
    finally:
        engine.dispose()


def _upgrade_with(engine: Engine) -> None:
    with engine.connect() as connection:
        command.upgrade(migrations(connection), "head")
        connection.commit()
