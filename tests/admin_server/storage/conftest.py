"""A SQLite store on an empty folder, and new databases of either engine."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from admin_server.core.ports import TenantStore
from admin_server.storage.store import SqlStore, open_store
from tests.contracts.store_examples import ACME, keep_one_of_each
from tests.fakes.migrated import new_database
from tests.fakes.postgres import PostgresServer, run_postgres

NewAddress = Callable[[str], str]


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


@pytest.fixture(scope="session")
def cluster() -> Iterator[PostgresServer]:
    """A PostgreSQL of our own, for those who move between engines."""
    with run_postgres() as running:
        yield running


@pytest.fixture
def new_address(tmp_path: Path, request: pytest.FixtureRequest) -> NewAddress:
    """Names a database of an engine in which there is nothing, not even a table."""
    names = iter("abcdefgh")

    def sqlite() -> str:
        return f"sqlite:///{tmp_path}/{next(names)}.db"

    def postgres() -> str:
        # Started only where somebody asks for it.
        server: PostgresServer = request.getfixturevalue("cluster")
        return server.new_database()

    makers = {"sqlite": sqlite, "postgres": postgres}
    return lambda engine: makers[engine]()
