from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from admin_server.core.connections import Access, CalendarPolicy
from admin_server.core.errors import ConsentNeeded, ConsentReason, TryLater
from admin_server.core.ports import Group
from tests.fakes.calendar_house import (
    MICROSOFT,
    PATH,
    RIGHT,
    CalendarHouse,
    open_calendar_house,
)
from tests.fakes.lobby import SITE_ADMIN, TENANT
from tests.fakes.owning import events, own, tenant_of

APP = {"client_id": "hosts-app", "secret": RIGHT, "secret_ends": "2027-01-31"}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[CalendarHouse]:
    """A lobby with a connected Microsoft 365, whose directory knows groups."""
    async with open_calendar_house(tmp_path) as opened:
        await opened.post("/connect/microsoft", **MICROSOFT)
        yield opened


async def test_hosts_are_let_in_and_told_who_helps(house: CalendarHouse):
    """An admin switches own calendars on and names who helps (A49)."""
    answer = await house.post(
        "/own", own_calendars="yes", support="it@lakeside.example"
    )

    tenant = await tenant_of(house.lobby)
    assert answer.headers["location"] == f"{PATH}/own"
    assert tenant.calendar == CalendarPolicy(
        own_calendars=True, support="it@lakeside.example"
    )
    assert (await events(house.lobby))[0][0] == "tenant.calendar_rules_changed"


async def test_they_can_be_switched_off_again(house: CalendarHouse):
    """An unticked box and an empty line take both away."""
    await house.post("/own", own_calendars="yes", support="it@lakeside.example")

    await house.post("/own", support="")

    assert (await tenant_of(house.lobby)).calendar == CalendarPolicy()


async def test_too_long_a_contact_is_told(house: CalendarHouse):
    """What does not fit is named, and nothing is saved."""
    answer = await house.post("/own", own_calendars="yes", support="x" * 201)

    assert answer.status_code == 422
    assert "at most 200" in answer.text
    assert (await tenant_of(house.lobby)).calendar == CalendarPolicy()


async def test_owned_rules_are_locked(house: CalendarHouse):
    """What the configuration file permits stays, whatever is sent."""
    await own(
        house.lobby,
        "calendar_rules.own_calendars",
        "calendar_rules.support",
        "calendar_rules.group",
    )

    shown = await house.get("/own")
    await house.post("/own", own_calendars="yes", support="me")
    group = await house.post("/own/group", group="group-1", group_name="Hosts")

    assert shown.text.count("Set in the configuration file.") == 3
    assert group.status_code == 404
    assert (await tenant_of(house.lobby)).calendar == CalendarPolicy()


async def test_a_group_is_found_and_chosen(house: CalendarHouse):
    """An admin lets only one group of the directory connect (A48)."""
    shown = await house.get("/own/group?q=host")
    await house.post("/own/group", group="group-1", group_name="Hosts")

    policy = (await tenant_of(house.lobby)).calendar
    after = await house.get("/own")
    again = await house.get("/own/group")
    assert "Hosts" in shown.text
    assert "Leaders" not in shown.text
    assert (policy.group, policy.group_name) == ("group-1", "Hosts")
    assert "Members of the group “Hosts”." in after.text
    assert "Chosen" in again.text


async def test_everybody_may_again(house: CalendarHouse):
    """The restriction is taken away by one button."""
    await house.post("/own/group", group="group-1", group_name="Hosts")

    await house.post("/own/group")

    assert (await tenant_of(house.lobby)).calendar == CalendarPolicy()


async def test_many_groups_are_searched(house: CalendarHouse):
    """A large directory shows the first fifty and says how many more there are."""
    house.directory.known = [Group(f"g{n}", f"Group {n:03}") for n in range(60)]

    every = await house.get("/own/group")
    none = await house.get("/own/group?q=zebra")

    assert "10 more groups" in every.text
    assert "No group has a name like that." in none.text


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (TryLater(), "does not answer"),
        (
            ConsentNeeded(ConsentReason.PERMISSION_MISSING, "GroupMember.Read.All"),
            "GroupMember.Read.All",
        ),
    ],
)
async def test_a_directory_that_cannot_be_read_is_told(
    house: CalendarHouse, trouble: Exception, said: str
):
    """A missing permission is named by its name (A45)."""
    house.directory.fail_with = trouble

    answer = await house.get("/own/group")

    assert said in answer.text


async def test_without_a_directory_there_are_no_groups(house: CalendarHouse):
    """CalDAV knows no groups, so none can be chosen."""
    await house.post("/disconnect")

    page = await house.get("/own")
    groups = await house.get("/own/group")

    assert "A group can be chosen once" in page.text
    assert groups.status_code == 404


