from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from admin_server.core.changes import Author
from admin_server.core.connecting import (
    OwnedByFile,
    change_rules,
    connect_organisation,
    disconnect,
    id_for,
    may_keep_secret,
    save_app,
    what_stops,
)
from admin_server.core.connections import (
    Access,
    CalendarPolicy,
    Connection,
    ConnectionState,
)
from admin_server.core.watches import Watch
from tests.fakes.lobby import JONAS, PRIYA, TENANT, Lobby, open_lobby
from tests.fakes.owning import own

MICROSOFT = Connection(
    "new", "microsoft", "", settings={"tenant": "t", "client_id": "c"}
)
APP = Connection("app", "google", "", settings={"client_id": "c"})


@pytest.fixture
async def lobby(tmp_path: Path) -> AsyncIterator[Lobby]:
    """A lobby with a calendar in memory."""
    async with open_lobby(tmp_path) as opened:
        yield opened


async def write(lobby: Lobby, work):
    return await lobby.store.for_tenant(TENANT).write(work)


def by(lobby: Lobby) -> Author:
    return Author(actor="user:user-admin", at=lobby.clock.now())


@pytest.mark.parametrize(
    ("kind", "settings", "may"),
    [
        ("microsoft", {"tenant": "t", "client_id": "c"}, True),
        ("microsoft", {"tenant": "u", "client_id": "c"}, False),
        ("microsoft", {"tenant": "t", "client_id": "d"}, False),
        ("microsoft", {"tenant": "t", "client_id": "c", "login_url": "x"}, False),
        ("microsoft", {"tenant": "t"}, False),
        ("microsoft", {"tenant": "t", "client_id": "c", "admin": "a"}, True),
        ("google", {"tenant": "t", "client_id": "c"}, False),
    ],
)
def test_a_secret_stays_only_where_it_belongs(kind: str, settings: dict, may: bool):
    """Nobody reads a secret by pointing its connection somewhere else."""
    asked = Connection("asked", kind, "", settings=settings)

    assert may_keep_secret(MICROSOFT, kind, settings) is may
    assert id_for(MICROSOFT, asked) == ("new" if may else "asked")
    assert id_for(None, asked) == "asked"


async def test_a_connection_takes_the_place_of_the_last(lobby: Lobby):
    """There is one connection of the organisation; what watched by the last is gone."""
    watch = Watch(
        "watch-1",
        connection="connection-1",
        host=JONAS.id,
        source="source",
        mailbox=JONAS.mailbox,
        calendar=None,
        due_at=lobby.clock.now(),
    )
    await write(lobby, lambda n: n.watches.put(watch))

    await write(lobby, lambda n: connect_organisation(n, MICROSOFT, by(lobby)))

    every, watches = await write(
        lobby, lambda n: (n.connections.all(), n.watches.all())
    )
    assert [one.id for one in every] == ["new"]
    assert every[0].name == "organisation"
    assert every[0].health.state is ConnectionState.CONNECTED
    assert watches == []


async def test_a_renewed_connection_keeps_its_name(lobby: Lobby):
    """What a file or an admin named is found again by that name."""
    same = Connection("connection-1", "memory", "ignored")

    saved = await write(lobby, lambda n: connect_organisation(n, same, by(lobby)))

    assert saved.name == "Calendar"


async def test_hosts_calendars_are_left_alone(lobby: Lobby):
    """Replacing the organisation's connection touches nobody's own."""
    theirs = Connection(
        "own", "microsoft", "Jonas", access=Access.PERSON, host=JONAS.id
    )
    await write(lobby, lambda n: n.connections.put(theirs))

    await write(lobby, lambda n: connect_organisation(n, MICROSOFT, by(lobby)))

    assert await write(lobby, lambda n: n.connections.of_host(JONAS.id)) == [theirs]


@pytest.mark.parametrize(
    ("path", "work"),
    [
        ("calendar.settings", lambda n, who: connect_organisation(n, MICROSOFT, who)),
        (
            "calendar.settings",
            lambda n, who: disconnect(n, n.connections.organisation(), who),
        ),
        ("calendar_app.google", lambda n, who: save_app(n, APP, who)),
        (
            "calendar_app.google",
            lambda n, who: disconnect(n, replace(APP, access=Access.CLIENT), who),
        ),
    ],
    ids=["connect", "disconnect", "save_app", "remove_app"],
)
async def test_what_a_file_owns_is_refused(lobby: Lobby, path: str, work):
    """A tenant file's connection changes in the file, whoever asks."""
    await own(lobby, path)

    with pytest.raises(OwnedByFile):
        await write(lobby, lambda n: work(n, by(lobby)))


async def test_another_registration_takes_the_place_of_the_last(lobby: Lobby):
    """There is one registration for each provider."""
    await write(lobby, lambda n: save_app(n, APP, by(lobby)))

    await write(lobby, lambda n: save_app(n, replace(APP, id="app-2"), by(lobby)))

    client = await write(lobby, lambda n: n.connections.client("google"))
    gone = await write(lobby, lambda n: n.connections.get("app"))
    assert (client.id, gone) == ("app-2", None)


async def test_disconnecting_what_is_gone_says_nothing(lobby: Lobby):
    """Two people who disconnect at once leave one line in the audit."""
    connection = await write(lobby, lambda n: n.connections.organisation())
    await write(lobby, lambda n: disconnect(n, connection, by(lobby)))

    await write(lobby, lambda n: disconnect(n, connection, by(lobby)))

    rows = await write(lobby, lambda n: n.audit.of("connection:connection-1"))
    assert [event for _, event, _ in rows] == ["connection.disconnected"]


async def test_only_visits_ahead_of_these_hosts_are_counted(lobby: Lobby):
    """Another host's visit, and one that was, stop for nobody (C6)."""
    await lobby.expect()
    await lobby.expect("Of Priya", host=PRIYA.id)

    stops = await write(
        lobby,
        lambda n: what_stops(n, n.connections.organisation(), now=lobby.clock.now()),
    )

    assert ([host.id for host in stops.hosts], stops.visits) == ([JONAS.id], 1)


async def test_rules_are_laid_over_what_is_stored(lobby: Lobby):
    """Two admins who change different rules at once both find theirs."""
    await write(
        lobby, lambda n: change_rules(n, lambda p: replace(p, support="it"), by(lobby))
    )

    await write(
        lobby,
        lambda n: change_rules(
            n, lambda p: replace(p, own_calendars=True), by(lobby), window=20
        ),
    )

    tenant = await write(lobby, lambda n: n.tenant)
    assert tenant.calendar == CalendarPolicy(own_calendars=True, support="it")
    assert tenant.window_minutes == 20
