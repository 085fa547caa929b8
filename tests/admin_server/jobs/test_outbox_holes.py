"""Messages when the machinery around them stumbles: leases, stops, long outages."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admin_server.core.messages import Delivered, GaveUp, Message, Outcome, TryAgain
from admin_server.core.ports import Notifier
from admin_server.jobs.deliver_messages import Deliverer, Pace
from admin_server.notifiers.memory import MemoryNotifier
from admin_server.pulse import Pulse
from tests.fakes.lobby import JONAS, Lobby, open_lobby
from tests.fakes.writing_desk import desk_of


@pytest.fixture
async def quiet(tmp_path: Path) -> AsyncIterator[Lobby]:
    """A lobby whose visitors are saved; messages are worked by the test itself."""
    async with open_lobby(tmp_path, deliver=False) as opened:
        yield opened


class Held(Notifier):
    """Sends when it is let go, and then says what it was told to say."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.began = asyncio.Event()
        self.go = asyncio.Event()

    async def send(self, message: Message) -> Outcome:
        self.began.set()
        await self.go.wait()
        return self.outcome


class LateClaims:
    """A store whose claims are saved some time before they are known."""

    def __init__(self, store) -> None:
        self._store = store
        self.for_tenant = store.for_tenant
        self.claimed = asyncio.Event()
        self.claims = 0

    @property
    def before_tenant(self) -> "LateClaims":
        return self

    def __getattr__(self, name: str):
        return getattr(self._store.before_tenant, name)

    async def claim_outbox(self, **asked):
        rows = await self._store.before_tenant.claim_outbox(**asked)
        self.claims += 1
        self.claimed.set()
        await asyncio.sleep(0.05)
        return rows


def worker(
    lobby: Lobby, notifier: Notifier, *, owner: str = "one", store=None, pulse=None
) -> Deliverer:
    """A worker that looks often, so that a test need not wait."""
    return Deliverer(
        store or lobby.store,
        lambda _tenant: notifier,
        desk=desk_of(lobby),
        pulse=pulse or Pulse(),
        owner=owner,
        pace=Pace(safety_poll=0.01),
    )


async def arrive(lobby: Lobby) -> None:
    await lobby.check_in(visitor={"name": "Guest"}, host_id=JONAS.id)
    lobby.clock.forward(seconds=3)


async def work_for(tireless: Deliverer, lobby: Lobby, *, hours: int) -> None:
    """Let hours pass, and the worker look every quarter of an hour."""
    for _ in range(hours * 4):
        await tireless.turn()
        await tireless.drain()
        lobby.clock.forward(minutes=15)


async def kinds(lobby: Lobby) -> list[str]:
    news = await lobby.get("/kiosk/events", after=0)
    return [event["kind"] for event in news.json()["events"]]


@pytest.mark.parametrize("late", [Delivered(), GaveUp("smtp_550")])
async def test_who_lost_the_lease_tells_nobody(quiet: Lobby, late: Outcome) -> None:
    """A worker that was given up for dead comes back: the kiosk is told once."""
    await arrive(quiet)
    held = Held(late)
    first = worker(quiet, held, owner="one")
    await first.turn()
    await held.began.wait()
    quiet.clock.forward(minutes=2)
    second = worker(quiet, MemoryNotifier(), owner="two")
    await second.turn()
    await second.drain()

    held.go.set()
    await first.drain()

    assert await kinds(quiet) == ["host_told"]


async def test_a_stop_while_claiming_leaves_nothing_behind(quiet: Lobby) -> None:
    """Stopped in the moment of taking a message, the worker still sends it."""
    await arrive(quiet)
    store, mail = LateClaims(quiet.store), MemoryNotifier()
    stopping = worker(quiet, mail, store=store)
    task = asyncio.create_task(stopping.turn())
    await store.claimed.wait()

    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await stopping.drain()

    assert len(mail.sent) == 1


async def test_a_stop_does_not_make_the_worker_spin(quiet: Lobby) -> None:
    """While the server waits for open connections, the outbox is left in peace."""
    pulse = Pulse()
    pulse.end()

    pause = await worker(quiet, MemoryNotifier(), pulse=pulse).turn()

    assert pause > 0


async def test_a_night_without_mail_loses_no_message(quiet: Lobby) -> None:
    """A mail server that is away for twenty hours gets the message when it is back."""
    await arrive(quiet)
    mail = MemoryNotifier()
    mail.outcome = TryAgain("SMTPConnectError")
    tireless = worker(quiet, mail)

    await work_for(tireless, quiet, hours=20)
    mail.outcome = Delivered()
    await work_for(tireless, quiet, hours=2)

    assert await kinds(quiet) == ["host_told"]
