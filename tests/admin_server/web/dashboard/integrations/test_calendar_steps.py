import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from admin_server.core.connections import CalendarPolicy, ConnectionState, Health
from admin_server.core.errors import TryLater
from admin_server.web.dashboard.integrations.switched_on import NeedsCalendars
from tests.fakes.calendar_house import (
    CALDAV,
    PATH,
    CalendarHouse,
    open_calendar_house,
)
from tests.fakes.lobby import (
    ADMIN,
    MEMBER,
    RECEPTION,
    ROOM_A,
    SITE_ADMIN,
    TENANT,
)
from tests.fakes.owning import events, own, tenant_of
from tests.fakes.routes import page_routes


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[CalendarHouse]:
    """A lobby at which calendars can be connected."""
    async with open_calendar_house(tmp_path) as opened:
        yield opened


async def empty(house: CalendarHouse) -> None:
    """Take the connection and the room away that a lobby begins with."""

    def work(nouns) -> None:
        nouns.connections.remove("connection-1")
        nouns.rooms.remove(ROOM_A.address)

    await house.lobby.store.for_tenant(TENANT).write(work)


def states(text: str) -> list[str]:
    """The states of the five steps, as the page says them."""
    return re.findall(r"</svg> (Done|Now|Later)</span>", text)


async def test_a_new_organisation_begins_with_the_provider(house: CalendarHouse):
    """Before anything is connected, the first step is now and the rest later (E9)."""
    await empty(house)

    answer = await house.get()

    assert states(answer.text) == ["Now", "Later", "Later", "Later", "Later"]
    assert f'href="{PATH}/connect/microsoft"' in answer.text
    assert f'href="{PATH}/connect/google"' in answer.text
    assert f'href="{PATH}/connect/caldav"' in answer.text
    assert f'href="{PATH}/test"' not in answer.text


async def test_after_connecting_rooms_come_next(house: CalendarHouse):
    """A connected calendar leads on to the rooms (E16)."""
    await empty(house)

    await house.post("/connect/caldav", **CALDAV)

    answer = await house.get()
    assert states(answer.text) == ["Done", "Done", "Now", "Done", "Later"]


async def test_a_tested_calendar_is_done(house: CalendarHouse):
    """Once a meeting was found, all five steps are done."""
    await house.lobby.store.for_tenant(TENANT).write(
        lambda n: n.change_tenant(replace(n.tenant, checklist={"meeting": "done"}))
    )

    answer = await house.get()

    assert states(answer.text) == ["Done"] * 5


async def test_what_needs_a_person_is_the_step_to_do(house: CalendarHouse):
    """An expired connection says cause and fix, and connecting is what to do (C5)."""
    connection = await house.organisation()
    expired = replace(connection, health=Health(state=ConnectionState.EXPIRED))
    await house.lobby.store.for_tenant(TENANT).write(
        lambda n: n.connections.put(expired)
    )

    answer = await house.get()

    assert states(answer.text) == ["Done", "Now", "Done", "Done", "Later"]
    assert "Access has expired" in answer.text


async def test_what_a_file_owns_is_not_offered(house: CalendarHouse):
    """A connection of the configuration file is neither replaced nor ended here."""
    await own(house.lobby, "calendar.settings")

    answer = await house.get()

    assert "Set in the configuration file." in answer.text
    assert f'href="{PATH}/disconnect"' not in answer.text
    assert f'href="{PATH}/connect/google"' not in answer.text


async def test_the_old_address_leads_here(house: CalendarHouse):
    """Whoever kept the page's old address still gets there."""
    browser = await house.lobby.sign_in(ADMIN)

    answer = await browser.get("/settings/calendar")

    assert (answer.status_code, answer.headers["location"]) == (303, PATH)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://portico.lakeside.example", "does not begin with https://"),
        ("https://portico.lan", "only known inside your network"),
        ("https://localhost:8443", "only known on this machine"),
    ],
)
async def test_an_address_that_nobody_reaches_is_named(
    house: CalendarHouse, address: str, said: str
):
    """Before anybody signs in, we say that pushes do not arrive and what we do."""
    app = house.lobby.app
    app.state.parts = replace(app.state.parts, public_url=address)

    answer = await house.get("/connect/microsoft")

    assert said in answer.text
    assert "by asking every two minutes" in answer.text


async def test_an_address_that_everybody_reaches_needs_no_words(house: CalendarHouse):
    """Where providers can reach us there is nothing to warn of."""
    app = house.lobby.app
    app.state.parts = replace(app.state.parts, public_url="https://portico.ch")

    answer = await house.get("/connect/microsoft")

    assert "every two minutes" not in answer.text
    callback = "https://portico.ch/api/v1/integrations/oauth/callback"
    assert callback in answer.text


async def test_a_server_that_is_only_asked_has_nobody_to_reach_us(
    house: CalendarHouse,
):
    """With CalDAV connected, nothing is said of pushes that it has not."""
    await house.post("/connect/caldav", **CALDAV)
    app = house.lobby.app
    app.state.parts = replace(app.state.parts, public_url="https://portico.lan")

    answer = await house.get()

    assert "Calendars are read at CalDAV." in answer.text
    assert "with pushes" not in answer.text


_PAGES = [
    "",
    "/connect/microsoft",
    "/rooms",
    "/window",
    "/own",
    "/own/group",
    "/own/microsoft",
    "/own/microsoft/remove",
    "/disconnect",
]
_FORMS = [
    "/connect/microsoft",
    "/rooms",
    "/rooms/look",
    "/rooms/add",
    "/window",
    "/own",
    "/own/group",
    "/own/microsoft",
    "/own/microsoft/remove",
    "/disconnect",
]


