"""Cancelling a visit that has not begun."""

from datetime import timedelta

import pytest

from admin_server.core.cancelling import cancel
from admin_server.core.ports import ClaimedRow
from admin_server.core.transitions import MovedOn, NoSuchVisit
from shared.check_in import VisitState
from tests.fakes.lobby import TENANT, Lobby


async def waiting(lobby: Lobby) -> list[ClaimedRow]:
    now = lobby.clock.now()
    rows = await lobby.store.before_tenant.claim_outbox(
        owner="test", now=now, lease_until=now + timedelta(hours=1), limit=9
    )
    return list(rows)


async def test_the_guest_is_told_once(lobby: Lobby):
    """A cancelled visit leaves one message that names the visit, and no more."""
    mara = await lobby.expect("Mara Lindt")
    now = lobby.clock.now() + timedelta(days=1)

    visit = await lobby.store.for_tenant(TENANT).write(
        lambda nouns: cancel(nouns, mara.visit, by="user:x", now=now)
    )
    lobby.clock.forward(days=1)
    kept = await waiting(lobby)

    assert visit.state is VisitState.CANCELLED
    assert [(one.row.kind, one.row.payload) for one in kept] == [
        ("visit_cancelled", {"visit": mara.visit})
    ]
    assert kept[0].row.dedupe_key == f"visit_cancelled:{mara.visit}"


async def test_a_cancelled_visit_is_not_cancelled_again(lobby: Lobby):
    """The slower of two people reads that it was cancelled already."""
    mara = await lobby.expect("Mara Lindt")
    tenant, now = lobby.store.for_tenant(TENANT), lobby.clock.now()
    await tenant.write(lambda n: cancel(n, mara.visit, by="user:x", now=now))

    with pytest.raises(MovedOn) as raised:
        await tenant.write(lambda n: cancel(n, mara.visit, by="user:y", now=now))

    assert raised.value.visit.state is VisitState.CANCELLED


async def test_no_visit_is_no_visit(lobby: Lobby):
    """What does not exist cannot be cancelled."""
    with pytest.raises(NoSuchVisit):
        await lobby.store.for_tenant(TENANT).write(
            lambda nouns: cancel(nouns, "nothing", by="user:x", now=lobby.clock.now())
        )
