"""The rules of hosts' own calendars, over a real store."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from admin_server.core.changes import Author
from admin_server.core.connections import ConnectionState, Health, OwnCalendar
from admin_server.core.errors import ConsentNeeded, ConsentReason, StrangeReply
from admin_server.core.own_calendars import (
    Account,
    choose_calendars,
    connect,
    disconnect,
    host_of,
    keep_calendars,
    make_active,
    note_failed_loading,
    read_without,
)
from tests.fakes.clock import MORNING
from tests.fakes.lobby import JONAS, PRIYA, TENANT, Lobby, open_lobby
from tests.fakes.watched import permit_own

BY = Author(actor="user:user-member", at=MORNING)
MAIN = OwnCalendar("main", "Calendar", primary=True)
TEAM = OwnCalendar("team", "Team")


@pytest.fixture
async def lobby(tmp_path: Path) -> AsyncIterator[Lobby]:
    async with open_lobby(tmp_path) as opened:
        yield opened


async def do(lobby: Lobby, work):
    """Run work on the lobby's tenant."""
    return await lobby.store.for_tenant(TENANT).write(work)


def connected(kind: str = "google", *, host=JONAS, by: Author = BY, **account):
    """Work that connects an account of a host."""
    wanted = Account(kind, **{"email": f"jonas@{kind}.example", **account})
    return lambda nouns: connect(
        nouns, host, wanted, by, new_id=f"{host.id}-{kind}-{wanted.email}", seal=sealed
    )


def sealed(connection_id: str) -> str:
    """Stand in for a seal: it says to what it is bound."""
    return f"sealed to {connection_id}"


async def test_a_secret_is_sealed_to_its_own_connection(lobby: Lobby):
    """A new connection has a new id, and its token opens for that one only."""
    made = await do(lobby, connected())

    assert made.sealed_secret == f"sealed to {made.id}"
    assert made.writes
    assert made.health.state is ConnectionState.CONNECTED


async def test_hosts_of_one_name_do_not_stand_in_each_others_way(lobby: Lobby):
    """Two people called Jonas Weber both connect Google."""
    twin = replace(PRIYA, name=JONAS.name)
    await do(lobby, lambda nouns: nouns.hosts.put(twin))

    names = [
        (await do(lobby, connected())).name,
        (await do(lobby, connected(host=twin))).name,
    ]

    assert names == ["Jonas Weber (Google)", f"{PRIYA.email} (Google)"]


async def test_an_account_is_the_same_however_it_is_written(lobby: Lobby):
    """Providers write an address once with a capital and once without."""
    first = await do(lobby, connected(email="Jonas@Lakeside.example"))

    second = await do(lobby, connected(email="jonas@lakeside.example"))

    assert second.id == first.id


async def test_the_newest_of_those_that_are_left_takes_over(lobby: Lobby):
    """B11: of two that are left, the one that was connected last is active."""
    later = replace(BY, at=MORNING + timedelta(hours=1))
    await do(lobby, connected("google", by=later))
    await do(lobby, connected("caldav"))
    active = await do(lobby, connected("microsoft", by=later))

    left = await do(lobby, lambda nouns: disconnect(nouns, JONAS, active, BY))

    assert left is not None
    assert (left.kind, left.writes) == ("google", True)


async def test_a_list_that_loads_clears_what_was_wrong(lobby: Lobby):
    """Once the calendars are listed the connection is fine again."""
    made = await do(lobby, connected())
    later = MORNING + timedelta(minutes=5)
    trouble = StrangeReply("half a page")

    await do(lobby, lambda n: note_failed_loading(n, made.id, trouble, at=MORNING))
    failed = await do(lobby, lambda n: n.connections.get(made.id))
    await do(lobby, lambda n: keep_calendars(n, made.id, [MAIN, TEAM], at=later))
    loaded = await do(lobby, lambda n: n.connections.get(made.id))

    assert failed.health.state is ConnectionState.CALENDARS_FAILED_TO_LOAD
    assert loaded.health.state is ConnectionState.CONNECTED
    assert loaded.health.since == later


@pytest.mark.parametrize("reason", list(ConsentReason))
async def test_a_reason_to_consent_anew_is_kept_by_its_name(
    lobby: Lobby, reason: ConsentReason
):
    """What the provider wants of Jonas is not told as a list that does not load."""
    made = await do(lobby, connected())
    trouble = ConsentNeeded(reason, "AADSTS50173")

    await do(lobby, lambda n: note_failed_loading(n, made.id, trouble, at=MORNING))

    health: Health = (await do(lobby, lambda n: n.connections.get(made.id))).health
    assert (health.state.value, health.detail) == (reason.value, "AADSTS50173")


async def test_a_connection_that_is_gone_is_not_brought_back(lobby: Lobby):
    """Jonas disconnects while his calendars are being listed."""
    made = await do(lobby, connected())
    await do(lobby, lambda nouns: disconnect(nouns, JONAS, made, BY))

    await do(lobby, lambda n: keep_calendars(n, made.id, [MAIN], at=MORNING))
    await do(
        lobby, lambda n: note_failed_loading(n, made.id, StrangeReply(), at=MORNING)
    )

    assert await do(lobby, lambda n: n.connections.of_host(JONAS.id)) == []


async def test_choosing_the_same_again_is_no_news(lobby: Lobby):
    """Saving without a change writes nothing into the audit."""
    made = await do(lobby, connected())
    await do(lobby, lambda n: keep_calendars(n, made.id, [MAIN], at=MORNING))
    kept = await do(lobby, lambda n: n.connections.get(made.id))

    fits = await do(lobby, lambda n: choose_calendars(n, kept, set(), BY, every=True))

    rows = await do(lobby, lambda n: n.audit.of(f"connection:{made.id}"))
    assert fits
    assert [event for _, event, _ in rows] == ["connection.connected"]


async def test_choosing_the_active_one_again_is_no_news(lobby: Lobby):
    """The radio stands where it stood: the audit says nothing of it."""
    made = await do(lobby, connected())

    active = await do(lobby, lambda nouns: make_active(nouns, JONAS, made, BY))

    rows = await do(lobby, lambda n: n.audit.of(f"connection:{made.id}"))
    assert active.writes
    assert [event for _, event, _ in rows] == ["connection.connected"]


async def test_who_left_is_no_host(lobby: Lobby):
    """A host who was switched off has nothing to connect any more."""
    await do(lobby, lambda nouns: nouns.hosts.put(replace(JONAS, active=False)))

    assert await do(lobby, lambda nouns: host_of(nouns, JONAS.email)) is None


async def test_what_reads_on(lobby: Lobby):
    """The other account, else the organisation's connection, else nothing."""
    await permit_own(lobby)
    google = await do(lobby, connected("google"))
    alone = await do(lobby, lambda n: read_without(n, JONAS, google))
    outlook = await do(lobby, connected("microsoft"))
    other = await do(lobby, lambda n: read_without(n, JONAS, google))
    nothing = await do(lobby, lambda n: read_without(n, PRIYA, google))

    assert [one.id for one in alone] == ["connection-1"]
    assert [one.id for one in other] == [outlook.id]
    assert nothing == ()
