"""What people permitted, in a real database that two servers share."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admin_server.calendars.microsoft import Microsoft
from admin_server.core.connections import Access, Connection
from admin_server.core.errors import ConsentNeeded
from admin_server.core.finding_rooms import Line
from admin_server.core.ports import CalendarRef
from admin_server.security.connections import seal_secret
from tests.admin_server.calendars.microsoft.consenting import OwnWorld
from tests.admin_server.calendars.microsoft.graph_world import CLIENT, SECRET
from tests.contracts.calendar import HOUR, NOW, Planned
from tests.fakes.lobby import JONAS, TENANT, Lobby, open_lobby


@pytest.fixture
async def lobby(tmp_path: Path) -> AsyncIterator[Lobby]:
    async with open_lobby(tmp_path, now=NOW) as opened:
        yield opened


async def store(lobby: Lobby, own: OwnWorld, host: str) -> None:
    """Save the registration, and what a host permitted."""
    box = lobby.app.state.parts.box
    app = Connection(
        "app",
        "microsoft",
        "M365",
        settings={**own.settings, "client_id": CLIENT},
        sealed_secret=seal_secret(box, TENANT, "app", SECRET),
        access=Access.CLIENT,
    )
    mine = Connection(
        "mine",
        "microsoft",
        "Jonas at M365",
        sealed_secret=seal_secret(box, TENANT, "mine", own.secrets[host]),
        access=Access.PERSON,
        host=JONAS.id,
        account=host,
    )

    def work(nouns) -> None:
        nouns.connections.put(app)
        nouns.connections.put(mine)

    await lobby.store.for_tenant(TENANT).write(work)


async def open_ref(lobby: Lobby, host: str) -> CalendarRef:
    """Open what a server finds in the database right now."""
    connection = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.connections.get("mine")
    )
    return await lobby.app.state.parts.refs.of(TENANT, Line(connection, host))


async def test_two_servers_share_one_permission(lobby, own, host, http, clock) -> None:
    """Whichever server refreshes, and when: both read on for hours (B35)."""
    await own.place(host, Planned("plain"))
    await store(lobby, own, host)
    servers = Microsoft(http, clock), Microsoft(http, clock)

    async def read(server: Microsoft, ref: CalendarRef) -> list[str]:
        return [one.uid for one in await server.between(ref, NOW, NOW + HOUR)]

    first = await open_ref(lobby, host)
    at_once = await asyncio.gather(*(read(one, first) for one in servers))
    clock.forward(seconds=3600)
    alone = await read(servers[0], await open_ref(lobby, host))
    clock.forward(seconds=3600)
    again = await read(servers[0], await open_ref(lobby, host))
    late = await read(servers[1], first)

    assert [*at_once, alone, again, late] == [["plain"]] * 5


async def test_nothing_readable_is_stored(lobby, own, host) -> None:
    """What stands in the database opens for this connection alone (A6)."""
    await own.place(host, Planned("plain"))
    await store(lobby, own, host)
    ref = await open_ref(lobby, host)
    await own.calendar.check(ref)

    kept = (await open_ref(lobby, host)).connection.sealed_secret

    assert kept != ref.connection.sealed_secret
    assert "refresh_token" not in kept


async def test_a_permission_that_ended(lobby, own, host) -> None:
    """An ended permission stays ended in the database until its host renews it (15)."""
    await own.place(host)
    await store(lobby, own, host)
    await own.tell("end_grants", number=700082)

    with pytest.raises(ConsentNeeded, match="AADSTS700082"):
        await own.calendar.check(await open_ref(lobby, host))
    granted = await own.person.connect(host)
    own.secrets[host] = granted.secret
    await store(lobby, own, host)

    await own.calendar.check(await open_ref(lobby, host))
