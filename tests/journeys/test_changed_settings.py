"""What somebody changes in the dashboard while a kiosk stands in the lobby."""

from kiosk_app.runners.kept_store import KeptStore
from shared.kiosk import KioskReply
from shared.kiosk_options import WelcomeButton
from tests.fakes.front_desk import FrontDesk
from tests.fakes.lobby import ADMIN, HARBOUR, HOUSE, SITE_ADMIN, TOKEN
from tests.fakes.logos import logo_file
from tests.fakes.sleeper import until

_HOUSE, _HARBOUR = f"/settings/sites/{HOUSE.id}", f"/settings/sites/{HARBOUR.id}"
_SCREENS = {
    "place_code": "1",
    "place_walk_in": "2",
    "by_name": "yes",
    "company": "optional",
    "email": "required",
    "phone": "off",
    "purpose": "off",
    "photo": "off",
    "read_seconds": "45",
    "still_there_seconds": "40",
}
_WIFI = {"security": "wpa", "ssid": "Guests of the tower", "password": "tower-4711"}


def remembered(desk: FrontDesk) -> KioskReply:
    """The configuration as it lies on the kiosk's disk."""
    store = KeptStore(desk.tray.parent / "kiosk")
    try:
        text = store.told("configuration", token=TOKEN)
    finally:
        store.close()
    assert text is not None
    return KioskReply.model_validate_json(text)


async def test_a_change_in_the_dashboard_is_on_the_kiosk_at_once(
    desk: FrontDesk,
) -> None:
    """Other buttons and questions need no restart, and nobody to touch the kiosk."""
    browser = await desk.lobby.sign_in(SITE_ADMIN)

    await browser.post(f"{_HOUSE}/kiosk", data=_SCREENS)

    await until(lambda: not desk.kiosk.journey.options.colleagues)
    options = desk.kiosk.journey.options
    assert options.buttons == (WelcomeButton.CODE, WelcomeButton.WALK_IN)
    assert options.email.value == "required"
    assert desk.kiosk.configuration.still_there_seconds == 40


async def test_a_kiosk_does_not_hear_of_another_site(desk: FrontDesk) -> None:
    """What is changed at the harbour changes nothing at the house."""
    browser = await desk.lobby.sign_in(ADMIN)
    before = desk.kiosk.configuration

    await browser.post(f"{_HARBOUR}/kiosk", data=_SCREENS)
    await browser.post(f"{_HARBOUR}/wifi", data=_WIFI)
    await browser.post(f"{_HOUSE}/hours", data={"day_0": "08:00-18:00"})
    await until(lambda: desk.kiosk.configuration.hours)

    told = desk.kiosk.configuration
    assert told.options == before.options
    assert told.guest_wifi == before.guest_wifi


async def test_a_changed_network_reaches_the_open_screen(desk: FrontDesk) -> None:
    """Whoever still reads the last screen reads the network as it is now."""
    invitation = await desk.lobby.expect()
    browser = await desk.lobby.sign_in(SITE_ADMIN)
    desk.scan(desk.lobby.pass_of(invitation))
    await desk.reads("Portico Guest")

    await browser.post(f"{_HOUSE}/wifi", data=_WIFI)

    await desk.reads("Guests of the tower")
    await desk.reads("tower-4711")
    assert "lake-4827-mint" not in desk.text()


async def test_a_second_scan_shows_the_changed_network(desk: FrontDesk) -> None:
    """Who comes back to the kiosk reads the network as it is now."""
    invitation = await desk.lobby.expect()
    browser = await desk.lobby.sign_in(SITE_ADMIN)
    await desk.lobby.check_in(code=invitation.code)

    await browser.post(f"{_HOUSE}/wifi", data=_WIFI)
    desk.scan(desk.lobby.pass_of(invitation))

    await desk.reads("You are already checked in")
    await desk.reads("Guests of the tower")


async def test_a_changed_network_reaches_what_the_kiosk_keeps(desk: FrontDesk) -> None:
    """Where the site lets it, the kiosk has the new network without its server, too."""
    browser = await desk.lobby.sign_in(SITE_ADMIN)
    await browser.post(f"{_HOUSE}/kiosk", data=_SCREENS | {"wifi_offline": "yes"})
    await until(lambda: remembered(desk).wifi is not None)

    await browser.post(f"{_HOUSE}/wifi", data=_WIFI)

    await until(lambda: remembered(desk).wifi.ssid == "Guests of the tower")
    assert remembered(desk).guest_wifi is None


async def test_a_kiosk_keeps_no_network_that_it_may_not(desk: FrontDesk) -> None:
    """Where the site does not let it, no password lies on the disk."""
    browser = await desk.lobby.sign_in(SITE_ADMIN)

    await browser.post(f"{_HOUSE}/wifi", data=_WIFI)
    await until(lambda: desk.kiosk.configuration.guest_wifi.password == "tower-4711")
    await browser.post(f"{_HOUSE}/hours", data={"day_0": "08:00-18:00"})
    await until(lambda: remembered(desk).hours)

    assert (remembered(desk).wifi, remembered(desk).guest_wifi) == (None, None)


async def test_a_new_logo_hangs_in_the_lobby_at_once(desk: FrontDesk) -> None:
    """A logo chosen in the dashboard is on the open screen, and goes when removed."""
    browser = await desk.lobby.sign_in(ADMIN)
    page = "/settings/organisation/logo"

    await browser.post(page, files={"logo": ("logo.png", logo_file())})
    await until(lambda: "Lakeside" in desk.text().splitlines())
    hung = desk.kiosk.logo
    await browser.post(f"{page}/remove")
    await until(lambda: "Lakeside" not in desk.text().splitlines())

    assert hung is not None
    assert hung.version
    await until(lambda: desk.kiosk.logo is None)
