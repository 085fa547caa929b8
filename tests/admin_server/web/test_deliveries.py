"""A courier brings something at the kiosk."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.fakes.at_the_kiosk import deliver, open_deliveries, post, revoke_kiosk
from tests.fakes.lobby import (
    HARBOUR_TOKEN,
    JONAS,
    OTHER_TENANT,
    OTHER_TOKEN,
    PRIYA,
    TENANT,
    Lobby,
)
from tests.fakes.people import events


async def mails(lobby: Lobby, number: int) -> list[str]:
    """The mails that were sent, once there are so many."""
    async with asyncio.timeout(5):
        while len(lobby.mail.sent) < number:
            await asyncio.sleep(0.01)
    return [one.to_address for one in lobby.mail.sent]


async def test_the_host_is_told_and_the_courier_reads_where(lobby: Lobby):
    """What a courier brings is noted, and its host reads it in a mail."""
    answer = await deliver(lobby, parcels=2, courier="  Swift\nPost ")

    (noted,) = await open_deliveries(lobby)
    assert answer.status_code == 201
    assert answer.json() == {
        "host": "Jonas Weber",
        "where": "To your right, by the stairs",
    }
    assert (noted.host, noted.parcels, noted.courier) == (JONAS.id, 2, "Swift Post")
    assert (noted.kiosk, noted.at) == ("kiosk-house", lobby.clock.now())
    assert await events(lobby, f"delivery:{noted.id}") == ["delivery.brought"]
    assert await mails(lobby, 1) == [JONAS.email]


async def test_a_lost_answer_tells_nobody_twice(lobby: Lobby):
    """The kiosk asks again and hears the same; the host gets one mail."""
    request_id = str(uuid4())

    first = await deliver(lobby, request_id=request_id)
    lobby.clock.forward(minutes=1)
    again = await deliver(lobby, request_id=request_id)

    waiting = await lobby.store.for_tenant(TENANT).read(
        lambda n: n.outbox.waiting("host_delivery")
    )
    # What was sent a moment ago may still wait to be noted.
    told = {one.id for one in waiting} | {one.id for one in lobby.mail.sent}
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert len(told) == 1
    assert len(await open_deliveries(lobby)) == 1


@pytest.mark.parametrize(
    "other", [{"host_id": PRIYA.id}, {"parcels": 3}, {"courier": "Another"}]
)
async def test_an_id_is_good_for_one_delivery(lobby: Lobby, other: dict[str, object]):
    """Another delivery under the same id is refused, and nothing is changed."""
    request_id = str(uuid4())
    await deliver(lobby, request_id=request_id)

    answer = await deliver(lobby, request_id=request_id, **other)

    assert (answer.status_code, answer.json()["error"]) == (409, "request_id_reused")
    assert [one.host for one in await open_deliveries(lobby)] == [JONAS.id]


async def test_another_sites_kiosk_cannot_take_an_id(lobby: Lobby):
    """An id that was used across the street is refused here."""
    request_id = str(uuid4())
    await deliver(lobby, request_id=request_id)

    answer = await deliver(lobby, request_id=request_id, token=HARBOUR_TOKEN)

    assert answer.json()["error"] == "request_id_reused"


async def test_another_organisation_brings_our_hosts_nothing(lobby: Lobby):
    """A host of ours is nobody to a kiosk next door."""
    answer = await deliver(lobby, token=OTHER_TOKEN)

    assert (answer.status_code, answer.json()["error"]) == (404, "host_unknown")
    assert await open_deliveries(lobby, tenant=OTHER_TENANT) == []


@pytest.mark.parametrize(
    ("ago", "kept"),
    [
        (timedelta(hours=5), timedelta(hours=5)),
        (timedelta(days=400), timedelta()),
        (-timedelta(days=400), timedelta()),
    ],
)
async def test_a_late_delivery_keeps_its_time(
    lobby: Lobby, ago: timedelta, kept: timedelta
):
    """What was noted without the server came when the kiosk says, if that can be."""
    moment = lobby.clock.now() - ago

    await deliver(lobby, kiosk_time=moment.isoformat())

    (noted,) = await open_deliveries(lobby)
    assert noted.at == lobby.clock.now() - kept


async def test_a_revoked_kiosk_brings_nothing(lobby: Lobby):
    """A kiosk that was carried away can tell nobody anything."""
    await deliver(lobby)
    await revoke_kiosk(lobby)

    answer = await deliver(lobby)

    assert answer.status_code == 401
    assert len(await open_deliveries(lobby)) == 1


async def test_hosts_are_not_flooded(lobby: Lobby):
    """Somebody who plays with the kiosk has to pause after ten deliveries."""
    answers = [(await deliver(lobby)).status_code for _ in range(11)]

    assert answers == [201] * 10 + [429]


@pytest.mark.parametrize(
    "wrong",
    [
        {"parcels": 0},
        {"parcels": 100},
        {"courier": "x" * 201},
        {"host_id": "x" * 65},
        {"request_id": "1"},
        {"kiosk_time": "2026-11-23T10:00:00"},
        {"subject": "Hello"},
    ],
)
async def test_what_is_no_delivery_is_refused(lobby: Lobby, wrong: dict[str, object]):
    """Nothing but what a delivery has is understood."""
    answer = await deliver(lobby, **wrong)

    assert (answer.status_code, answer.json()["error"]) == (422, "request_invalid")
    assert await open_deliveries(lobby) == []


async def test_nobody_without_a_token_brings_anything(lobby: Lobby):
    """A token that nobody has counts for nothing."""
    answer = await post(lobby, "/deliveries", {}, token="pk_nobody_nothing")

    assert answer.status_code in {401, 422}
    assert await open_deliveries(lobby) == []
