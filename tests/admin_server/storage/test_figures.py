"""What the operator watches, counted."""

from dataclasses import replace
from datetime import timedelta

from admin_server.core.connections import Connection, ConnectionState, Health
from admin_server.core.messages import OutboxRow
from admin_server.core.ports import Figures, Nouns
from tests.fakes.clock import MORNING
from tests.fakes.lobby import OTHER_TENANT, TENANT, Lobby

MINUTE = timedelta(minutes=1)


def row(name: str, *, due_in: timedelta, attempt: int = 0) -> OutboxRow:
    """A message that waits."""
    return OutboxRow(
        id=f"row-{name}",
        kind="host_arrival",
        payload={},
        due_at=MORNING + due_in,
        dedupe_key=name,
        attempt=attempt,
    )


async def test_an_empty_house_has_nothing_to_tell(lobby: Lobby) -> None:
    """Where nothing waits and nobody called, everything is none."""
    figures = await lobby.store.figures(MORNING)

    assert figures == Figures(connections={"not_connected": 1})


async def test_messages_are_told_by_how_they_wait(lobby: Lobby) -> None:
    """Due, tried before, and meant for later: of all organisations together."""

    def lay(nouns: Nouns) -> None:
        nouns.outbox.add(row("late", due_in=-5 * MINUTE, attempt=1))
        nouns.outbox.add(row("again", due_in=MINUTE, attempt=3))
        nouns.outbox.add(row("tomorrow", due_in=1440 * MINUTE))

    def lay_there(nouns: Nouns) -> None:
        nouns.outbox.add(row("theirs", due_in=-2 * MINUTE))

    await lobby.store.for_tenant(TENANT).write(lay)
    await lobby.store.for_tenant(OTHER_TENANT).write(lay_there)

    figures = await lobby.store.figures(MORNING)

    assert figures.messages == {"due": 2, "retrying": 1, "scheduled": 1}
    assert figures.oldest_due == MORNING - 5 * MINUTE


async def test_dead_letters_are_counted_by_kind(lobby: Lobby) -> None:
    """A message that was given up is told until somebody deals with it."""
    before = lobby.store.before_tenant
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.outbox.add(row("late", due_in=-MINUTE))
    )
    await before.claim_outbox(
        owner="me", now=MORNING, lease_until=MORNING + MINUTE, limit=9
    )
    await before.retry_outbox(
        "row-late", owner="me", due_at=MORNING, why="x", dead=True
    )

    figures = await lobby.store.figures(MORNING)

    assert figures.dead == {"host_arrival": 1}
    assert figures.messages == {}


async def test_connections_and_kiosks_are_counted(lobby: Lobby) -> None:
    """How many calendars work, and how many kiosks called just now."""
    away = Health(ConnectionState.PROVIDER_UNREACHABLE)

    def change(nouns: Nouns) -> None:
        nouns.connections.put(Connection("c-2", "memory", "Second", health=away))
        kiosk = nouns.kiosks.get("kiosk-house")
        assert kiosk is not None
        nouns.kiosks.put(replace(kiosk, last_seen_at=MORNING - MINUTE))

    await lobby.store.for_tenant(TENANT).write(change)

    now, later = (
        await lobby.store.figures(MORNING),
        await lobby.store.figures(MORNING + 2 * MINUTE),
    )

    assert now.connections == {"not_connected": 1, "provider_unreachable": 1}
    assert (now.kiosks_seen, later.kiosks_seen) == (1, 0)
