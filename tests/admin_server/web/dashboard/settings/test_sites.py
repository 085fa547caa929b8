from datetime import time

import pytest

from admin_server.core.places import Hours, Wifi
from shared.wifi import WifiSecurity
from tests.fakes.lobby import ADMIN, HARBOUR, HOUSE, RECEPTION, SITE_ADMIN, Lobby
from tests.fakes.owning import ask, events, own, told_sites

_HOUSE = f"/settings/sites/{HOUSE.id}"
_HARBOUR = f"/settings/sites/{HARBOUR.id}"
_PLACE = {
    "name": "Lakeside Tower",
    "address": "Lake Road 2",
    "time_zone": "Europe/Berlin",
    "reception": "Straight on",
    "directions": "Tram 7\nthen two minutes",
}
_WIFI = {"security": "wpa3", "ssid": "Tower", "password": "tower-4711", "hidden": "yes"}
_PARTS = ["", "/wifi", "/hours"]


async def house(lobby: Lobby):
    return await ask(lobby, lambda n: n.sites.get(HOUSE.id))


async def test_a_site_is_saved(lobby: Lobby):
    """A site's place is changed, noted, and its own kiosks are told."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post(_HOUSE, data=_PLACE)

    site = await house(lobby)
    assert answer.status_code == 303
    assert (site.name, site.address) == ("Lakeside Tower", "Lake Road 2")
    assert site.directions == "Tram 7\nthen two minutes"
    assert site.wifi == HOUSE.wifi
    assert await events(lobby) == [("site.changed", f"user:{SITE_ADMIN.id}")]
    assert await told_sites(lobby) == [HOUSE.id]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Fill this in."),
        ("time_zone", "Zurich", "We do not know this time zone."),
        ("time_zone", "", "Fill this in."),
        ("directions", "x" * 501, "at most 500"),
    ],
)
async def test_a_wrong_place_is_told(lobby: Lobby, field: str, value: str, said: str):
    """What does not fit is named at its field, and nothing is saved."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(_HOUSE, data={**_PLACE, field: value})

    assert answer.status_code == 422
    assert said in answer.text
    assert await house(lobby) == HOUSE


@pytest.mark.parametrize("field", list(_PLACE))
async def test_an_owned_place_is_locked(lobby: Lobby, field: str):
    """What the configuration file says of a site stays, whatever is sent."""
    await own(lobby, f"site.house.{field}")
    browser = await lobby.sign_in(ADMIN)

    shown = await browser.get(_HOUSE)
    await browser.post(_HOUSE, data=_PLACE)

    assert "Set in the configuration file." in shown.text
    assert getattr(await house(lobby), field) == getattr(HOUSE, field)


async def test_a_new_site_gets_a_key_of_its_own(lobby: Lobby):
    """Two sites with one name are two sites."""
    browser = await lobby.sign_in(ADMIN)

    await browser.post("/settings/sites/new", data={**_PLACE, "name": "Hôuse"})
    await browser.post("/settings/sites/new", data={**_PLACE, "name": "大阪"})

    keys = {site.key for site in await ask(lobby, lambda n: n.sites.all())}
    assert {"house", "house-2", "harbour"} < keys
    assert len(keys) == 4


async def test_a_new_site_needs_a_name(lobby: Lobby):
    """An empty form adds no site."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post("/settings/sites/new", data={"time_zone": "UTC"})

    assert answer.status_code == 422
    assert len(await ask(lobby, lambda n: n.sites.all())) == 2


async def test_a_site_admin_adds_no_site(lobby: Lobby):
    """Adding a site is the organisation's business."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post("/settings/sites/new", data=_PLACE)

    assert answer.status_code == 403


@pytest.mark.parametrize("part", _PARTS)
async def test_another_site_is_not_there(lobby: Lobby, part: str):
    """A site admin neither sees nor changes a site that is not theirs."""
    browser = await lobby.sign_in(SITE_ADMIN)

    seen = await browser.get(f"{_HARBOUR}{part}")
    sent = await browser.post(f"{_HARBOUR}{part}", data={**_PLACE, **_WIFI})
    listed = await browser.get("/settings/sites")

    assert (seen.status_code, sent.status_code) == (404, 404)
    assert "Harbour Street" not in listed.text
    assert await ask(lobby, lambda n: n.sites.get(HARBOUR.id)) == HARBOUR


