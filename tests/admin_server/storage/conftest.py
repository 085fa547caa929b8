"""A SQLite store on an empty folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from admin_server.core.ports import TenantStore
from admin_server.storage.store import SqlStore, open_store
from tests.contracts.store_examples import ACME, keep_one_of_each
from tests.fakes.migrated import new_database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "portico.db"


@pytest.fixture
def address(path: Path) -> str:
    return f"sqlite:///{path}"


@pytest.fixture
def store(path: Path, address: str) -> Iterator[SqlStore]:
    new_database(path)
    store = open_store(address)
    yield store
    store.close()


@pytest.fixture
async def acme(store: SqlStore) -> TenantStore:
    await store.before_tenant.add_tenant(ACME)
    tenant = store.for_tenant(ACME.id)
    await tenant.write(keep_one_of_each)
    return tenant
