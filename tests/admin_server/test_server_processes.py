"""Several real server processes on one PostgreSQL database, and one that is killed."""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admin_server.jobs.deliver_messages import Pace
from tests.fakes.postgres import PostgresServer, as_owner, as_server
from tests.fakes.server_group import ServerGroup, server_group
from tests.fakes.smtp import Postbox, open_postbox

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
async def three(postgres: PostgresServer, tmp_path: Path) -> AsyncIterator[ServerGroup]:
    """Three servers that do not run yet, and nothing in their database."""
    owner = postgres.new_database()
    database = as_server(owner)
    async with server_group(tmp_path, 3, database=database, owner=owner) as group:
        yield group


@pytest.fixture
async def two(postgres: PostgresServer, tmp_path: Path) -> AsyncIterator[ServerGroup]:
    """Two servers that do not run yet, and a lobby."""
    database = postgres.lend()
    owner = as_owner(database)
    async with server_group(tmp_path, 2, database=database, owner=owner) as group:
        await group.furnish()
        yield group
    postgres.take_back()


def _mail_settings(port: int) -> dict[str, str]:
    return {
        "PORTICO_SMTP_HOST": "127.0.0.1",
        "PORTICO_SMTP_PORT": str(port),
        "PORTICO_SMTP_SECURITY": "none",
        "PORTICO_MAIL_FROM": "desk@lakeside.example",
        "PORTICO_MESSAGE_LEASE_SECONDS": "3",
    }


async def _mailed(postbox: Postbox, count: int) -> Counter[str]:
    """Wait until so many mails have come; says how often each one did."""
    async with asyncio.timeout(60):
        while len({mail["Message-ID"] for mail in postbox.mails}) < count:
            await asyncio.sleep(0.02)
    return Counter(str(mail["Message-ID"]) for mail in postbox.mails)


async def test_three_servers_start_at_once_on_an_empty_database(three: ServerGroup):
    """Three servers that start at the same moment all serve, on one set of tables."""
    await three.start()
    await three.furnish()

    visits = await asyncio.gather(*(three.come(server) for server in three.servers))

    assert None not in visits
    assert len(set(visits)) == three.count("visits") == 3
    assert three.count("alembic_version") == 1


async def test_a_page_at_one_server_shows_who_came_at_another(two: ServerGroup):
    """Reception sees who checked in at the other server without waiting for a turn."""
    await two.start()

    async with two.page(two.servers[1]) as page, asyncio.timeout(60):
        await two.come(two.servers[0], name="Mara Lindt")
        heard = await page.heard_until_shown("Mara Lindt")

    # "still" comes by itself, "changed" only because the other server said so.
    assert heard == {"changed"}


async def test_two_servers_send_each_mail_once(two: ServerGroup):
    """Twenty hosts' mails, two servers that send: nobody is written to twice."""
    async with open_postbox() as (postbox, port):
        two.set(**_mail_settings(port))
        await two.start()
        await asyncio.gather(*(two.come_until_told(number) for number in range(20)))
        await _mailed(postbox, 20)
        await two.end()

    sent = Counter(str(mail["Message-ID"]) for mail in postbox.mails)
    assert set(sent.values()) == {1}


async def test_a_killed_server_loses_nothing(two: ServerGroup):
    """A server dies while people come and mails go: the other one takes it all over."""
    async with open_postbox() as (postbox, port):
        postbox.delay = 0.15
        two.set(**_mail_settings(port))
        await two.start()
        before = await asyncio.gather(*(two.come_until_told(n) for n in range(12)))
        await _mailed(postbox, 1)
        coming = [asyncio.create_task(two.come_until_told(n)) for n in range(12)]
        await asyncio.sleep(0.05)

        await two.servers[0].end(signal.SIGKILL)
        visits = before + await asyncio.gather(*coming)
        sent = await _mailed(postbox, 24)

    assert len(set(visits)) == two.count("visits") == 24
    assert len(sent) == 24
    # Only what the killed one had in hand may come again, under the same id.
    assert sent.total() - 24 <= Pace().at_once
