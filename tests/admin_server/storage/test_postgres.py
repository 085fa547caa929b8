"""The store on PostgreSQL keeps every promise of a store, behind a second wall."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import insert
from typing_extensions import override

from admin_server.core.errors import StoreUnavailable
from admin_server.core.ports import Nouns, TenantStore
from admin_server.storage import postgres as postgres_module
from admin_server.storage.migrate import _MIGRATING, migrate
from admin_server.storage.nouns import SqlNouns
from admin_server.storage.owners import tenant_tables
from admin_server.storage.postgres import postgres_engine, say_whose
from admin_server.storage.store import SqlStore, open_store
from admin_server.storage.tables import pairings, visitors
from tests.contracts.store import StoreContract
from tests.contracts.store_examples import ACME, OTHER, VISITOR, keep_one_of_each
from tests.fakes.ports import free_port
from tests.fakes.postgres import PostgresServer, as_server


@pytest.fixture
def address(postgres: PostgresServer) -> Iterator[str]:
    """A database with our tables, as the server reaches it: it owns none of them."""
    yield postgres.lend()
    postgres.take_back()


@pytest.fixture
def store(address: str) -> Iterator[SqlStore]:
    store = open_store(address)
    yield store
    store.close()


@pytest.fixture
async def acme(store: SqlStore) -> TenantStore:
    await store.before_tenant.add_tenant(ACME)
    tenant = store.for_tenant(ACME.id)
    await tenant.write(keep_one_of_each)
    return tenant


class TestPostgres(StoreContract):
    @pytest.fixture
    @override
    def store(self, address: str) -> Iterator[SqlStore]:
        store = open_store(address)
        yield store
        store.close()


@pytest.mark.parametrize(
    "table",
    # A pairing is nobody's until an admin says whose.
    [table for table in tenant_tables() if table is not pairings],
    ids=lambda table: table.name,
)
async def test_nothing_is_seen_without_saying_whose(
    acme: TenantStore, address: str, table
):
    """Whoever reaches the database past our code sees nobody's rows."""
    with psycopg.connect(address) as line:
        rows = line.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()

    assert rows == (0,)


async def test_no_row_is_written_for_another(acme: TenantStore, address: str):
    """One organisation's transaction cannot put anything into another's."""
    with (
        psycopg.connect(address) as line,
        pytest.raises(InsufficientPrivilege, match="row-level security"),
    ):
        line.execute("SELECT set_config('portico.tenant', %s, true)", [OTHER.id])
        line.execute(
            "INSERT INTO visitors (tenant_id, id, name, confirmed)"
            " VALUES (%s, 'x', 'X', false)",
            [ACME.id],
        )


async def test_another_server_hears_of_a_commit(
    store: SqlStore, acme: TenantStore, address: str
):
    """What one server saves shows on the pages that another one serves."""
    heard: asyncio.Queue[frozenset[str]] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    other = open_store(address)
    other.on_commit(lambda ids: loop.call_soon_threadsafe(heard.put_nowait, ids))
    # The other one begins to listen on a thread of its own.
    await asyncio.to_thread(other._database._news.wait_until_listening)

    await acme.write(lambda nouns: nouns.visitors.put(VISITOR))

    assert await asyncio.wait_for(heard.get(), 10) == frozenset({ACME.id})
    await asyncio.to_thread(other.close)


async def test_a_commit_is_told_though_nobody_waits(store: SqlStore, acme: TenantStore):
    """Who asked may have given up: what is saved is told all the same."""
    told, going, on = asyncio.Event(), asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()
    store.on_commit(lambda _: loop.call_soon_threadsafe(told.set))

    def slow(nouns: Nouns) -> None:
        loop.call_soon_threadsafe(going.set)
        on.wait()
        nouns.change_tenant(replace(nouns.tenant, name="Renamed"))

    asks = asyncio.create_task(acme.write(slow))
    await going.wait()
    asks.cancel()
    on.set()

    await asyncio.wait_for(told.wait(), 5)
    assert (await acme.read(lambda nouns: nouns.tenant)).name == "Renamed"


async def test_what_was_said_while_a_line_was_down_is_not_missed(
    store: SqlStore, acme: TenantStore, address: str, postgres: PostgresServer
):
    """A server that could not listen for a while takes everything for changed."""
    told: asyncio.Queue[frozenset[str]] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    store.on_commit(lambda ids: loop.call_soon_threadsafe(told.put_nowait, ids))
    await asyncio.to_thread(store._database._news.wait_until_listening)

    postgres.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE query LIKE 'LISTEN %'"
    )

    assert ACME.id in await asyncio.wait_for(told.get(), 5)
    assert (await acme.read(lambda nouns: nouns.tenant)).id == ACME.id


