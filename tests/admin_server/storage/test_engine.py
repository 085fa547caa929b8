"""What SQLite has to be told so that nothing acknowledged is lost."""

import asyncio
import resource
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from admin_server.core.errors import StoreUnavailable
from admin_server.core.people import Visitor
from admin_server.core.ports import Nouns, TenantStore
from admin_server.storage.engine import SqliteDatabase, sqlite_engine, sqlite_path
from admin_server.storage.migrate import migrate
from admin_server.storage.store import SqlStore, open_store
from tests.contracts.store_examples import ACME, VISITOR

ROOT = Path(__file__).parents[3]
OPENS_THE_STORE = """
import sys
from admin_server.core.errors import StoreUnavailable
from admin_server.storage.store import open_store
try:
    open_store(sys.argv[1])
except StoreUnavailable as refusal:
    print(refusal)
"""
WRITES_FOR_EVER = """
import asyncio, itertools, sys
from admin_server.core.people import Visitor
from admin_server.storage.store import open_store

numbers = itertools.count()

async def write(tenant):
    while True:
        name = str(next(numbers))
        await tenant.write(lambda n: n.visitors.put(Visitor(name, name)))
        print(name, flush=True)

async def main():
    tenant = open_store(sys.argv[1]).for_tenant(sys.argv[2])
    await asyncio.gather(*(write(tenant) for _ in range(6)))

asyncio.run(main())
"""


@pytest.fixture
def foreign(path: Path) -> bytes:
    """Put something into the file's place that is no database."""
    letter = b"a letter to my aunt" * 100
    path.write_bytes(letter)
    return letter


def test_one_server_runs_on_a_file(address: str, store: SqlStore):
    """A second server on the same data is turned away with one plain sentence."""
    second = subprocess.run(
        [sys.executable, "-c", OPENS_THE_STORE, address],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )

    assert "Another server runs on this data" in second.stdout


def test_the_file_is_free_again(address: str, store: SqlStore):
    """After a server has stopped, the next one starts."""
    store.close()

    again = open_store(address)

    again.close()
    again.close()


async def test_a_closed_store_says_so(store: SqlStore):
    """A request that comes while the server stops is told to come again."""
    store.close()

    with pytest.raises(StoreUnavailable, match="closed"):
        await store.before_tenant.tenants()
    with pytest.raises(StoreUnavailable, match="closed"):
        await store.before_tenant.add_tenant(ACME)
    assert not (await store.condition()).is_good


def test_a_missing_file_is_explained(address: str):
    """Who forgets a step of the installation is told which one."""
    with pytest.raises(StoreUnavailable, match="run `portico-server migrate`"):
        open_store(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "portico.db",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///x.db?mode=ro",
        "postgresql://localhost/portico",
    ],
)
def test_other_addresses_are_refused(address: str):
    """An address that names no file is refused with an example of a good one."""
    with pytest.raises(StoreUnavailable, match="sqlite:////var/lib/portico"):
        sqlite_path(address)


async def test_a_foreign_file_is_not_ready(foreign: bytes, path: Path, address: str):
    """A file that is no database is not written over."""
    store = open_store(address)

    ready = (await store.condition()).is_good
    with pytest.raises(StoreUnavailable, match="not a database"):
        await store.before_tenant.add_tenant(ACME)
    store.close()

    assert not ready
    assert await asyncio.to_thread(path.read_bytes) == foreign


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("busy_timeout", 5000),
        ("query_only", 0),
    ],
)
async def test_the_writer_is_careful(store: SqlStore, pragma: str, value: object):
    """What is acknowledged is on the disk, and what is deleted is gone."""
    said = await _database(store).write(_ask(pragma), tenant=None)

    assert said == value


async def test_readers_only_read(store: SqlStore):
    """Whoever only looks at a page cannot change anything."""
    assert await _database(store).read(_ask("query_only")) == 1


def test_the_file_is_private(path: Path, store: SqlStore):
    """Other users of the machine cannot read the visitors' names."""
    modes = [stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()]

    assert set(modes) == {0o600}


async def test_python_s_own_sqlite_will_do(
    monkeypatch: pytest.MonkeyPatch, address: str
):
    """On a machine without the newer SQLite the server works as well."""
    monkeypatch.setitem(sys.modules, "pysqlite3", None)
    await _prepare(address)

    store = open_store(address)
    version = await _database(store).read(_version)
    tenants = await store.before_tenant.tenants()
    store.close()

    assert version == sqlite3.sqlite_version
    assert tenants == [ACME.id]


