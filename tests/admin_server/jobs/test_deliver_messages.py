"""Messages to hosts: sent when due, tried again, given up, never lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from admin_server.core.messages import (
    Delivered,
    GaveUp,
    Message,
    OutboxRow,
    Outcome,
    TryAgain,
)
from admin_server.core.ports import Notifier
from admin_server.jobs.deliver_messages import OUTBOX, Deliverer, Pace
from admin_server.jobs.loop import Job, keep_going
from admin_server.pulse import Pulse
from tests.fakes.lobby import JONAS, TENANT, Lobby, open_lobby
from tests.fakes.writing_desk import desk_of


@pytest.fixture
async def quiet(tmp_path: Path) -> AsyncIterator[Lobby]:
    """A lobby whose visitors are saved; messages are worked by the test itself."""
    async with open_lobby(tmp_path, deliver=False) as opened:
        yield opened


class Slow(Notifier):
    """Takes a while for each message and counts them."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.sent: list[str] = []

    async def send(self, message: Message) -> Outcome:
        await asyncio.sleep(self.seconds)
        self.sent.append(message.id)
        return Delivered()


class Broken(Notifier):
    """Raises, as no notifier should."""

    async def send(self, message: Message) -> Outcome:
        raise RuntimeError(message.to_address)


def deliverer(
    lobby: Lobby, notifier: Notifier, *, owner: str = "one", pace: Pace | None = None
) -> Deliverer:
    return Deliverer(
        lobby.store,
        lambda _tenant: notifier,
        desk=desk_of(lobby),
        pulse=Pulse(),
        owner=owner,
        pace=pace or Pace(safety_poll=0.02),
    )


@asynccontextmanager
async def working(worker: Deliverer) -> AsyncIterator[None]:
    task = asyncio.create_task(keep_going(Job("deliver_messages", worker.turn)))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await worker.drain()


