"""The kiosks' page: how each is, and taking one away."""

from dataclasses import replace
from datetime import timedelta

import pytest

from admin_server.core.tenants import Kiosk
from tests.fakes.lobby import (
    ADMIN,
    HARBOUR,
    HOUSE,
    SITE_ADMIN,
    TENANT,
    TOKEN,
    Lobby,
    bearer,
)
from tests.fakes.pairing import new_device


async def change(
    lobby: Lobby, kiosk_id: str = "kiosk-house", **changes: object
) -> None:
    """Let a kiosk be otherwise."""
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.kiosks.put(replace(n.kiosks.get(kiosk_id), **changes))
    )


async def kiosk(lobby: Lobby, kiosk_id: str = "kiosk-house") -> Kiosk:
    """A kiosk as it stands."""
    found = await lobby.store.for_tenant(TENANT).read(lambda n: n.kiosks.get(kiosk_id))
    assert found is not None
    return found


async def audit(lobby: Lobby, kiosk_id: str = "kiosk-house") -> list[tuple[str, str]]:
    """What happened to a kiosk, and who did it."""
    rows = await lobby.store.for_tenant(TENANT).read(
        lambda n: n.audit.of(f"kiosk:{kiosk_id}")
    )
    return [row[1:] for row in rows]


async def test_an_admin_sees_how_every_kiosk_is(lobby: Lobby):
    """Last contact, version, waiting check-ins and printer, in words."""
    now = lobby.clock.now()
    await change(
        lobby,
        last_seen_at=now - timedelta(minutes=2),
        version="1.4.0",
        queue_length=3,
        printer="out_of_paper",
    )
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/kiosks")

    told = ("2 mins ago", "1.4.0", "3 check-ins wait", "Out of labels", "Pier")
    assert [words for words in told if words not in answer.text] == []


@pytest.mark.parametrize(("minutes", "late"), [(5, False), (6, True)])
async def test_a_silent_kiosk_stands_out(lobby: Lobby, minutes: int, late: bool):
    """After five minutes without a word the contact is amber, with a sign."""
    seen = lobby.clock.now() - timedelta(minutes=minutes)
    await change(lobby, last_seen_at=seen)
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/kiosks")

    assert ("chip overdue" in answer.text) is late


async def test_a_site_admin_sees_their_own_kiosks(lobby: Lobby):
    """The kiosks of a site that is not theirs are not on the page."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.get("/kiosks")

    assert "Front desk" in answer.text
    assert "Pier" not in answer.text


async def test_without_kiosks_the_page_says_how_to_pair_one(lobby: Lobby):
    """Whoever comes here first reads the three steps."""
    now = lobby.clock.now()
    await change(lobby, revoked_at=now)
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.get("/kiosks")

    assert "No kiosk is paired yet." in answer.text
    assert "portico-kiosk --server" in answer.text
    assert "1 revoked kiosk" in answer.text


async def test_a_kiosk_is_renamed_and_moved(lobby: Lobby):
    """The kiosk keeps its token and shows the other site at its next question."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(
        "/kiosks/kiosk-house",
        data={"name": "Side door", "site": HARBOUR.id, "reader": "right"},
    )

    told = (await lobby.get("/kiosk")).json()
    assert answer.status_code == 303
    assert (told["kiosk"], told["site"]) == ("Side door", HARBOUR.name)
    assert told["reader"] == "right"
    assert await audit(lobby) == [("kiosk.changed", f"user:{ADMIN.id}")]


async def test_a_moved_kiosk_is_told_to_look_again(lobby: Lobby):
    """A kiosk that waits for news hears of its move at once."""
    start = (await lobby.get("/kiosk/events")).json()["cursor"]
    browser = await lobby.sign_in(ADMIN)

    await browser.post(
        "/kiosks/kiosk-house",
        data={"name": "Front desk", "site": HARBOUR.id, "reader": "below"},
    )

    events = (await lobby.get("/kiosk/events", after=start)).json()["events"]
    assert {event["kind"] for event in events} == {"configuration_changed"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Fill this in."),
        ("x" * 61, "Write at most 60 characters."),
        ("pier", "Another kiosk is called so."),
    ],
)
async def test_a_name_that_does_not_fit_is_explained(lobby: Lobby, name, said):
    """What was typed stays, with a sentence how to repair it."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(
        "/kiosks/kiosk-house", data={"name": name, "site": HOUSE.id}
    )

    assert answer.status_code == 422
    assert said in answer.text
    assert (await kiosk(lobby)).name == "Front desk"


async def test_a_site_admin_cannot_move_a_kiosk_out_of_their_sites(lobby: Lobby):
    """Somebody else's lobby gets no kiosk without its admin."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.post(
        "/kiosks/kiosk-house", data={"name": "Front desk", "site": HARBOUR.id}
    )

    assert answer.status_code == 404
    assert (await kiosk(lobby)).site == HOUSE.id