@pytest.mark.parametrize("part", _PARTS)
async def test_reception_changes_no_site(lobby: Lobby, part: str):
    """Reception does not set Wi-Fi or hours."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await browser.post(f"{_HOUSE}{part}", data={**_PLACE, **_WIFI})

    assert answer.status_code == 403
    assert await house(lobby) == HOUSE


async def test_the_guest_network_is_saved(lobby: Lobby):
    """A new network with its password is kept and noted."""
    browser = await lobby.sign_in(SITE_ADMIN)

    await browser.post(f"{_HOUSE}/wifi", data=_WIFI)

    site = await house(lobby)
    assert site.wifi == Wifi("Tower", WifiSecurity.WPA3, "tower-4711", hidden=True)
    assert await events(lobby) == [("site.wifi_changed", f"user:{SITE_ADMIN.id}")]
    assert await told_sites(lobby) == [HOUSE.id]


async def test_an_empty_password_keeps_the_present_one(lobby: Lobby):
    """Renaming the network does not need its password."""
    browser = await lobby.sign_in(SITE_ADMIN)

    await browser.post(f"{_HOUSE}/wifi", data={"security": "wpa", "ssid": "New"})

    site = await house(lobby)
    assert site.wifi == Wifi("New", WifiSecurity.WPA, "lake-4827-mint")


@pytest.mark.parametrize(
    ("sent", "wifi"),
    [
        ({"security": "none"}, None),
        ({"security": "open", "ssid": "Free"}, Wifi("Free", WifiSecurity.OPEN)),
    ],
)
async def test_a_network_can_go_or_be_open(lobby: Lobby, sent: dict, wifi):
    """A site may have no guest network, or one without a password."""
    browser = await lobby.sign_in(SITE_ADMIN)

    await browser.post(f"{_HOUSE}/wifi", data=sent)

    assert (await house(lobby)).wifi == wifi


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"security": "none", "ssid": "Guest"}, "Choose how the network is protected"),
        ({"security": "wep", "ssid": "Guest"}, "Choose one from the list."),
        ({"security": "wpa", "ssid": ""}, "Fill this in."),
        ({"security": "wpa", "ssid": "ü" * 17}, "at most 32 signs"),
        ({"security": "wpa", "ssid": "G", "password": "short"}, "8 to 63 signs"),
    ],
)
async def test_a_wrong_network_is_told(lobby: Lobby, sent: dict, said: str):
    """What no network can be is named, and nothing is saved."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post(f"{_HOUSE}/wifi", data=sent)

    assert answer.status_code == 422
    assert said in answer.text
    assert await house(lobby) == HOUSE


async def test_the_password_is_shown_only_when_asked(lobby: Lobby):
    """The page hides the password until somebody asks for it."""
    browser = await lobby.sign_in(SITE_ADMIN)

    hidden = await browser.get(f"{_HOUSE}/wifi")
    shown = await browser.post(f"{_HOUSE}/wifi", data={"show": "yes"})

    assert "lake-4827-mint" not in hidden.text
    assert "lake-4827-mint" in shown.text
    assert await events(lobby) == []


async def test_an_owned_network_is_locked(lobby: Lobby):
    """A network from the configuration file stays as it is."""
    await own(lobby, "site.house.wifi")
    browser = await lobby.sign_in(SITE_ADMIN)

    shown = await browser.get(f"{_HOUSE}/wifi")
    await browser.post(f"{_HOUSE}/wifi", data=_WIFI)

    assert "Set in the configuration file." in shown.text
    assert await house(lobby) == HOUSE


async def test_opening_hours_are_saved(lobby: Lobby):
    """A day may have several stretches, and an empty day is closed."""
    browser = await lobby.sign_in(SITE_ADMIN)
    sent = {"day_0": "08:00–12:00, 13:00–17:30", "day_4": "9-12"}

    await browser.post(f"{_HOUSE}/hours", data=sent)

    assert (await house(lobby)).hours == (
        Hours(0, time(8), time(12)),
        Hours(0, time(13), time(17, 30)),
        Hours(4, time(9), time(12)),
    )
    shown = await browser.get(f"{_HOUSE}/hours")
    assert 'value="08:00–12:00, 13:00–17:30"' in shown.text


async def test_a_site_can_be_open_always(lobby: Lobby):
    """Ticking the box takes all hours away."""
    browser = await lobby.sign_in(SITE_ADMIN)
    await browser.post(f"{_HOUSE}/hours", data={"day_0": "8-12"})

    await browser.post(f"{_HOUSE}/hours", data={"always": "yes", "day_0": "8-12"})

    assert (await house(lobby)).hours == ()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"day_2": "nine to five"}, "are no hours such as"),
        ({}, "Write hours for at least one day"),
    ],
)
async def test_wrong_hours_are_told(lobby: Lobby, sent: dict, said: str):
    """What are no hours is named at its day, and nothing is saved."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post(f"{_HOUSE}/hours", data=sent)

    assert answer.status_code == 422
    assert said in answer.text
    assert await house(lobby) == HOUSE


async def test_owned_hours_are_locked(lobby: Lobby):
    """Hours from the configuration file stay as they are."""
    await own(lobby, "site.house.hours")
    browser = await lobby.sign_in(SITE_ADMIN)

    await browser.post(f"{_HOUSE}/hours", data={"day_0": "8-12"})

    assert await house(lobby) == HOUSE