async def test_a_reader_sees_one_moment(acme: TenantStore, store: SqlStore):
    """A report that is being written does not change half-way."""
    late = Visitor("late", "Late Guest")

    def look_twice(nouns: Nouns) -> tuple[Visitor | None, Visitor | None]:
        before = nouns.visitors.get("late")
        _write_now(store, late)
        return before, nouns.visitors.get("late")

    seen = await acme.read(look_twice)

    assert seen == (None, None)
    assert await acme.read(lambda n: n.visitors.get("late")) == late


async def test_a_full_disk_saves_nothing_by_half(acme: TenantStore, store: SqlStore):
    """When the disk is full, a change is refused whole, and works again after."""
    pages = await _database(store).write(_ask("page_count"), tenant=None)
    await _database(store).write(_ask(f"max_page_count={pages + 1}"), tenant=None)

    with pytest.raises(StoreUnavailable, match="full"):
        await acme.write(_put_many)

    assert await acme.read(lambda n: n.visitors.get("0")) is None
    await _database(store).write(_ask("max_page_count=999999"), tenant=None)
    await acme.write(_put_many)
    assert await acme.read(lambda n: n.visitors.get("0")) is not None


async def test_a_failing_disk_saves_nothing_by_half(acme: TenantStore, path: Path):
    """When the disk cannot be written, a change is refused, and works again after."""
    await acme.write(lambda n: n.visitors.put(VISITOR))
    journal = path.with_name(path.name + "-wal")

    with _largest_file(journal.stat().st_size), pytest.raises(StoreUnavailable):
        await acme.write(_put_many)

    assert await acme.read(lambda n: n.visitors.get("0")) is None
    await acme.write(_put_many)
    assert await acme.read(lambda n: n.visitors.get("0")) is not None


async def test_a_killed_server_loses_nothing(address: str):
    """After a power switch was pulled, every check-in that was confirmed is there."""
    await _prepare(address)
    confirmed = _killed_after(200, address)

    store = open_store(address)
    tenant = store.for_tenant(ACME.id)
    found = await tenant.read(lambda n: [n.visitors.get(name) for name in confirmed])
    damage = await _database(store).read(_ask("integrity_check"))
    store.close()

    assert len(found) >= 200
    assert None not in found
    assert damage == "ok"


def _database(store: SqlStore) -> SqliteDatabase:
    database = store._database
    assert isinstance(database, SqliteDatabase)
    return database


def _ask(pragma: str):
    def ask(connection: Connection) -> object:
        return connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()

    return ask


def _version(connection: Connection) -> object:
    return connection.exec_driver_sql("SELECT sqlite_version()").scalar()


def _write_now(store: SqlStore, visitor: Visitor) -> None:
    tenant = store.for_tenant(ACME.id)
    work = tenant._as_tenant(lambda n: n.visitors.put(visitor))
    _database(store)._writer.submit(work, tenant=None).result()


def _put_many(nouns: Nouns) -> None:
    for number in range(2000):
        nouns.visitors.put(Visitor(str(number), "A name that needs some room" * 5))


@contextmanager
def _largest_file(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def _prepare(address: str) -> None:
    migrate(address)
    store = open_store(address)
    await store.before_tenant.add_tenant(ACME)
    store.close()


def _killed_after(lines: int, address: str) -> list[str]:
    """Run a writer, kill it hard, and give everything that it had confirmed."""
    command = [sys.executable, "-c", WRITES_FOR_EVER, address, ACME.id]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as writer:
        assert writer.stdout is not None
        confirmed = [writer.stdout.readline().strip() for _ in range(lines)]
        writer.kill()
        rest = writer.stdout.read().split("\n")
    # The last line may have been cut off in the middle of a number.
    return [*confirmed, *rest[:-1]]


def test_an_error_carries_no_values(tmp_path: Path) -> None:
    """A row that cannot be saved is not repeated by the error, nor by a log of it."""
    engine = sqlite_engine(tmp_path / "some.db")
    adding = text("INSERT INTO nowhere VALUES (:name)")

    with engine.connect() as connection, pytest.raises(DBAPIError) as failed:
        connection.execute(adding, {"name": "Zebulon Quux"})
    engine.dispose()

    assert "Zebulon" not in str(failed.value)
