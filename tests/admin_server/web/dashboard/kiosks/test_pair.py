"""Approving a kiosk: the code, who asks, yes or no."""

import asyncio
import itertools
from dataclasses import replace

import pytest

from tests.fakes.lobby import (
    ADMIN,
    HARBOUR,
    HOUSE,
    RECEPTION,
    SITE_ADMIN,
    TENANT,
    TOKEN,
    Lobby,
)
from tests.fakes.pairing import new_device

WRONG = "BBBB-BBBB"


async def test_the_qr_code_brings_the_code_along(lobby: Lobby):
    """Whoever scans the kiosk's QR code need not type."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/pair?code=BCDF-GHJK")

    assert 'value="BCDF-GHJK"' in answer.text


@pytest.mark.parametrize("write", [str.lower, str, lambda code: code.replace("-", " ")])
async def test_the_page_says_what_asks(lobby: Lobby, write):
    """Version, time and address are shown before anybody says yes."""
    device = await new_device(lobby, version="1.2.3")
    lobby.clock.forward(minutes=2)
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post("/pair", data={"code": write(device.code)})

    assert answer.status_code == 200
    told = (device.code, "1.2.3", "2 mins ago", "127.0.0.1", "Approve", "Deny")
    assert [words for words in told if words not in answer.text] == []


async def test_only_own_sites_can_be_chosen(lobby: Lobby):
    """A site admin pairs kiosks for their own lobby."""
    device = await new_device(lobby)
    browser = await lobby.sign_in(SITE_ADMIN)

    page = await browser.post("/pair", data={"code": device.code})
    forged = await browser.post(
        "/pair/approve",
        data={"code": device.code, "name": "Mine", "site": HARBOUR.id},
    )

    assert HOUSE.name in page.text
    assert HARBOUR.name not in page.text
    assert forged.status_code == 404
    assert (await device.ask()).json()["error"] == "authorization_pending"


async def test_reception_pairs_no_kiosks(lobby: Lobby):
    """Pairing is an admin's business."""
    browser = await lobby.sign_in(RECEPTION)

    assert (await browser.get("/pair")).status_code == 403


async def test_after_approving_the_page_says_what_happens_next(lobby: Lobby):
    """The admin reads that the kiosk will welcome visitors in a few seconds."""
    device = await new_device(lobby)
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(
        "/pair/approve",
        data={"code": device.code, "name": "Gate", "site": HOUSE.id},
        follow_redirects=True,
    )

    assert answer.url.path.endswith("/paired")
    assert "Gate is approved" in answer.text
    assert "in a few seconds" in answer.text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"name": ""}, "Fill this in."),
        ({"name": "Front desk"}, "Another kiosk is called so."),
    ],
)
async def test_a_name_that_does_not_fit_decides_nothing(lobby: Lobby, data, said):
    """The form comes back with the reason, and the kiosk still waits."""
    device = await new_device(lobby)
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(
        "/pair/approve", data={"code": device.code, "site": HOUSE.id, **data}
    )

    assert answer.status_code == 422
    assert said in answer.text
    assert (await device.ask()).json()["error"] == "authorization_pending"


async def test_a_code_decides_once(lobby: Lobby):
    """Check 13: whoever comes second finds no kiosk with this code."""
    device = await new_device(lobby)
    browser = await lobby.sign_in(ADMIN)
    data = {"code": device.code, "name": "Gate", "site": HOUSE.id}
    await browser.post("/pair/approve", data=data)

    again = await browser.post("/pair/approve", data=data | {"name": "Gate 2"})

    assert again.status_code == 422
    assert "No kiosk shows this code" in again.text


@pytest.mark.parametrize("code", ["", "BCDF", "AEIO-UAEI", "12345678"])
async def test_what_is_no_code_is_said_so_and_counts_for_nothing(lobby: Lobby, code):
    """A typing error is no guess."""
    device = await new_device(lobby)
    browser = await lobby.sign_in(ADMIN)
    wrong = [await browser.post("/pair", data={"code": code}) for _ in range(6)]

    answer = await browser.post("/pair", data={"code": device.code})

    assert {one.status_code for one in wrong} == {422}
    assert answer.status_code == 200


async def test_five_wrong_codes_and_the_right_one_has_to_wait(lobby: Lobby):
    """Check 13: codes cannot be guessed, not even by an admin."""
    device = await new_device(lobby)
    browser = await lobby.sign_in(ADMIN)
    [await browser.post("/pair", data={"code": WRONG}) for _ in range(5)]

    answer = await browser.post("/pair", data={"code": device.code})

    assert answer.status_code == 422
    assert "Too many wrong codes." in answer.text


