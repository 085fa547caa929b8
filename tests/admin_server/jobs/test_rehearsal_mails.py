from datetime import timedelta

import pytest

from admin_server.core.changes import Author
from admin_server.core.messages import NotNeeded, OutboxRow, Sender
from admin_server.core.rehearsal import REHEARSAL, Scene, begin, end
from admin_server.jobs.desk import Desk
from admin_server.jobs.writing import write_message
from tests.fakes.lobby import ADMIN, HOUSE, JONAS, TENANT, Lobby

_SCENE = Scene(tester=ADMIN, host=JONAS, site=HOUSE, visit="try", visitor="tester")


@pytest.fixture
async def rehearsed(lobby: Lobby) -> Lobby:
    """Somebody has just begun to rehearse a visit to Jonas."""
    now = lobby.clock.now()
    by = Author(f"user:{ADMIN.id}", now)
    until = now + timedelta(seconds=2)
    await lobby.store.for_tenant(TENANT).write(
        lambda n: begin(n, _SCENE, by, look_until=until)
    )
    return lobby


async def written(lobby: Lobby, **payload: str):
    """What is written for such a message."""
    row = OutboxRow("message", REHEARSAL, payload, lobby.clock.now())
    desk = Desk(
        clock=lobby.clock,
        box=lobby.app.state.parts.box,
        public_url="https://lobby.example",
        sender=Sender("desk@lakeside.example", "Desk"),
    )
    return await lobby.store.for_tenant(TENANT).read(
        lambda n: write_message(n, row, desk)
    )


async def test_only_the_tester_is_written_to(rehearsed: Lobby):
    """The message goes to the tester's own address and names whom it spared."""
    message = await written(rehearsed, visit="try", to_user=ADMIN.id)

    assert message.to_address == ADMIN.email
    assert "Jonas Weber was told nothing" in message.text
    assert "Arrived: 10:00" in message.text


@pytest.mark.parametrize(
    "payload",
    [
        {"visit": "try", "to_user": "nobody"},
        {"visit": "other", "to_user": ADMIN.id},
        {},
    ],
)
async def test_a_message_without_its_people_is_not_written(
    rehearsed: Lobby, payload: dict
):
    """Without tester or visit there is nothing to tell."""
    assert await written(rehearsed, **payload) == NotNeeded("rehearsal_over")


async def test_a_rehearsal_that_is_over_is_not_told(rehearsed: Lobby):
    """What was taken away meanwhile is not announced any more."""
    by = Author(f"user:{ADMIN.id}", rehearsed.clock.now())
    await rehearsed.store.for_tenant(TENANT).write(lambda n: end(n, _SCENE, by))

    said = await written(rehearsed, visit="try", to_user=ADMIN.id)

    assert said == NotNeeded("rehearsal_over")
