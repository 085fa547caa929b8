"""What the operator does about messages that were given up."""

import pytest

from admin_server.commands.by_name import COMMANDS
from admin_server.web.control import CommandWrong
from tests.fakes.dead_letters import give_up
from tests.fakes.lobby import TENANT, Lobby


async def _do(lobby: Lobby, name: str, **arguments: str) -> str:
    box = lobby.app.state.parts.box
    wanted = {"tenant": "lakeside", **arguments}
    return await COMMANDS[name](lobby.store, box, lobby.clock, wanted)


async def _state(lobby: Lobby, message: str) -> str:
    fate = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.outbox.fate(message)
    )
    assert fate is not None
    return fate.state


async def test_given_up_messages_are_listed(lobby: Lobby):
    """The operator reads which messages were given up, and why; nobody's name."""
    now = lobby.clock.now()
    before = await _do(lobby, "messages-list")
    await give_up(lobby.store, "m1", at=now)

    listed = await _do(lobby, "messages-list")

    assert before == "No message was given up."
    assert listed == f"m1  {now:%Y-%m-%d %H:%M} UTC  host_arrival  SMTPConnectError"


async def test_one_message_is_sent_again(lobby: Lobby):
    """The operator can let one message wait again and leave the others."""
    await give_up(lobby.store, "m1", at=lobby.clock.now())
    await give_up(lobby.store, "m2", at=lobby.clock.now())

    said = await _do(lobby, "messages-retry", message="m1")

    assert said == "1 message waits again."
    assert await _state(lobby, "m2") == "dead"


async def test_all_messages_are_sent_again(lobby: Lobby):
    """After a long failure of the mail server one command sends everything."""
    await give_up(lobby.store, "m1", at=lobby.clock.now())
    await give_up(lobby.store, "m2", at=lobby.clock.now())

    said = await _do(lobby, "messages-retry")

    assert said == "2 messages wait again."


async def test_a_message_that_was_not_given_up_is_named(lobby: Lobby):
    """A wrong id is told, and nothing is sent."""
    with pytest.raises(CommandWrong, match="No message 'm9' was given up"):
        await _do(lobby, "messages-retry", message="m9")