async def test_a_server_that_stays_deaf_says_so(
    store: SqlStore, postgres: PostgresServer, monkeypatch
):
    """Monitoring hears of a server that no longer learns what others save."""
    news = store._database._news
    await asyncio.to_thread(news.wait_until_listening)
    well = (await store.condition()).hears
    monkeypatch.setattr("admin_server.storage.commit_news._DEAF_COUNTS", 0.0)
    monkeypatch.setattr("admin_server.storage.commit_news._PAUSE_SECONDS", 60.0)

    postgres.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE query LIKE 'LISTEN %'"
    )
    async with asyncio.timeout(10):
        while (await store.condition()).hears:
            await asyncio.sleep(0.01)

    assert well


def test_who_serves_may_not_pass_a_wall(address: str):
    """The server's own role owns no table, and no wall is lifted for it."""
    with psycopg.connect(address) as line:
        owned = line.execute(
            "SELECT tablename FROM pg_tables WHERE tableowner = current_user"
        ).fetchall()
        lifted = line.execute(
            "SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles"
            " WHERE rolname = current_user"
        ).fetchone()

    assert owned == []
    assert lifted == (False,)


async def test_an_empty_name_is_not_everybodys(acme: TenantStore, address: str):
    """Whoever says nothing at all by a slip sees nothing, not everything."""
    engine = postgres_engine(address)

    with engine.begin() as connection:
        say_whose(connection, "")
        found = connection.exec_driver_sql("SELECT count(*) FROM tenants").scalar()

    engine.dispose()
    assert found == 0


async def test_two_servers_lose_no_step(store: SqlStore, acme: TenantStore, address):
    """Two servers that change the same thing at once never overwrite each other."""
    other = open_store(address)
    there = other.for_tenant(ACME.id)

    def lengthen(nouns) -> None:
        nouns.change_tenant(replace(nouns.tenant, name=f"{nouns.tenant.name}x"))

    await asyncio.gather(
        *(one.write(lengthen) for one in (acme, there) for _ in range(15))
    )

    name = await acme.read(lambda nouns: nouns.tenant.name)
    await asyncio.to_thread(other.close)
    assert name == ACME.name + "x" * 30


def test_servers_that_start_together_migrate_once(postgres: PostgresServer):
    """Three servers that start at the same moment all find the tables whole."""
    address = postgres.new_database()

    with ThreadPoolExecutor(3) as servers:
        list(servers.map(migrate, [address] * 3))

    store = open_store(as_server(address))
    assert asyncio.run(store.condition()).is_good
    store.close()


def test_a_long_upgrade_is_waited_for(postgres: PostgresServer, monkeypatch):
    """A server that starts during another one's long upgrade does not give up."""
    monkeypatch.setattr(postgres_module, "_PATIENCE_MS", 50)
    address = postgres.new_database()

    with psycopg.connect(address, autocommit=True) as line, ThreadPoolExecutor(1) as it:
        line.execute("SELECT pg_advisory_lock(%s)", [_MIGRATING])
        upgrade = it.submit(migrate, address)
        with pytest.raises(TimeoutError):
            upgrade.result(0.5)
        line.execute("SELECT pg_advisory_unlock_all()")
        upgrade.result(30)

    store = open_store(as_server(address))
    assert asyncio.run(store.condition()).is_good
    store.close()


async def test_a_refusal_quotes_no_row(acme: TenantStore):
    """What the database says of a row that it refuses names nobody."""
    row = insert(visitors).values(
        tenant_id=ACME.id, id="visitor-mara", name=None, email="mara@guest.example"
    )

    def work(nouns: Nouns) -> None:
        assert isinstance(nouns, SqlNouns)
        nouns._connection.execute(row)

    with pytest.raises(ValueError, match="null value") as refusal:
        await acme.write(work)

    assert "mara" not in str(refusal.value)


def test_a_database_that_is_away_is_said():
    """Where nobody answers, the start is refused with one sentence."""
    with pytest.raises(StoreUnavailable, match="cannot be used now"):
        open_store(f"postgresql://nobody@127.0.0.1:{free_port()}/portico")


async def test_a_text_with_nothing_in_it_is_not_found(acme: TenantStore):
    """PostgreSQL cannot be sent a NUL: an address that has one finds nobody."""
    found = await acme.read(lambda nouns: nouns.visits.get("a\x00b"))

    assert found is None
