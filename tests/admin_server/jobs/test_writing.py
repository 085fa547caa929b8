"""The words of a message are written when it is sent, from what is true by then."""

import pytest

from admin_server.core.messages import HOST_ARRIVAL, Message, OutboxRow
from admin_server.jobs.writing import write_message
from tests.fakes.lobby import JONAS, PRIYA, TENANT, Lobby
from tests.fakes.writing_desk import desk_of


async def _written(lobby: Lobby, kind: str, visit: str) -> Message | None:
    row = OutboxRow("m1", kind, {"visit": visit}, lobby.clock.now())
    return await lobby.store.for_tenant(TENANT).read(
        lambda nouns: write_message(nouns, row, desk_of(lobby))
    )


async def _arrived(lobby: Lobby, host: str) -> str:
    answer = await lobby.check_in(visitor={"name": "Ada"}, host_id=host)
    visit = str(answer.json()["visit"]["id"])
    await lobby.get(f"/check-ins/{visit}/room", wait=2)
    return visit


async def test_a_host_reads_their_own_language(lobby: Lobby) -> None:
    """A host who reads German is told in German, and that nobody was invited."""
    visit = await _arrived(lobby, PRIYA.id)

    message = await _written(lobby, HOST_ARRIVAL, visit)

    assert message is not None
    assert message.subject == "Ada ist da"
    assert "Eine Einladung lag nicht vor." in message.text
    assert "wartet am Empfang" in message.text


async def test_an_old_arrival_is_not_told_any_more(lobby: Lobby) -> None:
    """A message that waited for days, while mail was not set up, only confuses."""
    visit = await _arrived(lobby, JONAS.id)
    lobby.clock.forward(days=1, minutes=1)

    assert await _written(lobby, HOST_ARRIVAL, visit) is None


@pytest.mark.parametrize(
    ("kind", "arrives"), [("something_else", True), (HOST_ARRIVAL, False)]
)
async def test_there_may_be_nothing_to_say(
    lobby: Lobby, kind: str, arrives: bool
) -> None:
    """A message of an unknown kind, or about nobody who came, is not written."""
    invitation = await lobby.expect()
    visits = {True: await _arrived(lobby, JONAS.id), False: invitation.visit}

    assert await _written(lobby, kind, visits[arrives]) is None
