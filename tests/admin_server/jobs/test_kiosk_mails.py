"""Mails about parcels and about visitors who wait for a person."""

from dataclasses import replace

import pytest

from admin_server.core.messages import Message, NotNeeded, OutboxRow
from admin_server.jobs.writing import write_message
from tests.fakes.at_the_kiosk import (
    HELPER,
    ask_for_help,
    deliver,
    open_calls,
    open_deliveries,
    set_helper,
)
from tests.fakes.lobby import JONAS, PRIYA, TENANT, Lobby
from tests.fakes.writing_desk import desk_of


async def written(
    lobby: Lobby, kind: str, **payload: str
) -> Message | NotNeeded | None:
    """Write a message as the outbox would now."""
    row = OutboxRow("m1", kind, payload, lobby.clock.now())
    return await lobby.store.for_tenant(TENANT).read(
        lambda n: write_message(n, row, desk_of(lobby))
    )


async def test_a_host_reads_what_where_and_by_whom(lobby: Lobby):
    """A host can fetch what was brought without asking anybody."""
    await deliver(lobby, parcels=2, courier="Swift Post")
    (noted,) = await open_deliveries(lobby)

    message = await written(lobby, "host_delivery", delivery=noted.id)

    assert isinstance(message, Message)
    assert (message.to_address, message.subject) == (
        JONAS.email,
        "2 parcels for you at Lakeside House",
    )
    assert "Brought by: Swift Post" in message.text
    assert "Brought at: 10:00" in message.text
    assert "Where: To your right, by the stairs" in message.text


async def test_a_german_host_reads_german(lobby: Lobby):
    """The mail is in the host's language, and one parcel is one."""
    await deliver(lobby, host_id=PRIYA.id)
    (noted,) = await open_deliveries(lobby)

    message = await written(lobby, "host_delivery", delivery=noted.id)

    assert isinstance(message, Message)
    assert message.subject == "Ein Paket für Sie in Lakeside House"
    assert "Gebracht von" not in message.text


async def test_nobody_is_told_of_what_they_have(lobby: Lobby):
    """What was handed over, or lies there for days, needs no mail any more."""
    await deliver(lobby)
    (noted,) = await open_deliveries(lobby)
    handed = replace(noted, id="handed", ended_at=lobby.clock.now())
    await lobby.store.for_tenant(TENANT).write(lambda n: n.deliveries.put(handed))
    lobby.clock.forward(days=3, minutes=1)

    assert await written(lobby, "host_delivery", delivery="handed") == NotNeeded(
        "handed_over"
    )
    assert await written(lobby, "host_delivery", delivery=noted.id) == NotNeeded(
        "too_late"
    )
    assert await written(lobby, "host_delivery", delivery="nothing") is None


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("reception", "They touched “Call reception”."),
        ("host_not_found", "They did not find whom they visit."),
        ("refused", "They could not check in."),
    ],
)
async def test_whoever_helps_reads_who_waits_where(
    lobby: Lobby, reason: str, says: str
):
    """The mail says at which kiosk, since when, why, and where to answer."""
    await set_helper(lobby)
    await ask_for_help(lobby, reason=reason, name="Mara Lindt", looked_for="Jonnas")
    (call,) = await open_calls(lobby)

    message = await written(lobby, "help_wanted", call=call.id)

    assert isinstance(message, Message)
    assert (message.to_address, message.to_name) == (HELPER.email, HELPER.name)
    assert "asks for help at Front desk, Lakeside House, since 10:00" in message.text
    assert says in message.text
    assert "Their name: Mara Lindt" in message.text
    assert "They look for: Jonnas" in message.text
    assert message.text.endswith("https://lobby.example/today\n")
    assert "Mara" not in message.subject


async def test_nobody_is_called_to_who_has_gone(lobby: Lobby):
    """A mail that could not leave in time is not sent at all."""
    await set_helper(lobby)
    await ask_for_help(lobby)
    (call,) = await open_calls(lobby)
    answered = replace(call, id="answered", ended_at=lobby.clock.now())
    await lobby.store.for_tenant(TENANT).write(lambda n: n.help_calls.put(answered))

    lobby.clock.forward(minutes=16)

    late = await written(lobby, "help_wanted", call=call.id)
    assert late == NotNeeded("too_late")
    assert await written(lobby, "help_wanted", call="answered") == NotNeeded(
        "somebody_goes"
    )
    assert await written(lobby, "help_wanted", call="nothing") is None