async def switch_off(house: CalendarHouse) -> None:
    await house.lobby.store.for_tenant(TENANT).write(
        lambda n: n.change_tenant(replace(n.tenant, calendar_integration=False))
    )


@pytest.mark.parametrize("path", _PAGES)
async def test_switched_off_no_page_opens(house: CalendarHouse, path: str):
    """Without calendar_integration every page answers 403 and says why (E2, 40)."""
    await switch_off(house)

    answer = await house.get(path)

    assert answer.status_code == 403
    assert "Calendars are switched off" in answer.text


@pytest.mark.parametrize("path", _FORMS)
async def test_switched_off_nothing_is_changed(house: CalendarHouse, path: str):
    """Without calendar_integration every form is refused, and nothing changes (E2)."""
    await switch_off(house)

    answer = await house.post(path)

    assert answer.status_code == 403
    assert (await house.organisation()).kind == "memory"
    assert await events(house.lobby) == []


@pytest.mark.parametrize(("on", "shown"), [(True, 1), (False, 0)])
async def test_switched_off_the_settings_do_not_show_it(
    house: CalendarHouse, on: bool, shown: int
):
    """The settings have no calendar while the feature is off: hidden, not grey (E2)."""
    await house.lobby.store.for_tenant(TENANT).write(
        lambda n: n.change_tenant(replace(n.tenant, calendar_integration=on))
    )
    browser = await house.lobby.sign_in(ADMIN)

    answer = await browser.get("/settings")

    assert answer.text.count(f'href="{PATH}"') == shown


@pytest.mark.parametrize("user", [SITE_ADMIN, RECEPTION, MEMBER])
@pytest.mark.parametrize("path", ["", "/rooms", "/window", "/own", "/disconnect"])
async def test_nobody_else_comes_in(house: CalendarHouse, user, path: str):
    """Only who manages the organisation sees how its calendar is connected."""
    answer = await house.get(path, user)

    assert answer.status_code == 403


async def test_the_window_and_what_is_read_are_saved(house: CalendarHouse):
    """An admin chooses minutes and availability only; the audit knows (E17)."""
    answer = await house.post("/window", window_minutes="45", reads="availability")

    tenant = await tenant_of(house.lobby)
    assert answer.headers["location"] == PATH
    assert (tenant.window_minutes, tenant.calendar.room_lookup) == (45, False)
    names = [name for name, _ in await events(house.lobby)]
    assert names == ["tenant.calendar_rules_changed"]


async def test_saving_the_window_again_changes_nothing(house: CalendarHouse):
    """Pressing Save twice writes one line into the audit."""
    await house.post("/window", window_minutes="45", reads="look_up")

    await house.post("/window", window_minutes="45", reads="look_up")

    assert len(await events(house.lobby)) == 1


@pytest.mark.parametrize(
    ("minutes", "reads", "said"),
    [
        ("4", "look_up", "whole number from 5 to 240"),
        ("241", "look_up", "whole number from 5 to 240"),
        ("9" * 5000, "look_up", "at most"),
        ("a while", "look_up", "whole number from 5 to 240"),
        ("", "look_up", "Fill this in."),
        ("30", "everything", "Choose one of the two."),
        ("30", "", "Choose one of the two."),
    ],
)
async def test_a_wrong_window_is_told(
    house: CalendarHouse, minutes: str, reads: str, said: str
):
    """Five minutes to four hours, and one of two ways to read; else nothing changes."""
    answer = await house.post("/window", window_minutes=minutes, reads=reads)

    tenant = await tenant_of(house.lobby)
    assert answer.status_code == 422
    assert said in answer.text
    assert (tenant.window_minutes, tenant.calendar) == (30, CalendarPolicy())


async def test_an_owned_window_is_locked(house: CalendarHouse):
    """What the configuration file says stays, and the rest can be changed."""
    await own(house.lobby, "tenant.window_minutes", "calendar_rules.own_calendars")

    shown = await house.get("/window")
    await house.post("/window", window_minutes="60", reads="availability")

    tenant = await tenant_of(house.lobby)
    assert "Set in the configuration file." in shown.text
    assert (tenant.window_minutes, tenant.calendar.room_lookup) == (30, False)


async def test_an_owned_way_to_read_is_locked(house: CalendarHouse):
    """The privacy switch of the configuration file stays as it is."""
    await own(house.lobby, "calendar_rules.room_lookup")

    await house.post("/window", window_minutes="60")

    tenant = await tenant_of(house.lobby)
    assert (tenant.window_minutes, tenant.calendar.room_lookup) == (60, True)


async def test_without_script_trouble_reads_in_german(house: CalendarHouse):
    """An admin who reads German reads cause and fix in German."""
    german = replace(ADMIN, language="de")
    await house.lobby.store.for_tenant(TENANT).write(lambda n: n.users.put(german))
    house.calendars["caldav"].fail_with = TryLater()

    answer = await house.post("/connect/caldav", **CALDAV)

    assert "Die bisherige Verbindung bleibt, wie sie ist." in answer.text


async def test_no_page_of_the_integration_forgets_the_switch(house: CalendarHouse):
    """Every page and form below Integrations answers to calendar_integration (E2)."""
    pages = [
        page
        for page in page_routes(house.lobby.app)
        if page.path.startswith("/settings/integrations/")
    ]

    without = [one.path for one in pages if not isinstance(one.needs, NeedsCalendars)]

    assert len(pages) > 20
    assert without == []
