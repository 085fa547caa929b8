"""Visits that end by themselves while the server runs."""

from dataclasses import replace
from datetime import timedelta

from admin_server.core.ports import Nouns, Store, TenantStore
from admin_server.core.visits import Invitation
from admin_server.jobs import expire_visits as job
from admin_server.jobs.expire_visits import expire_visits
from shared.check_in import VisitState
from tests.fakes.lobby import HOUSE, TENANT, Lobby

HOUR = timedelta(hours=1)


class OnlyReading:
    """A store in which writing fails."""

    def __init__(self, store: Store) -> None:
        self.before_tenant = store.before_tenant
        self._store = store

    def for_tenant(self, tenant_id: str) -> "OneOnlyReading":
        return OneOnlyReading(self._store.for_tenant(tenant_id))


class OneOnlyReading:
    """One tenant's part of it."""

    def __init__(self, store: TenantStore) -> None:
        self.read = store.read

    async def write(self, work: object) -> None:
        raise AssertionError(work)


async def tell(lobby: Lobby, invitation: Invitation) -> list[tuple[str, str]]:
    rows = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.audit.of(f"visit:{invitation.visit}")
    )
    return [(event, actor) for _, event, actor in rows]


async def come(lobby: Lobby, *invitations: Invitation) -> None:
    def work(nouns: Nouns) -> None:
        for invitation in invitations:
            nouns.visits.set_state(invitation.visit, VisitState.ON_SITE)

    await lobby.store.for_tenant(TENANT).write(work)


async def test_whoever_forgot_to_check_out_expires(lobby: Lobby):
    """Somebody who never checked out is off the list the next morning."""
    mara = await lobby.expect(stays=2 * HOUR)
    await come(lobby, mara)
    lobby.clock.forward(hours=14)

    await expire_visits(lobby.store, lobby.clock)

    visit = await lobby.visit(mara)
    assert (visit.state, visit.left_at) == (VisitState.EXPIRED, None)
    assert (await tell(lobby, mara))[-1] == ("visit.expired", "system")


async def test_whoever_never_came_is_told_so(lobby: Lobby):
    """Somebody expected yesterday stands there as not having come."""
    mara = await lobby.expect(stays=2 * HOUR)
    lobby.clock.forward(hours=24)

    await expire_visits(lobby.store, lobby.clock)

    assert (await lobby.visit(mara)).state is VisitState.NO_SHOW
    assert (await tell(lobby, mara))[-1] == ("visit.no_show", "system")


async def test_nothing_happens_twice(lobby: Lobby):
    """A visit ends once, however often it is looked at."""
    mara = await lobby.expect()
    lobby.clock.forward(hours=24)
    await expire_visits(lobby.store, lobby.clock)

    await expire_visits(lobby.store, lobby.clock)

    ended = [event for event, _ in await tell(lobby, mara)]
    assert ended == ["visit.invited", "visit.no_show"]


async def test_whoever_is_overdue_stays_on_the_list(lobby: Lobby):
    """Shortly after their departure somebody is overdue, and still on site."""
    mara = await lobby.expect(stays=HOUR)
    await come(lobby, mara)
    lobby.clock.forward(hours=3)

    await expire_visits(lobby.store, lobby.clock)

    assert (await lobby.visit(mara)).state is VisitState.ON_SITE


async def test_the_kiosks_hear_of_it(lobby: Lobby):
    """The kiosks of the building hear that the visitor is gone."""
    mara = await lobby.expect()
    await come(lobby, mara)
    lobby.clock.forward(hours=20)

    await expire_visits(lobby.store, lobby.clock)

    heard = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.kiosk_events.after(0, site=HOUSE.id)
    )
    assert [(one.kind, one.visit) for one in heard] == [("visit_ended", mara.visit)]


async def test_many_end_in_portions(lobby: Lobby, monkeypatch):
    """A day with more visits than fit into one go ends whole, too."""
    monkeypatch.setattr(job, "AT_ONCE", 2)
    late = [await lobby.expect(f"Guest {number}") for number in range(5)]
    lobby.clock.forward(hours=24)

    await expire_visits(lobby.store, lobby.clock)

    states = {(await lobby.visit(one)).state for one in late}
    assert states == {VisitState.NO_SHOW}


async def test_a_quiet_minute_writes_nothing(lobby: Lobby):
    """Where nothing ends, no open dashboard is woken."""
    mara = await lobby.expect(stays=HOUR)
    await come(lobby, mara)
    lobby.clock.forward(hours=3)

    pause = await expire_visits(OnlyReading(lobby.store), lobby.clock)

    assert pause == 60


async def test_somebody_who_has_just_left_stays_left(lobby: Lobby):
    """Whoever checks out while the job looks has checked out."""
    mara = await lobby.expect()
    visit = replace(await lobby.visit(mara), state=VisitState.ON_SITE)
    await come(lobby, mara)
    lobby.clock.forward(hours=20)
    tenant = lobby.store.for_tenant(TENANT)
    await tenant.write(lambda nouns: nouns.visits.set_state(visit.id, VisitState.LEFT))

    ended = await tenant.write(
        lambda nouns: job._end(nouns, due=[visit], now=lobby.clock.now())
    )

    assert ended == 0
    assert (await lobby.visit(mara)).state is VisitState.LEFT