async def test_what_a_file_owns_is_locked(lobby: Lobby):
    """A value of the tenant file cannot be changed here, and the page says so."""
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.change_tenant(replace(n.tenant, owned=("kiosk.Front desk.site",)))
    )
    browser = await lobby.sign_in(ADMIN)

    page = await browser.get("/kiosks/kiosk-house")
    await browser.post(
        "/kiosks/kiosk-house",
        data={"name": "Other", "site": HARBOUR.id, "reader": "left"},
    )

    changed = await kiosk(lobby)
    assert page.text.count("Set in the configuration file.") == 2
    assert (changed.name, changed.site) == ("Front desk", HOUSE.id)
    assert changed.reader == "left"


async def test_revoking_asks_first_and_says_what_happens(lobby: Lobby):
    """The button names the kiosk; looking at it changes nothing."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/kiosks/kiosk-house/revoke")

    assert "Revoke Front desk" in answer.text
    assert "forgets its token" in answer.text
    assert (await kiosk(lobby)).revoked_at is None


async def test_a_revoked_kiosk_is_nobody_any_more(lobby: Lobby):
    """Check 10: its next call is refused, with its old and its next token."""
    renewed = await lobby.http.post(
        "/api/v1/kiosk/token", json={}, headers=bearer(TOKEN)
    )
    new = renewed.json()
    browser = await lobby.sign_in(ADMIN)

    await browser.post("/kiosks/kiosk-house/revoke")
    page = await browser.get("/kiosks")

    assert (await lobby.get("/kiosk")).status_code == 401
    assert (await lobby.get("/kiosk", token=new["token"])).status_code == 401
    assert "Front desk is revoked." in page.text
    assert (await audit(lobby))[-1] == ("kiosk.revoked", f"user:{ADMIN.id}")


async def test_a_kiosk_revoked_twice_was_revoked_once(lobby: Lobby):
    """Pressing the button twice does not change the day."""
    browser = await lobby.sign_in(ADMIN)
    await browser.post("/kiosks/kiosk-house/revoke")
    first = (await kiosk(lobby)).revoked_at
    lobby.clock.forward(minutes=5)

    await browser.post("/kiosks/kiosk-house/revoke")

    assert (await kiosk(lobby)).revoked_at == first


async def test_a_revoked_kiosk_cannot_be_changed_or_replaced(lobby: Lobby):
    """What is revoked stays so; a new device is paired as a new kiosk."""
    await change(lobby, revoked_at=lobby.clock.now())
    browser = await lobby.sign_in(ADMIN)
    device = await new_device(lobby)

    changed = await browser.post("/kiosks/kiosk-house", data={"name": "X"})
    replaced = await browser.post(
        "/pair/approve", data={"code": device.code, "replaces": "kiosk-house"}
    )
    seen = await browser.get("/kiosks/kiosk-house")

    assert (changed.status_code, replaced.status_code) == (404, 404)
    assert "This kiosk was revoked on 23 November 2026." in seen.text


async def test_germans_read_german(lobby: Lobby):
    """The page speaks the language of whoever reads it."""
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.users.put(replace(ADMIN, language="de"))
    )
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/kiosks")

    assert "Terminal koppeln" in answer.text
    assert "Unter dem Bildschirm" in answer.text


async def test_a_name_with_markup_is_only_a_name(lobby: Lobby):
    """Check 25: whatever somebody calls a kiosk is shown as text."""
    await change(lobby, name="<b>desk</b>", version="<i>1</i>")
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get("/kiosks")

    assert "&lt;b&gt;desk&lt;/b&gt;" in answer.text
    assert "<i>1</i>" not in answer.text