async def until(happened, *, seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not await happened():
            await asyncio.sleep(0.01)


async def arrive(lobby: Lobby, count: int = 1) -> None:
    for number in range(count):
        answer = await lobby.check_in(
            visitor={"name": f"Guest {number}"}, host_id=JONAS.id
        )
        assert answer.status_code == 201
    lobby.clock.forward(seconds=3)


async def kinds(lobby: Lobby) -> list[str]:
    news = await lobby.get("/kiosk/events", after=0)
    return [event["kind"] for event in news.json()["events"]]


async def test_every_message_is_sent_once(quiet: Lobby) -> None:
    """Twenty visitors come; each host message goes out exactly once."""
    notifier = Slow(0.005)
    await arrive(quiet, 20)

    async with working(deliverer(quiet, notifier)):
        await until(lambda: _sent(notifier, 20))

    assert len(set(notifier.sent)) == len(notifier.sent) == 20


async def test_two_workers_never_send_the_same(quiet: Lobby) -> None:
    """Two workers share the messages; none is sent by both."""
    first, second = Slow(0.01), Slow(0.01)
    await arrive(quiet, 20)

    async with (
        working(deliverer(quiet, first, owner="one")),
        working(deliverer(quiet, second, owner="two")),
    ):
        await until(lambda: _sent_by(first, second, 20))

    assert len(set(first.sent + second.sent)) == len(first.sent + second.sent) == 20


async def test_an_orderly_stop_repeats_nothing(quiet: Lobby) -> None:
    """Decision 9: stopping waits for what is on the wire, and notes it."""
    before, after = Slow(0.2), Slow(0.0)
    await arrive(quiet, 8)

    async with working(deliverer(quiet, before)):
        await asyncio.sleep(0.1)
    quiet.clock.forward(minutes=5)
    async with working(deliverer(quiet, after, owner="next life")):
        await asyncio.sleep(0.2)

    assert sorted(before.sent) == sorted(set(before.sent))
    assert len(before.sent) + len(after.sent) == 8


async def test_what_fails_is_tried_again(quiet: Lobby) -> None:
    """A mail server that is away gets the message when it is back."""
    quiet.mail.outcome = TryAgain(why="away")
    await arrive(quiet)

    async with working(deliverer(quiet, quiet.mail)):
        await until(lambda: _sent(quiet.mail, 1))
        quiet.mail.outcome = Delivered()
        quiet.clock.forward(minutes=1)
        await until(lambda: _told(quiet, "host_told"))

    assert len(quiet.mail.sent) == 2
    assert quiet.mail.sent[0].id == quiet.mail.sent[1].id


async def test_a_channel_may_ask_for_time(quiet: Lobby) -> None:
    """Where the channel names a pause, nothing is sent before it is over."""
    quiet.mail.outcome = TryAgain(why="busy", after=timedelta(minutes=10))
    await arrive(quiet)

    async with working(deliverer(quiet, quiet.mail)):
        await until(lambda: _waits_for(quiet, timedelta(minutes=10)))
        quiet.clock.forward(minutes=9)
        await asyncio.sleep(0.1)

    assert len(quiet.mail.sent) == 1


async def test_what_can_never_arrive_is_given_up(quiet: Lobby) -> None:
    """An address that does not exist is not tried again; the kiosk is told."""
    quiet.mail.outcome = GaveUp(why="smtp_550")
    await arrive(quiet)

    async with working(deliverer(quiet, quiet.mail)):
        await until(lambda: _told(quiet, "host_not_reached"))
        quiet.clock.forward(hours=2)
        await asyncio.sleep(0.1)

    assert len(quiet.mail.sent) == 1


async def test_after_many_tries_a_message_rests(quiet: Lobby) -> None:
    """A message that fails a dozen times becomes a dead letter, kept for a person."""
    quiet.mail.outcome = TryAgain(why="away")
    await arrive(quiet)

    async with working(
        deliverer(quiet, quiet.mail, pace=Pace(safety_poll=0.01, most_attempts=2))
    ):
        await until(lambda: _sent(quiet.mail, 1))
        quiet.clock.forward(hours=1)
        await until(lambda: _told(quiet, "host_not_reached"))

    assert len(quiet.mail.sent) == 2


async def test_a_broken_channel_stops_nobody(quiet: Lobby) -> None:
    """A channel that raises delays its message; the message is not lost."""
    good = Slow(0.0)
    await arrive(quiet)

    async with working(deliverer(quiet, Broken())):
        await asyncio.sleep(0.1)
    quiet.clock.forward(hours=1)
    async with working(deliverer(quiet, good)):
        await until(lambda: _sent(good, 1))

    assert len(good.sent) == 1


async def test_a_message_about_nobody_is_given_up(quiet: Lobby) -> None:
    """A message whose visit is gone has nobody to tell."""
    row = OutboxRow("m1", "host_arrival", {"visit": "gone"}, quiet.clock.now())
    await quiet.store.for_tenant(TENANT).write(lambda nouns: nouns.outbox.add(row))

    async with working(deliverer(quiet, quiet.mail)):
        await until(lambda: _nothing_due(quiet))

    assert quiet.mail.sent == []


async def test_a_lost_lease_is_taken_over(quiet: Lobby) -> None:
    """What a crashed worker had in hand is sent by the next, after its lease."""
    good = Slow(0.0)
    await arrive(quiet)
    now = quiet.clock.now()
    await quiet.store.before_tenant.claim_outbox(
        owner="crashed", now=now, lease_until=now + timedelta(minutes=1), limit=8
    )

    async with working(deliverer(quiet, good)):
        await asyncio.sleep(0.1)
        early = list(good.sent)
        quiet.clock.forward(minutes=2)
        await until(lambda: _sent(good, 1))

    assert early == []
    assert len(good.sent) == 1


async def test_a_new_message_wakes_the_worker(quiet: Lobby) -> None:
    """A worker that rests is woken by the pulse, not by its next look."""
    pulse, good = Pulse(), Slow(0.0)
    worker = Deliverer(
        quiet.store,
        lambda _tenant: good,
        desk=desk_of(quiet),
        pulse=pulse,
        owner="one",
        pace=Pace(safety_poll=60),
    )

    async with working(worker):
        await asyncio.sleep(0.05)
        await arrive(quiet)
        pulse.beat(OUTBOX)
        await until(lambda: _sent(good, 1))

    assert len(good.sent) == 1


async def _sent(notifier, count: int) -> bool:
    return len(notifier.sent) >= count


async def _sent_by(first: Slow, second: Slow, count: int) -> bool:
    return len(first.sent) + len(second.sent) >= count


async def _told(lobby: Lobby, kind: str) -> bool:
    return kind in await kinds(lobby)


async def _waits_for(lobby: Lobby, pause: timedelta) -> bool:
    due = await lobby.store.before_tenant.next_due()
    return due is not None and due >= lobby.clock.now() + pause


async def _nothing_due(lobby: Lobby) -> bool:
    return await lobby.store.before_tenant.next_due() is None
