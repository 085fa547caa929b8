"""Several servers on one PostgreSQL: one is killed, or their lines to it are cut."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg

from admin_server.core.messages import HOST_ARRIVAL, OutboxRow
from admin_server.jobs.clock import SystemClock
from admin_server.storage.store import open_store
from tests.fakes.postgres import PostgresServer, run_postgres
from tests.fakes.smtp import Postbox, open_postbox
from tests.soak.house import (
    VISITS,
    House,
    Kept,
    by_visit,
    judge,
    mail_settings,
    open_house,
    server_in,
    until,
)
from tests.soak.random_kills import crowd_at, ids
from tests.soak.tried import Tried

_CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_PART = 12
"""One worker is killed when it has sent a twelfth of the messages."""


@dataclass
class Replicas:
    """Servers on one database, whose mail comes to one postbox.

    Attributes:
        address: the database as its superuser has it, who sees every tenant.
    """

    houses: list[House]
    address: str
    postbox: Postbox

    def cut_every_line(self) -> int:
        """End every connection that the servers have; says how many there were."""
        with psycopg.connect(self.address, autocommit=True) as line:
            return len(line.execute(_CUT).fetchall())

    def kept(self) -> Kept:
        """Read what the database has."""
        with psycopg.connect(self.address) as line:
            visits = line.execute(VISITS).fetchall()
            messages = line.execute("SELECT dedupe_key FROM outbox").fetchall()
        return Kept(dict(visits), by_visit(messages))

    def said(self, event: str) -> int:
        """Count how often an event stands in the servers' logs."""
        return sum(house.server.log().count(event) for house in self.houses)


async def three_workers(folder: Path, *, jobs: int) -> Tried:
    """Let three servers send, kill one of them: each message leaves once.

    Those on the killed one's wire may leave twice, and are marked so.
    """
    tried = Tried("three-workers", "three servers on PostgreSQL send; one is killed")
    with tried.timed():
        async with _replicas(folder, 3) as replicas:
            replicas.postbox.delay = 0.3
            await _come_once(replicas)
            await _fill(replicas, jobs)
            tried.count("messages", jobs + 1)
            victim = replicas.houses[-1]
            await until(lambda: _sent_by(victim) > jobs // _PART, 300)
            await victim.stop(signal.SIGKILL)
            await until(lambda: len(ids(replicas.postbox)) > jobs, 600)
            # Whatever would be sent once more has its chance.
            await asyncio.sleep(2)
            _count_mails(replicas, jobs + 1, tried)
    return tried


async def one_of_two(folder: Path, *, faults: int, seed: int = 1) -> Tried:
    """Kill one of two servers again and again, and cut their lines to the database."""
    tried = Tried(
        "two-servers",
        "two servers on PostgreSQL: one is killed, or every line to the database cut",
    )
    chance = random.Random(seed)
    kinds = chance.sample(["kill", "cut"] * (faults // 2), faults // 2 * 2)
    with tried.timed():
        async with _replicas(folder, 2) as replicas:
            async with crowd_at(*replicas.houses):
                for fault in kinds:
                    await asyncio.sleep(chance.uniform(0.05, 1.0))
                    await _hurt(replicas, fault, chance, tried)
            ledger = replicas.houses[0].ledger
            count = len(set(ledger.told.values()))
            await until(lambda: len(ids(replicas.postbox)) >= count, 300)
            judge(replicas.kept(), ledger, tried)
            tried.lost += max(count - len(ids(replicas.postbox)), 0)
            tried.count("answered 503 meanwhile", ledger.refused[503])
    return tried


async def _hurt(
    replicas: Replicas, fault: str, chance: random.Random, tried: Tried
) -> None:
    if fault == "cut":
        tried.count("lines cut", await asyncio.to_thread(replicas.cut_every_line))
        return
    house = chance.choice(replicas.houses)
    await house.stop(signal.SIGKILL)
    tried.count("kills")
    await house.start_again(tried)


def _sent_by(house: House) -> int:
    return house.server.log().count("message_delivered")


def _count_mails(replicas: Replicas, expected: int, tried: Tried) -> None:
    came = Counter(mail["Message-ID"] for mail in replicas.postbox.mails)
    again = sum(count - 1 for count in came.values())
    marked = replicas.said("message_may_repeat")
    tried.lost += expected - len(came)
    tried.count("on the killed one's wire", marked)
    tried.count("of these sent again", min(again, marked))
    # One that was only claimed is marked as well: more marks than repeats are fine.
    tried.doubled += max(again - marked, 0)


async def _come_once(replicas: Replicas) -> None:
    house = replicas.houses[0]
    async with house.visitors() as http:
        await house.come(http)


async def _fill(replicas: Replicas, jobs: int) -> None:
    """Put messages into the outbox, all about the one visitor who came."""
    (visit,) = replicas.houses[0].ledger.told.values()
    store = open_store(replicas.address)
    try:
        tenant = (await store.before_tenant.tenants())[0]
        now = SystemClock().now()
        rows = [
            OutboxRow(str(uuid4()), HOST_ARRIVAL, {"visit": visit}, now)
            for _ in range(jobs)
        ]
        await store.for_tenant(tenant).write(
            lambda nouns: [nouns.outbox.add(row) for row in rows]
        )
    finally:
        store.close()


@asynccontextmanager
async def _replicas(folder: Path, count: int) -> AsyncIterator[Replicas]:
    async with AsyncExitStack() as stack:
        postgres: PostgresServer = stack.enter_context(run_postgres())
        postbox, port = await stack.enter_async_context(open_postbox())
        address = postgres.new_database()
        extra = mail_settings(port) | {
            "PORTICO_DATABASE_URL": address,
            "PORTICO_KEY_FILE": f"{folder}/portico.key",
            # On a busy machine a send may outlast a short lease, and then it repeats
            # without a crash: that is not what is counted here.
            "PORTICO_MESSAGE_LEASE_SECONDS": "15",
        }
        first = await stack.enter_async_context(open_house(folder / "0", extra))
        others = [
            await _join(stack, first, folder / str(number))
            for number in range(1, count)
        ]
        houses = [first, *others]
        seen = postgres.address(address.rpartition("/")[2])
        yield Replicas(houses, seen, postbox)


async def _join(stack: AsyncExitStack, first: House, folder: Path) -> House:
    server = server_in(folder, first.server.extra)
    house = House(server, first.ledger, first.token, first.host)
    stack.push_async_callback(house.stop, signal.SIGKILL)
    await house.start()
    return house
