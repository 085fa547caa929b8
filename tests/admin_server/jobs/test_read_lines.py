"""Whatever keeps a calendar from being read is seen by whoever looks after it."""

import pytest

from admin_server.core.connections import Connection, ConnectionState
from admin_server.core.errors import SecretUnreadable
from admin_server.core.finding_rooms import Line
from admin_server.jobs.connection_health import ConnectionHealth
from admin_server.jobs.read_lines import LineReader
from tests.fakes.lobby import JONAS, TENANT, Lobby

SHARED = Connection(
    "shared", "memory", "Shared", secret_from="env:PORTICO_SECRET_THAT_IS_NOT_SET"
)


async def test_a_secret_that_cannot_be_opened_is_a_state(lobby: Lobby) -> None:
    """D20: the key file was not brought along; the dashboard says so, not only the log."""
    store = lobby.store.for_tenant(TENANT)
    await store.write(lambda nouns: nouns.connections.put(SHARED))
    parts, health = lobby.app.state.parts, ConnectionHealth(lobby.store, lobby.clock)
    lines = LineReader(
        lobby.store, parts.calendars, refs=parts.refs, health=health, clock=lobby.clock
    )

    with pytest.raises(SecretUnreadable):
        await lines.opened(TENANT, Line(SHARED, JONAS.mailbox))
    await health.save()

    kept = await store.read(lambda nouns: nouns.connections.get("shared"))
    assert kept.health.state is ConnectionState.EXPIRED
    assert kept.health.detail == "secret_unreadable"
