"""Two servers on one PostgreSQL database, as behind one address."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from shared.check_in import VisitState
from tests.admin_server.web.dashboard.reception.test_live import (
    hear,
    listen,
    signed_in,
)
from tests.fakes.lobby import JONAS, RECEPTION, TENANT, Lobby, open_lobby
from tests.fakes.postgres import PostgresServer


@dataclass(frozen=True)
class Pair:
    """Both servers; each has a calendar and a mailbox of its own."""

    one: Lobby
    other: Lobby

    def mails(self) -> Counter[str]:
        """How often each message left, whichever server sent it."""
        sent = [*self.one.mail.sent, *self.other.mail.sent]
        return Counter(message.id for message in sent)


@pytest.fixture
def address(postgres: PostgresServer) -> Iterator[str]:
    yield postgres.lend()
    postgres.take_back()


@pytest.fixture
async def pair(address: str, tmp_path: Path) -> AsyncIterator[Pair]:
    async with (
        open_lobby(tmp_path, database=address) as one,
        open_lobby(tmp_path, database=address, joins=True) as other,
    ):
        yield Pair(one, other)


async def come_in(lobby: Lobby, *, request_id: str | None = None, name: str = "Mara"):
    return await lobby.check_in(
        request_id=request_id,
        visitor={"name": name},
        host_id=JONAS.id,
        language="en",
    )


async def until(holds, seconds: float = 20.0) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not holds():
            await asyncio.sleep(0.05)


async def test_a_check_in_shows_on_the_others_pages(pair: Pair):
    """A visitor who checks in at one server is on the pages that the other serves."""
    line = await listen(pair.other, await signed_in(pair.other))

    await come_in(pair.one)

    assert await hear(line) == "changed"
    await line.aclose()


async def test_each_message_leaves_once(pair: Pair):
    """Thirty hosts' mails, two servers that send: nobody is written to twice."""
    await asyncio.gather(
        *(
            come_in(lobby, name=f"Guest {number}")
            for number in range(15)
            for lobby in (pair.one, pair.other)
        )
    )

    await until(lambda: len(pair.mails()) == 30)

    assert set(pair.mails().values()) == {1}


async def test_one_request_at_both_servers_is_one_visit(pair: Pair):
    """A kiosk that repeats itself at the other server checks in one person."""
    again = str(uuid4())

    answers = await asyncio.gather(
        *(
            come_in(lobby, request_id=again)
            for lobby in (pair.one, pair.other)
            for _ in range(4)
        )
    )

    visits = {answer.json()["visit"]["id"] for answer in answers}
    there = await pair.one.store.for_tenant(TENANT).read(
        lambda nouns: nouns.visits.on_site()
    )
    assert len(visits) == 1
    assert [visit.state for visit in there] == [VisitState.ON_SITE]


async def test_one_invitation_is_used_once(pair: Pair):
    """Eight tries at both servers with one code: one person is inside."""
    invitation = await pair.one.expect()

    answers = await asyncio.gather(
        *(
            lobby.check_in(code=invitation.code)
            for lobby in (pair.one, pair.other)
            for _ in range(4)
        )
    )

    assert Counter(one.status_code for one in answers) == {201: 1, 200: 7}


async def test_a_session_counts_at_both(pair: Pair):
    """Noor signs in at one server, works at the other, and is signed out of both."""
    browser = await pair.one.sign_in(RECEPTION)
    there = pair.other.browser()
    there.cookies = browser.cookies

    before = await there.get("/today")
    await browser.post("/sign-out")
    after = await there.get("/today")

    assert (before.status_code, after.status_code) == (200, 303)


async def test_a_server_that_stops_leaves_nothing_undone(address: str, tmp_path: Path):
    """What one server did not send before it stopped, the other one sends."""
    async with open_lobby(tmp_path, database=address, deliver=False) as one:
        await come_in(one)

        async with open_lobby(tmp_path, database=address, joins=True) as other:
            await until(lambda: len(other.mail.sent) == 1)
