from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from admin_server.core.connections import Access, Connection
from tests.fakes.calendar_house import (
    MICROSOFT,
    PATH,
    CalendarHouse,
    open_calendar_house,
)
from tests.fakes.lobby import JONAS, PRIYA, SITE_ADMIN, TENANT
from tests.fakes.owning import ask, events, own
from tests.fakes.watched import listen, permit_own


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[CalendarHouse]:
    """A lobby with a connected Microsoft 365."""
    async with open_calendar_house(tmp_path) as opened:
        await opened.post("/connect/microsoft", **MICROSOFT)
        yield opened


async def put(house: CalendarHouse, *connections: Connection) -> None:
    def work(nouns) -> None:
        for one in connections:
            nouns.connections.put(one)

    await house.lobby.store.for_tenant(TENANT).write(work)


def own_of(host: str, kind: str = "microsoft") -> Connection:
    """A calendar that a host connected."""
    return Connection(
        f"own-{host}", kind, f"own {host}", access=Access.PERSON, host=host
    )


async def test_what_stops_is_said_first(house: CalendarHouse):
    """Before disconnecting, the page lists hosts and visits ahead (A11, C6)."""
    await house.lobby.expect(arrival=house.lobby.clock.now() + timedelta(days=3))
    await house.lobby.expect("Omar", arrival=house.lobby.clock.now())

    answer = await house.get("/disconnect")

    assert "For this host, rooms are no longer found:" in answer.text
    assert f"<li>{JONAS.name}</li>" in answer.text
    assert PRIYA.name not in answer.text
    assert "2 visits that are still to come are theirs." in answer.text
    assert "the access is not withdrawn" in answer.text
    assert 'href="https://entra.microsoft.com/' in answer.text
    assert (await house.organisation()).kind == "microsoft"


async def test_a_host_with_an_own_calendar_loses_nothing(house: CalendarHouse):
    """Whoever connected a calendar of their own is not read by the organisation's."""
    await permit_own(house.lobby)
    await put(house, own_of(JONAS.id))

    answer = await house.get("/disconnect")

    assert "No host's meetings are read by it." in answer.text.replace("&#39;", "'")


async def test_disconnecting_deletes_the_secret(house: CalendarHouse):
    """Confirmed, connection and secret are gone and visits stay (A11, 24)."""
    visit = await house.lobby.expect()
    saved = await house.organisation()

    answer = await house.post("/disconnect")

    assert answer.headers["location"] == PATH
    assert await house.organisation() is None
    assert await ask(house.lobby, lambda n: n.connections.get(saved.id)) is None
    assert (await house.lobby.visit(visit)).id == visit.visit
    assert (await events(house.lobby))[0][0] == "connection.disconnected"
    assert await ask(house.lobby, lambda n: n.connections.all()) == []


async def test_its_provider_pushes_no_more(
    house: CalendarHouse, monkeypatch: pytest.MonkeyPatch
):
    """Before the secret is gone, whoever pushes is told that nobody listens (A11)."""
    ended = listen(house, monkeypatch)
    saved = await house.organisation()

    await house.post("/disconnect")

    assert ended == [saved.id]


async def test_hosts_own_are_let_go_of_with_the_app(
    house: CalendarHouse, monkeypatch: pytest.MonkeyPatch
):
    """Without the registration nobody could end what was begun by it."""
    ended = listen(house, monkeypatch)
    await house.post("/own/microsoft", client_id="app", secret="s", tenant="t")
    await put(house, own_of(JONAS.id), own_of(PRIYA.id, "google"))

    await house.post("/own/microsoft/remove")

    assert ended == [f"own-{JONAS.id}"]
    assert await house.app("microsoft") is None


async def test_check_in_goes_on_afterwards(house: CalendarHouse):
    """No calendar, no room; the visitor is checked in all the same."""
    await house.post("/disconnect")
    invitation = await house.lobby.expect()

    answer = await house.lobby.check_in(**{"pass": house.lobby.pass_of(invitation)})

    assert answer.status_code == 201


async def test_a_second_press_finds_nothing(house: CalendarHouse):
    """Disconnecting twice is no harm."""
    await house.post("/disconnect")

    answer = await house.post("/disconnect")

    assert answer.status_code == 404


async def test_a_file_s_connection_is_ended_in_the_file(house: CalendarHouse):
    """What the configuration file owns cannot be disconnected here."""
    await own(house.lobby, "calendar.settings")

    seen, sent = await house.get("/disconnect"), await house.post("/disconnect")

    assert (seen.status_code, sent.status_code) == (404, 404)
    assert await house.organisation() is not None


async def test_a_site_admin_disconnects_nothing(house: CalendarHouse):
    """Ending a connection is the organisation's business."""
    answer = await house.post("/disconnect", SITE_ADMIN)

    assert answer.status_code == 403
    assert await house.organisation() is not None


async def test_removing_a_registration_says_whose_calendars_stop(house: CalendarHouse):
    """Before a registration goes, its hosts are listed; then its secret is gone."""
    await house.post("/own/google", client_id="app", secret="s")
    await put(house, own_of(JONAS.id, "google"), own_of(PRIYA.id, "microsoft"))

    shown = await house.get("/own/google/remove")
    answer = await house.post("/own/google/remove")

    assert f"<li>{JONAS.name}</li>" in shown.text
    assert PRIYA.name not in shown.text
    assert answer.headers["location"] == f"{PATH}/own"
    assert await house.app("google") is None
    assert (await house.organisation()).kind == "microsoft"
    assert (await events(house.lobby))[0][0] == "connection.app_removed"


async def test_a_file_s_registration_is_removed_in_the_file(house: CalendarHouse):
    """A registration of the configuration file stays."""
    await house.post("/own/google", client_id="app", secret="s")
    await own(house.lobby, "calendar_app.google")

    answer = await house.post("/own/google/remove")

    assert answer.status_code == 404
    assert await house.app("google") is not None
