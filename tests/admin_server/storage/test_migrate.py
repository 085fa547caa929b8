"""The tables of a database and of this version are the same."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine

from admin_server.core.errors import StoreUnavailable
from admin_server.storage.columns import METADATA
from admin_server.storage.engine import sqlite_engine
from admin_server.storage.migrate import migrate, migrations
from admin_server.storage.store import SqlStore, open_store
from tests.contracts.store_examples import ACME


@pytest.fixture
def engine(path: Path, address: str):
    migrate(address)
    engine = sqlite_engine(path, foreign_keys=False)
    yield engine
    engine.dispose()


def test_steps_lead_to_the_tables(engine: Engine):
    """An installation that was updated has the same tables as a new one."""
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), METADATA)

    assert differences == []


def test_steps_can_be_taken_back(engine: Engine):
    """An update can be undone and done again."""
    with engine.connect() as connection:
        before = _tables(connection)
        command.downgrade(migrations(connection), "base")
        between = _tables(connection)
        command.upgrade(migrations(connection), "head")
        after = _tables(connection)

    assert between == {"alembic_version"}
    assert after == before


async def test_a_second_time_changes_nothing(address: str):
    """Updating what is up to date keeps everything."""
    migrate(address)
    store = open_store(address)
    await store.before_tenant.add_tenant(ACME)
    store.close()

    migrate(address)

    again = open_store(address)
    assert await again.before_tenant.tenants() == [ACME.id]
    again.close()


def test_a_running_server_is_left_alone(address: str, store: SqlStore):
    """The tables are not changed under a server that runs."""
    with pytest.raises(StoreUnavailable, match="Another server runs"):
        migrate(address)


async def test_older_tables_are_not_ready(engine: Engine, address: str):
    """A server whose database was not updated says that it is not ready."""
    with engine.connect() as connection:
        command.downgrade(migrations(connection), "base")
        connection.commit()
    store = open_store(address)

    ready = (await store.condition()).is_good
    store.close()

    assert not ready


def test_newer_tables_are_explained(engine: Engine, address: str):
    """Who installs an older version over a newer one is told so."""
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(StoreUnavailable, match="newer version"):
        migrate(address)


def test_a_missing_folder_is_explained(tmp_path: Path):
    """Who names a folder that does not exist is told which one."""
    with pytest.raises(StoreUnavailable, match="No such file or directory"):
        migrate(f"sqlite:///{tmp_path}/nowhere/portico.db")


def test_a_folder_in_the_way_is_explained(path: Path, address: str):
    """Who names a folder instead of a file is told so."""
    path.mkdir()

    with pytest.raises(StoreUnavailable, match="Is a directory"):
        migrate(address)


def test_a_foreign_file_is_left_alone(path: Path, address: str):
    """A file that is no database is not written over."""
    path.write_bytes(b"a letter to my aunt" * 100)

    with pytest.raises(StoreUnavailable, match="not a database"):
        migrate(address)

    assert path.read_bytes() == b"a letter to my aunt" * 100


def _tables(connection: Connection) -> set[str]:
    rows = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    )
    return {row.name for row in rows}
