"""Whose own calendars are read: only while it is permitted (E11, A48)."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from admin_server.core.canary import canary_line
from admin_server.core.finding_rooms import lines_of
from admin_server.core.own_calendars import read_without
from admin_server.core.watching import needed_lines
from tests.fakes.clock import MORNING
from tests.fakes.lobby import JONAS, TENANT, Lobby, open_lobby
from tests.fakes.watched import OWN, permit_own, put_connection


@pytest.fixture
async def lobby(tmp_path: Path) -> AsyncIterator[Lobby]:
    """A lobby where Jonas connected a calendar of his own."""
    async with open_lobby(tmp_path) as opened:
        await permit_own(opened)
        await put_connection(opened, OWN)
        yield opened


async def at(lobby: Lobby, work):
    return await lobby.store.for_tenant(TENANT).write(work)


async def read_by(lobby: Lobby) -> list[str]:
    """By which connections Jonas is read."""
    host = await at(lobby, lambda n: n.hosts.get(JONAS.id))
    lines = await at(lobby, lambda n: lines_of(n, host))
    return [line.connection.id for line in lines]


async def test_permitted_his_own_is_read(lobby: Lobby):
    """What Jonas connected is read, and nothing else."""
    found = await read_by(lobby)

    assert found == [OWN.id]


async def test_the_permission_is_taken_back(lobby: Lobby):
    """Once hosts may no longer, the organisation's connection reads for Jonas."""
    await permit_own(lobby, permitted=False)

    found = await read_by(lobby)

    assert found == ["connection-1"]


async def test_a_host_has_left(lobby: Lobby):
    """Whoever is no host any more is not read by what they consented to."""
    await at(lobby, lambda n: n.hosts.put(replace(JONAS, active=False)))

    found = await read_by(lobby)

    assert OWN.id not in found


async def test_it_is_watched_no_longer(lobby: Lobby):
    """Nobody keeps up with a calendar that may not be read."""
    await lobby.expect()
    before = await at(lobby, lambda n: needed_lines(n, now=MORNING, kinds={"memory"}))
    await permit_own(lobby, permitted=False)

    after = await at(lobby, lambda n: needed_lines(n, now=MORNING, kinds={"memory"}))

    assert {one.line.connection.id for one in before.values()} == {OWN.id}
    assert {one.line.connection.id for one in after.values()} == {"connection-1"}


async def test_it_is_not_even_tried(lobby: Lobby):
    """Finding out whether it still works would read it, too."""
    await permit_own(lobby, permitted=False)

    own = await at(lobby, lambda n: canary_line(n, OWN))
    organisation = await at(
        lobby, lambda n: canary_line(n, n.connections.organisation())
    )

    assert own is None
    assert organisation is not None


async def test_what_reads_after_disconnecting(lobby: Lobby):
    """Another own calendar that may not be read is no promise either."""
    other = replace(OWN, id="connection-other", name="Another")
    await put_connection(lobby, other)
    await permit_own(lobby, permitted=False)

    left = await at(lobby, lambda n: read_without(n, JONAS, OWN))

    assert [one.id for one in left] == ["connection-1"]
