"""The second step of a sign-in."""

from datetime import timedelta

import httpx
import pyotp
import pytest

from admin_server.security.totp import hash_recovery_code
from admin_server.web.dashboard.door import COOKIE
from tests.fakes.lobby import RECEPTION, TENANT, Lobby
from tests.fakes.people import (
    NEW_PASSWORD,
    SECRET,
    events,
    put_user_with_codes,
    quick_passwords,
    type_password,
    user_now,
)

RECOVERY = "k7mq-2vxp-9tcd"


def code_now(lobby: Lobby, **ago: float) -> str:
    return pyotp.TOTP(SECRET).at(lobby.clock.now() - timedelta(**ago))


async def half_way(lobby: Lobby, **fields: str) -> httpx.AsyncClient:
    """A browser in which the right password was typed."""
    quick_passwords(lobby)
    await put_user_with_codes(
        lobby, RECEPTION, recovery_hashes=(hash_recovery_code(RECOVERY),)
    )
    browser = lobby.browser()
    await type_password(browser, RECEPTION, **fields)
    return browser


async def test_the_code_opens_the_door(lobby: Lobby):
    """With password and code somebody is in, at the page that they wanted."""
    browser = await half_way(lobby, next="/visits")
    asked = await browser.get("/sign-in/code")

    answer = await browser.post("/sign-in/code", data={"code": code_now(lobby)})

    (session,) = await lobby.store.for_tenant(TENANT).read(
        lambda n: n.sessions.of_user(RECEPTION.id)
    )
    assert asked.status_code == 200
    assert answer.headers["location"] == "/visits"
    assert session.strong


async def test_a_code_is_used_up(lobby: Lobby):
    """Somebody who saw the code being typed cannot come in with it."""
    first = await half_way(lobby)
    code = code_now(lobby)
    await first.post("/sign-in/code", data={"code": code})
    second = lobby.browser()
    await type_password(second, RECEPTION)

    answer = await second.post("/sign-in/code", data={"code": code})

    assert answer.status_code == 422
    assert COOKIE not in second.cookies


async def test_a_recovery_code_opens_the_door_once(lobby: Lobby):
    """Without the phone a recovery code helps, a single time."""
    browser = await half_way(lobby)

    answer = await browser.post("/sign-in/code", data={"code": RECOVERY.upper()})

    assert answer.status_code == 303
    assert (await user_now(lobby, RECEPTION)).recovery_hashes == ()
    said = await events(lobby, f"user:{RECEPTION.id}")
    assert said == ["user.recovery_code_used", "user.signed_in"]


@pytest.mark.parametrize("code", ["", "000000", "no code", "k7mq-2vxp-9tce"])
async def test_a_wrong_code_opens_nothing(lobby: Lobby, code: str):
    """A code that does not fit is told, and the account stays closed."""
    browser = await half_way(lobby)

    answer = await browser.post("/sign-in/code", data={"code": code})

    assert answer.status_code == 422
    assert COOKIE not in browser.cookies


async def test_codes_cannot_be_guessed(lobby: Lobby):
    """A right password does not wash away wrong codes: after five there is a pause."""
    browser = await half_way(lobby)
    for _ in range(4):
        await browser.post("/sign-in/code", data={"code": "000000"})
    await type_password(browser, RECEPTION)
    await browser.post("/sign-in/code", data={"code": "000000"})

    answer = await browser.post("/sign-in/code", data={"code": code_now(lobby)})

    assert answer.status_code == 422
    assert (await user_now(lobby, RECEPTION)).failures == 5


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_without_the_password_there_is_no_second_step(lobby: Lobby, method: str):
    """Nobody begins with the code."""
    answer = await lobby.browser().request(method, "/sign-in/code")

    assert answer.headers["location"] == "/sign-in"


async def test_half_way_ends_after_five_minutes(lobby: Lobby):
    """A browser left half-way in does not stay there."""
    browser = await half_way(lobby)

    lobby.clock.forward(minutes=5)

    answer = await browser.post("/sign-in/code", data={"code": code_now(lobby)})
    assert answer.headers["location"] == "/sign-in"


async def test_a_new_password_ends_half_way(lobby: Lobby):
    """Whoever knew only the old password does not get in with a code afterwards."""
    browser = await half_way(lobby)
    await put_user_with_codes(lobby, RECEPTION, password_hash=f"kept:{NEW_PASSWORD}")

    answer = await browser.post("/sign-in/code", data={"code": code_now(lobby)})

    assert answer.headers["location"] == "/sign-in"
    assert COOKIE not in browser.cookies


async def test_a_forged_note_is_nobody_s(lobby: Lobby):
    """The browser's note of the first step cannot be written by hand."""
    browser = lobby.browser()
    browser.cookies.set("__Host-portico-step", "v1.k.forged", domain="lobby.example")

    answer = await browser.get("/sign-in/code")

    assert answer.headers["location"] == "/sign-in"
