"""Microsoft tells us of changes, and we can be sure that it was Microsoft."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from admin_server.core.errors import ConsentNeeded, MarkExpired, StrangeReply
from admin_server.demo.emulators.graph import Fault
from tests.contracts.calendar import HOUR, NOW, Planned

PUSH = "https://x.example/push"


async def received(world) -> list[dict[str, object]]:
    """Give what has arrived; it is under way for a moment."""
    for _ in range(40):
        found = await world.tell("received")
        if found:
            return found
        await asyncio.sleep(0.05)
    return []


async def test_a_new_meeting_is_told(world, host) -> None:
    """A meeting that somebody makes is told at once, and the note proves its origin."""
    await world.place(host)
    ref = world.ref(host)
    made = await world.calendar.subscribe(ref, PUSH)
    await world.place(host, Planned("new"))

    notes = await received(world)

    assert notes[0]["subscriptionId"] == made.id
    assert notes[0]["changeType"] == "created"
    assert notes[0]["clientState"] == made.proof
    assert made.expires - NOW == timedelta(days=6)


async def test_a_subscription_is_renewed(world, host, clock) -> None:
    """A subscription that is renewed in time lasts longer."""
    await world.place(host)
    ref = world.ref(host)
    made = await world.calendar.subscribe(ref, PUSH)
    clock.forward(hours=12)

    renewed = await world.calendar.renew(ref, made)

    assert renewed == replace(made, expires=made.expires + 12 * HOUR)


async def test_a_subscription_that_is_gone(world, host) -> None:
    """Where Microsoft has dropped a subscription, everything is read anew."""
    await world.place(host)
    ref = world.ref(host)
    made = await world.calendar.subscribe(ref, PUSH)
    await world.tell("send_life_event", "subscriptionRemoved")

    with pytest.raises(MarkExpired):
        await world.calendar.renew(ref, made)

    assert (await received(world))[0]["lifecycleEvent"] == "subscriptionRemoved"


async def test_a_subscription_is_ended(world, host) -> None:
    """After the end of a subscription nothing is told, and ending twice is fine."""
    await world.place(host)
    ref = world.ref(host)
    made = await world.calendar.subscribe(ref, PUSH)
    await world.calendar.stop(ref, made)
    await world.calendar.stop(ref, made)
    await world.place(host, Planned("new"))

    assert await world.tell("received") == []


async def test_an_address_that_does_not_answer(world, host) -> None:
    """An address that Microsoft cannot reach is named when we subscribe."""
    await world.place(host)
    away = "https://127.0.0.1:1/push"

    with pytest.raises(StrangeReply) as raised:
        await world.calendar.subscribe(world.ref(host), away)

    assert "ValidationError" in raised.value.detail


async def test_pushes_need_the_fuller_permission(world, host) -> None:
    """The narrowest permission reads calendars, but brings no pushes."""
    await world.place(host, Planned("plain"))
    await world.tell("set_up", roles=["Calendars.ReadBasic.All"])

    with pytest.raises(ConsentNeeded):
        await world.calendar.subscribe(world.ref(host), PUSH)

    assert await world.calendar.between(world.ref(host), NOW, NOW + HOUR)


@pytest.mark.parametrize(
    "answer",
    [
        {"id": "x"},
        {"id": "x", "expirationDateTime": "soon"},
        {"id": "x", "expirationDateTime": "2026-03-04T09:00:00"},
        {"expirationDateTime": "2026-03-04T09:00:00Z"},
    ],
)
async def test_an_answer_that_is_no_subscription(world, host, answer) -> None:
    """A subscription without a name or an end is not trusted."""
    await world.place(host)
    await world.tell("plan_fault", Fault("/subscriptions", 201, json=answer))

    with pytest.raises(StrangeReply):
        await world.calendar.subscribe(world.ref(host), PUSH)


async def test_every_subscription_has_its_own_proof(world, host) -> None:
    """A note for one subscription cannot pass for another's, not even of one host."""
    await world.place(host)
    ref = world.ref(host)

    first = await world.calendar.subscribe(ref, PUSH)
    second = await world.calendar.subscribe(ref, PUSH)

    assert first.proof != second.proof
    assert 32 <= len(first.proof) <= 128
    assert first.proof not in repr(first)
