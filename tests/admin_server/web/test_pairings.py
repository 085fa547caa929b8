"""How a device gets its token, and how a token grows old."""

import asyncio
from dataclasses import replace

import pytest

from tests.fakes.lobby import (
    ADMIN,
    HOUSE,
    OTHER_ADMIN,
    OTHER_TENANT,
    TENANT,
    TOKEN,
    Lobby,
    bearer,
)
from tests.fakes.pairing import Device, new_device

APPROVAL = {"name": "Loading bay", "site": HOUSE.id, "reader": "left"}


async def approve(lobby: Lobby, device: Device, **changes: str) -> None:
    """An admin types the code and says yes."""
    browser = await lobby.sign_in(ADMIN)
    answer = await browser.post(
        "/pair/approve", data=APPROVAL | {"code": device.code} | changes
    )
    assert answer.status_code == 303


async def kiosks(lobby: Lobby):
    """The tenant's kiosks, by name."""
    found = await lobby.store.for_tenant(TENANT).read(lambda n: n.kiosks.all())
    return {kiosk.name: kiosk for kiosk in found}


async def test_a_device_is_given_a_code_and_where_to_type_it(lobby: Lobby):
    """Check 13: eight letters, ten minutes, and an address with and without the code."""
    answer = await lobby.http.post("/api/v1/pairings", json={"version": "1.2.3"})

    told = answer.json()
    assert answer.status_code == 201
    assert len(told["code"]) == 9
    assert set(told["code"].replace("-", "")) <= set("BCDFGHJKLMNPQRSTVWXZ")
    assert told["address"].endswith("/pair")
    assert told["address_with_code"] == f"{told['address']}?code={told['code']}"
    assert (told["expires_in"], told["interval"]) == (600, 5)


async def test_an_approved_device_gets_a_token_that_works_at_its_site(lobby: Lobby):
    """Statement 36: from a code to a kiosk that belongs to its site."""
    device = await new_device(lobby)
    pending = await device.ask()

    await approve(lobby, device)
    answer = await device.ask()

    told = answer.json()
    assert pending.json()["error"] == "authorization_pending"
    assert answer.status_code == 200
    assert (told["tenant"], told["site"]) == ("Lakeside", "Lakeside House")
    configuration = (await lobby.get("/kiosk", token=told["token"])).json()
    assert configuration["kiosk"] == "Loading bay"
    assert configuration["reader"] == "left"
    assert configuration["token_made_at"] is not None


async def test_a_token_is_given_once(lobby: Lobby):
    """Statement 36: the code and the secret are worth nothing afterwards."""
    device = await new_device(lobby)
    await approve(lobby, device)
    await device.ask()

    again = await device.ask()

    assert (again.status_code, again.json()["error"]) == (400, "expired_token")


