"""The dashboard shows the PIN of a kiosk's staff page."""

from dataclasses import replace

import pytest

from shared.staff_pin import staff_pin
from tests.fakes.lobby import ADMIN, MEMBER, RECEPTION, SITE_ADMIN, TENANT, Lobby

PATH = "/kiosks/kiosk-house/pin"


def shown(pin: str) -> str:
    """A PIN as the page writes it."""
    return f"{pin[:3]}<span> </span>{pin[3:]}"


async def change(lobby: Lobby, **changes: object) -> None:
    """Let the kiosk of the house be otherwise."""
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.kiosks.put(replace(n.kiosks.get("kiosk-house"), **changes))
    )


async def test_whoever_manages_kiosks_sees_the_pin_of_the_day(lobby: Lobby):
    """The PIN that the kiosk takes today stands on the page."""
    await change(lobby, token_hash=b"h" * 32)
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post(PATH)

    assert shown(staff_pin(b"h" * 32, lobby.clock.now().date())) in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_both_pins_are_shown_while_the_key_is_renewed(lobby: Lobby):
    """Nobody has to guess whether the kiosk uses its new key already."""
    await change(lobby, token_hash=b"h" * 32, next_token_hash=b"n" * 32)
    browser = await lobby.sign_in(ADMIN)
    today = lobby.clock.now().date()

    answer = await browser.post(PATH)

    assert shown(staff_pin(b"h" * 32, today)) in answer.text
    assert shown(staff_pin(b"n" * 32, today)) in answer.text


async def test_it_is_written_down_who_looked(lobby: Lobby):
    """Each showing stands in the audit, and opening the kiosk's page shows nothing."""
    await change(lobby, token_hash=b"h" * 32)
    browser = await lobby.sign_in(ADMIN)
    pin = staff_pin(b"h" * 32, lobby.clock.now().date())

    before = await browser.get("/kiosks/kiosk-house")
    await browser.post(PATH)
    await browser.post(PATH)

    rows = await lobby.store.for_tenant(TENANT).read(
        lambda n: n.audit.of("kiosk:kiosk-house")
    )
    assert shown(pin) not in before.text
    assert [row[1:] for row in rows] == [("kiosk.pin_shown", f"user:{ADMIN.id}")] * 2


@pytest.mark.parametrize("user", [MEMBER, RECEPTION], ids=lambda user: user.id)
async def test_others_do_not_see_it(lobby: Lobby, user):
    """Reception and members do not look after kiosks."""
    browser = await lobby.sign_in(user)

    answer = await browser.post(PATH)

    assert answer.status_code == 403


async def test_a_site_admin_does_not_see_other_sites_pins(lobby: Lobby):
    """The kiosk of another building is not theirs to open."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post("/kiosks/kiosk-harbour/pin")

    assert answer.status_code == 404


async def test_a_revoked_kiosk_has_no_pin(lobby: Lobby):
    """What was taken away is not opened either."""
    await change(lobby, revoked_at=lobby.clock.now())
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(PATH)

    assert answer.status_code == 404
