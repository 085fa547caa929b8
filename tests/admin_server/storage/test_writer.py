"""The one thread that writes."""

import asyncio
from threading import Event

import pytest
from sqlalchemy import Connection

from admin_server.core.errors import StoreUnavailable
from admin_server.core.people import Visitor
from admin_server.core.ports import Nouns, TenantStore
from admin_server.storage.store import SqlStore
from tests.contracts.store_examples import ACME, MINUTE, NOW, OTHER, VISITOR


async def test_waiting_work_shares_a_commit(acme: TenantStore, store: SqlStore):
    """A crowd at the door is saved in a few trips to the disk."""
    commits: list[frozenset[str]] = []
    store.on_commit(commits.append)
    gate, first = await _keep_the_writer_busy(acme)
    crowd = [asyncio.ensure_future(acme.write(_save(n))) for n in range(100)]
    await asyncio.sleep(0)

    gate.set()
    await asyncio.gather(first, *crowd)

    assert len(commits) == 3


async def test_who_was_written_is_told(acme: TenantStore, store: SqlStore):
    """Pages of an organisation learn that something of theirs has changed."""
    told: list[frozenset[str]] = []
    store.on_commit(told.append)

    await acme.write(lambda n: n.visitors.put(VISITOR))

    assert told == [frozenset({ACME.id})]


async def test_a_new_tenant_is_told(store: SqlStore):
    """A new organisation is noticed at once."""
    told: list[frozenset[str]] = []
    store.on_commit(told.append)

    await store.before_tenant.add_tenant(OTHER)

    assert told == [frozenset({OTHER.id})]


async def test_nothing_saved_is_not_told(acme: TenantStore, store: SqlStore):
    """A change that failed wakes nobody."""
    told: list[frozenset[str]] = []
    store.on_commit(told.append)

    with pytest.raises(ZeroDivisionError):
        await acme.write(lambda _: 1 // 0)

    assert told == []


async def test_taking_messages_wakes_nobody(acme: TenantStore, store: SqlStore):
    """Looking for messages to send does not make everybody look again."""
    told: list[frozenset[str]] = []
    store.on_commit(told.append)

    await store.before_tenant.claim_outbox(
        owner="worker", now=NOW, lease_until=NOW + MINUTE, limit=9
    )

    assert told == []


async def test_a_faulty_listener_harms_nobody(acme: TenantStore, store: SqlStore):
    """What is saved stays saved, whoever stumbles over the news of it."""
    store.on_commit(lambda _: 1 // 0)

    await acme.write(lambda n: n.visitors.put(VISITOR))
    await acme.write(_save(1))

    assert await acme.read(lambda n: n.visitors.get("1")) is not None


async def test_closing_saves_what_waits(acme: TenantStore, store: SqlStore, address):
    """A server that is stopped first finishes what it was given."""
    waiting = [asyncio.ensure_future(acme.write(_save(n))) for n in range(100)]
    await asyncio.sleep(0)

    store.close()

    assert await asyncio.gather(*waiting) == [None] * 100


async def test_cancelled_work_is_left_out(acme: TenantStore):
    """A request whose caller has hung up before its turn is not carried out."""
    gate, first = await _keep_the_writer_busy(acme)
    unwanted = asyncio.ensure_future(acme.write(_save(1)))
    await asyncio.sleep(0)

    unwanted.cancel()
    await asyncio.wait([unwanted])
    await asyncio.sleep(0)
    gate.set()
    await first

    await acme.write(_save(2))
    found = await acme.read(lambda n: (n.visitors.get("1"), n.visitors.get("2")))
    assert found == (None, Visitor("2", "Visitor 2"))


async def test_a_broken_transaction_is_never_confirmed(store: SqlStore, acme):
    """Work that loses its transaction on the way is not reported as saved."""

    def lose_everything(connection: Connection) -> None:
        connection.exec_driver_sql("ROLLBACK")

    with pytest.raises(StoreUnavailable):
        await store._database.write(lose_everything, tenant=None)

    await acme.write(_save(1))
    assert await acme.read(lambda n: n.visitors.get("1")) is not None


async def test_others_survive_a_broken_transaction(store: SqlStore, acme):
    """Whoever shared a commit with failed work is saved all the same."""

    def lose_everything(connection: Connection) -> None:
        connection.exec_driver_sql("ROLLBACK")

    gate, first = await _keep_the_writer_busy(acme)
    before = asyncio.ensure_future(acme.write(_save(1)))
    broken = asyncio.ensure_future(store._database.write(lose_everything, tenant=None))
    after = asyncio.ensure_future(acme.write(_save(2)))
    await asyncio.sleep(0)

    gate.set()
    outcomes = await asyncio.gather(
        first, before, broken, after, return_exceptions=True
    )

    found = await acme.read(lambda n: (n.visitors.get("1"), n.visitors.get("2")))
    assert isinstance(outcomes[2], StoreUnavailable)
    assert found == (Visitor("1", "Visitor 1"), Visitor("2", "Visitor 2"))


async def test_an_incomplete_row_is_a_fault(store: SqlStore):
    """A row that lacks what it must have is a fault, not a full disk."""

    def save_nothing(connection: Connection) -> None:
        connection.exec_driver_sql("INSERT INTO sites (id) VALUES ('x')")

    with pytest.raises(ValueError, match="NOT NULL"):
        await store._database.write(save_nothing, tenant=None)


async def test_rewriting_the_file_takes_its_turn(acme: TenantStore, store: SqlStore):
    """Whoever saves while the file is rewritten waits, and loses nothing."""
    gate, first = await _keep_the_writer_busy(acme)
    waiting = [
        asyncio.ensure_future(one)
        for one in (
            acme.write(_save(1)),
            store.compact(),
            acme.write(_save(2)),
            store.compact(),
        )
    ]
    await asyncio.sleep(0)

    gate.set()
    await asyncio.gather(first, *waiting)

    assert await acme.read(lambda n: n.visitors.get("2")) is not None


async def test_a_rewriting_that_nobody_waits_for_is_left_out(
    acme: TenantStore, store: SqlStore
):
    """A command that was given up before its turn is not carried out."""
    gate, first = await _keep_the_writer_busy(acme)
    unwanted = asyncio.ensure_future(store.compact())
    await asyncio.sleep(0)

    unwanted.cancel()
    await asyncio.wait([unwanted])
    gate.set()
    await first

    await acme.write(_save(1))
    assert unwanted.cancelled()


async def test_a_closed_store_is_not_rewritten(store: SqlStore):
    """A command that comes as the server stops is told so."""
    store.close()

    with pytest.raises(StoreUnavailable, match="closed"):
        await store.compact()


async def _keep_the_writer_busy(tenant: TenantStore):
    """Let a piece of work wait at a gate, so that what follows has to queue up."""
    started, gate = Event(), Event()
    work = asyncio.ensure_future(
        tenant.write(lambda _: (started.set(), gate.wait(timeout=9)))
    )
    await asyncio.to_thread(started.wait, 9)
    return gate, work


def _save(number: int):
    def work(nouns: Nouns) -> None:
        nouns.visitors.put(Visitor(str(number), f"Visitor {number}"))

    return work