async def test_two_questions_at_once_get_one_token(lobby: Lobby):
    """However a device asks, there is one token."""
    device = await new_device(lobby)
    await approve(lobby, device)

    answers = await asyncio.gather(*(device.ask() for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]


@pytest.mark.sqlite_only("it reads the file, and the rows are the same elsewhere")
async def test_neither_code_nor_secret_nor_token_is_kept(lobby: Lobby):
    """Check 14: whoever reads the database finds hashes only."""
    device = await new_device(lobby)
    await approve(lobby, device)
    token = (await device.ask()).json()["token"]

    kept = b"".join(
        file.read_bytes() for file in lobby.folder.glob("portico.db*") if file.is_file()
    )
    assert device.secret.encode() not in kept
    assert token.encode() not in kept
    assert device.code.encode() not in kept
    assert device.code.replace("-", "").encode() not in kept


async def test_a_denied_device_is_told_so(lobby: Lobby):
    """A device that nobody knows hears no."""
    device = await new_device(lobby)
    browser = await lobby.sign_in(ADMIN)
    await browser.post("/pair/deny", data={"code": device.code})

    answer = await device.ask()

    assert (answer.status_code, answer.json()["error"]) == (400, "access_denied")


async def test_a_code_lives_ten_minutes(lobby: Lobby):
    """Check 13: after ten minutes device and admin have to begin again."""
    device = await new_device(lobby)
    lobby.clock.forward(minutes=10)
    browser = await lobby.sign_in(ADMIN)

    typed = await browser.post("/pair", data={"code": device.code})
    answer = await device.ask()

    assert "No kiosk shows this code" in typed.text
    assert answer.json()["error"] == "expired_token"


async def test_a_device_that_asks_too_soon_is_slowed(lobby: Lobby):
    """A device that does not wait is told to wait longer."""
    device = await new_device(lobby)
    await device.ask()

    hasty = await lobby.http.post(
        "/api/v1/pairings/token", json={"device_secret": device.secret}
    )

    assert (hasty.status_code, hasty.json()["error"]) == (400, "slow_down")


async def test_an_unknown_secret_learns_nothing(lobby: Lobby):
    """Whoever makes secrets up is told the same as whoever came too late."""
    answer = await lobby.http.post(
        "/api/v1/pairings/token", json={"device_secret": "made-up"}
    )

    assert (answer.status_code, answer.json()["error"]) == (400, "expired_token")


async def test_one_address_cannot_flood_the_server_with_pairings(lobby: Lobby):
    """Check 13: ten codes a minute and address are enough for everybody."""
    first = [await lobby.http.post("/api/v1/pairings", json={}) for _ in range(10)]

    answer = await lobby.http.post("/api/v1/pairings", json={})

    assert {one.status_code for one in first} == {201}
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


async def test_old_pairings_are_forgotten(lobby: Lobby):
    """What nobody decided about does not pile up."""
    device = await new_device(lobby)
    lobby.clock.forward(minutes=11)

    await new_device(lobby)

    assert await lobby.store.before_tenant.forget_pairings(
        before=lobby.clock.now()
    ) == (0)
    assert (await device.ask()).json()["error"] == "expired_token"


@pytest.mark.parametrize("path", ["/pairings", "/pairings/token"])
async def test_a_kiosks_token_does_not_belong_to_pairing(lobby: Lobby, path: str):
    """Statement 36: a token opens nothing but the kiosk's own calls."""
    answer = await lobby.http.post(
        f"/api/v1{path}", json={"device_secret": "x"}, headers=bearer(TOKEN)
    )

    assert (answer.status_code, answer.json()["error"]) == (403, "not_allowed")


async def test_a_kiosk_revoked_before_it_came_gets_no_token(lobby: Lobby):
    """An admin who changes their mind in time is obeyed."""
    device = await new_device(lobby)
    await approve(lobby, device)
    kiosk = (await kiosks(lobby))["Loading bay"]
    browser = await lobby.sign_in(ADMIN)
    await browser.post(f"/kiosks/{kiosk.id}/revoke")

    answer = await device.ask()

    assert answer.json()["error"] == "access_denied"


async def test_another_organisations_admin_makes_it_their_own(lobby: Lobby):
    """A device belongs to whoever stands before it and approves it, and to nobody else."""
    device = await new_device(lobby)
    browser = await lobby.sign_in(OTHER_ADMIN, tenant=OTHER_TENANT)
    await browser.post("/pair/approve", data=APPROVAL | {"code": device.code})

    told = (await device.ask()).json()

    assert told["tenant"] == "Elsewhere"
    assert "Loading bay" not in await kiosks(lobby)


async def renewed(lobby: Lobby) -> dict[str, str]:
    """Ask for the kiosk's next token."""
    answer = await lobby.http.post(
        "/api/v1/kiosk/token", json={}, headers=bearer(TOKEN)
    )
    told: dict[str, str] = answer.json()
    return told


async def test_the_old_token_counts_until_the_new_one_is_used(lobby: Lobby):
    """Check 14: a kiosk that loses the answer on the way is not locked out."""
    new = await renewed(lobby)

    before = await lobby.get("/kiosk", token=TOKEN)
    first = await lobby.get("/kiosk", token=new["token"])
    after = await lobby.get("/kiosk", token=TOKEN)

    assert (before.status_code, first.status_code, after.status_code) == (200, 200, 401)


async def test_a_token_asked_for_twice_is_the_newest(lobby: Lobby):
    """A kiosk that asks again gets another one; the first is worth nothing."""
    lost, new = await renewed(lobby), await renewed(lobby)

    assert (await lobby.get("/kiosk", token=lost["token"])).status_code == 401
    assert (await lobby.get("/kiosk", token=new["token"])).status_code == 200


async def test_a_kiosk_is_asked_to_renew_after_a_month(lobby: Lobby):
    """Every thirty days a kiosk is given another token."""
    new = await renewed(lobby)
    young = await report(lobby, new["token"])
    lobby.clock.forward(days=30)

    old = await report(lobby, new["token"])

    assert (young["renew_token"], old["renew_token"]) == (False, True)


async def test_a_kiosk_that_lost_its_next_token_is_asked_again(lobby: Lobby):
    """An answer that was lost on the way is given once more."""
    await renewed(lobby)

    assert (await report(lobby, TOKEN))["renew_token"] is True


async def test_no_token_counts_for_more_than_a_year(lobby: Lobby):
    """Statement 36: a device that lay in a cupboard for a year is paired anew."""
    new = await renewed(lobby)
    lobby.clock.forward(days=364)
    still = await lobby.get("/kiosk", token=new["token"])
    lobby.clock.forward(days=1)

    over = await lobby.get("/kiosk", token=new["token"])

    assert (still.status_code, over.status_code) == (200, 401)


async def report(lobby: Lobby, token: str) -> dict[str, bool]:
    """Say how the kiosk is."""
    answer = await lobby.http.post(
        "/api/v1/kiosk/health", json={"version": "1"}, headers=bearer(token)
    )
    told: dict[str, bool] = answer.json()
    return told


async def test_a_kiosks_report_is_kept(lobby: Lobby):
    """The admin sees what the kiosk said of itself."""
    said = {"version": "2.0", "queue_length": 4, "printer": "jam"}

    answer = await lobby.http.post(
        "/api/v1/kiosk/health", json=said, headers=bearer(TOKEN)
    )

    kiosk = (await kiosks(lobby))["Front desk"]
    assert answer.status_code == 200
    assert (kiosk.version, kiosk.queue_length, kiosk.printer) == ("2.0", 4, "jam")
    assert kiosk.last_seen_at == lobby.clock.now()


@pytest.mark.parametrize(
    "said",
    [
        {"version": "<script>"},
        {"version": "1" * 41},
        {"queue_length": -1},
        {"queue_length": 10**9},
        {"printer": "on fire"},
        {"visitor": "Mara"},
    ],
)
async def test_a_report_has_bounds(lobby: Lobby, said: dict[str, object]):
    """A kiosk cannot write whatever it likes onto an admin's page."""
    answer = await lobby.http.post(
        "/api/v1/kiosk/health", json=said, headers=bearer(TOKEN)
    )

    assert answer.status_code == 422


async def test_a_waiting_kiosk_hears_at_once_that_it_was_revoked(lobby: Lobby):
    """Check 10: nobody has to wait for the end of a long question."""
    start = (await lobby.get("/kiosk/events")).json()["cursor"]
    waiting = asyncio.create_task(lobby.get("/kiosk/events", after=start, wait=25))
    await asyncio.sleep(0.05)

    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.kiosks.put(
            replace(n.kiosks.get("kiosk-house"), revoked_at=lobby.clock.now())
        )
    )
    answer = await asyncio.wait_for(waiting, 3)

    assert (answer.status_code, answer.json()["error"]) == (401, "kiosk_unknown")