@pytest.mark.parametrize("path", ["/pair", "/pair/approve", "/pair/deny"])
async def test_every_way_to_try_a_code_is_counted(lobby: Lobby, path: str):
    """Whoever skips the page is counted all the same, in every session."""
    browsers = [await lobby.sign_in(ADMIN) for _ in range(5)]
    [await browser.post(path, data={"code": WRONG}) for browser in browsers]
    fresh = await lobby.sign_in(ADMIN)

    answer = await fresh.post("/pair", data={"code": WRONG})

    assert "Too many wrong codes." in answer.text


async def test_a_replaced_kiosk_keeps_its_place(lobby: Lobby):
    """The new device takes name and site; the old one stops when it has."""
    device = await new_device(lobby, version="9.9")
    browser = await lobby.sign_in(ADMIN)
    page = await browser.get("/pair?replaces=kiosk-house")
    approved = await browser.post(
        "/pair/approve", data={"code": device.code, "replaces": "kiosk-house"}
    )
    before = await lobby.get("/kiosk", token=TOKEN)

    told = (await device.ask()).json()
    after = await lobby.get("/kiosk", token=TOKEN)
    new = await lobby.get("/kiosk", token=told["token"])

    assert "Replace Front desk" in page.text
    assert approved.headers["location"] == "/kiosks/kiosk-house/paired"
    assert (before.status_code, after.status_code) == (200, 401)
    assert (new.json()["kiosk"], new.json()["site"]) == ("Front desk", HOUSE.name)


@pytest.mark.parametrize("path", ["/pair", "/pair/approve", "/pair/deny"])
async def test_only_own_kiosks_can_be_replaced(lobby: Lobby, path: str):
    """Nobody takes the place of a kiosk that is not theirs."""
    device = await new_device(lobby)
    browser = await lobby.sign_in(SITE_ADMIN)

    asked = await browser.get("/pair?replaces=kiosk-harbour")
    forged = await browser.post(
        path, data={"code": device.code, "replaces": "kiosk-harbour"}
    )

    assert (asked.status_code, forged.status_code) == (404, 404)


async def test_every_decision_is_in_the_audit(lobby: Lobby):
    """Who approved and who denied a kiosk can be read later."""
    device, other = await new_device(lobby), await new_device(lobby)
    browser = await lobby.sign_in(ADMIN)
    answer = await browser.post(
        "/pair/approve",
        data={"code": device.code, "name": "Gate", "site": HOUSE.id},
    )
    await browser.post("/pair/deny", data={"code": other.code})
    await device.ask()

    kiosk = answer.headers["location"].split("/")[2]
    rows = await lobby.store.for_tenant(TENANT).read(
        lambda n: n.audit.of(f"kiosk:{kiosk}")
    )
    assert [row[1:] for row in rows] == [
        ("kiosk.approved", f"user:{ADMIN.id}"),
        ("kiosk.paired", f"kiosk:{kiosk}"),
    ]


async def test_an_approved_kiosk_waits_in_the_list(lobby: Lobby):
    """Until the device has come, the list says that it has not."""
    device = await new_device(lobby)
    browser = await lobby.sign_in(ADMIN)
    await browser.post(
        "/pair/approve", data={"code": device.code, "name": "Gate", "site": HOUSE.id}
    )

    before = (await browser.get("/kiosks")).text
    await device.ask()
    after = (await browser.get("/kiosks")).text

    assert "Not paired yet" in before
    assert "Not seen yet" in after


async def test_a_german_admin_reads_german(lobby: Lobby):
    """The page speaks the language of whoever reads it."""
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.users.put(replace(ADMIN, language="de"))
    )
    device = await new_device(lobby)
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post("/pair", data={"code": device.code})

    assert "Ein Terminal möchte gekoppelt werden" in answer.text


async def test_guesses_at_once_count_one_by_one(lobby: Lobby):
    """Thirty wrong codes in the same moment are five guesses and twenty-five refusals."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answers = await asyncio.gather(
        *[
            browser.post("/pair", data={"code": f"BBBB-BB{one}{two}"})
            for one, two in itertools.product("BCDFGH", "BCDFG")
        ]
    )

    told = ["No kiosk shows this code" in answer.text for answer in answers]
    assert (len(told), told.count(True)) == (30, 5)