async def test_too_long_a_group_is_not_taken(house: CalendarHouse):
    """Nobody's form sends such a group."""
    answer = await house.post("/own/group", group="g" * 500)

    assert answer.status_code == 404


@pytest.mark.parametrize("kind", ["microsoft", "google"])
async def test_a_registration_is_saved_sealed(house: CalendarHouse, kind: str):
    """Client ID and secret are saved for hosts' consents; the secret never shows."""
    answer = await house.post(f"/own/{kind}", **APP)

    saved, shown = await house.app(kind), await house.get(f"/own/{kind}")
    assert answer.headers["location"] == f"{PATH}/own"
    assert (saved.access, saved.settings["client_id"]) == (Access.CLIENT, "hosts-app")
    assert house.secret_of(saved) == RIGHT
    assert saved.secret_ends_at == datetime(2027, 1, 31, tzinfo=UTC)
    assert RIGHT not in shown.text
    assert "Saved on" in shown.text
    assert "/api/v1/integrations/oauth/callback" in shown.text
    assert "Calendars.Read" in shown.text


async def test_the_organisations_connection_is_not_touched(house: CalendarHouse):
    """A registration reads nothing and takes nobody's place."""
    await house.post("/own/microsoft", **APP)

    assert (await house.organisation()).settings["client_id"] == "6731de76"


async def test_a_registration_without_a_way_there_is_not_saved(house: CalendarHouse):
    """Where the provider's sign-in cannot be found, what was saved stays (16)."""
    await house.post("/own/microsoft", **APP)
    before = await house.app("microsoft")
    house.consents["microsoft"].cannot_begin = ConsentNeeded(
        ConsentReason.EXPIRED, "AADSTS90002"
    )

    answer = await house.post("/own/microsoft", **{**APP, "client_id": "another"})

    assert answer.status_code == 422
    assert "does not know the organisation" in answer.text
    assert await house.app("microsoft") == before


async def test_a_registration_s_secret_may_stay(house: CalendarHouse):
    """Left empty, the secret stays; for another app it is asked for again."""
    await house.post("/own/microsoft", **APP)
    before = await house.app("microsoft")

    await house.post("/own/microsoft", **{**APP, "secret": "", "secret_ends": ""})
    other = await house.post("/own/microsoft", client_id="another", secret="")

    after = await house.app("microsoft")
    assert after.sealed_secret == before.sealed_secret
    assert after.secret_ends_at is None
    assert "enter it once more" in other.text


async def test_a_registration_whose_secret_is_lost_is_told(house: CalendarHouse):
    """A secret that cannot be opened here is named, and not taken for a right one."""
    await house.post("/own/microsoft", **APP)
    saved = await house.app("microsoft")
    await house.lobby.store.for_tenant(TENANT).write(
        lambda n: n.connections.put(replace(saved, sealed_secret="broken"))
    )

    answer = await house.post("/own/microsoft", **{**APP, "secret": ""})

    assert "cannot be opened on this server" in answer.text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("client_id", "", "Fill this in."),
        ("secret", "", "Fill this in."),
        ("secret_ends", "31.1.2027", "Write a day such as"),
        ("login_url", "http://login.example", "begins with https://"),
    ],
)
async def test_a_wrong_registration_is_told(
    house: CalendarHouse, field: str, value: str, said: str
):
    """What does not fit is named at its field, and nothing is saved."""
    answer = await house.post("/own/microsoft", **{**APP, field: value})

    assert answer.status_code == 422
    assert said in answer.text
    assert await house.app("microsoft") is None


async def test_a_file_s_registration_is_locked(house: CalendarHouse):
    """A registration of the configuration file is shown and stays."""
    await house.post("/own/google", **APP)
    await own(house.lobby, "calendar_app.google")
    before = await house.app("google")

    shown = await house.get("/own/google")
    await house.post("/own/google", **{**APP, "client_id": "another"})

    assert "Set in the configuration file." in shown.text
    assert await house.app("google") == before


@pytest.mark.parametrize("kind", ["caldav", "abacus"])
async def test_there_is_no_registration_of_others(house: CalendarHouse, kind: str):
    """At CalDAV nobody consents, so there is nothing to register."""
    answer = await house.get(f"/own/{kind}")

    assert answer.status_code == 404


async def test_a_site_admin_lets_nobody_connect(house: CalendarHouse):
    """Who may connect is the organisation's to say."""
    policy = await house.post("/own", SITE_ADMIN, own_calendars="yes")
    app = await house.post("/own/microsoft", SITE_ADMIN, **APP)

    assert (policy.status_code, app.status_code) == (403, 403)
    assert not (await tenant_of(house.lobby)).calendar.own_calendars
