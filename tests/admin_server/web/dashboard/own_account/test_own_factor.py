"""One's own second factor."""

import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pyotp
import pytest

from admin_server.core.users import Passkey
from admin_server.security.totp import hash_recovery_code
from admin_server.web.dashboard.door import COOKIE
from tests.fakes.lobby import ADMIN, RECEPTION, TENANT, Lobby
from tests.fakes.people import (
    PASSWORD,
    SECRET,
    events,
    mail_to,
    put_user,
    put_user_with_codes,
    quick_passwords,
    user_now,
)

PATH = "/account/second-factor"


async def signed_in(lobby: Lobby, *, strong: bool = False, **changes: object):
    """A browser of somebody with a password and no codes yet."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION, **changes)
    return await lobby.sign_in(RECEPTION, strong=strong)


async def signed_in_with_codes(lobby: Lobby, *, strong: bool = True):
    """A browser of somebody whose codes are on."""
    quick_passwords(lobby)
    await put_user_with_codes(lobby, RECEPTION, recovery_hashes=("a",))
    return await lobby.sign_in(RECEPTION, strong=strong)


async def demand_from_everybody(lobby: Lobby) -> None:
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.change_tenant(replace(n.tenant, second_factor=True))
    )


def secret_on(answer: httpx.Response) -> tuple[str, str]:
    """The secret as it is shown, and as the form carries it."""
    shown = answer.text.split('class="secret"')[1].split("</p>")[0]
    sealed = re.search(r'name="secret" value="([^"]+)"', answer.text)
    assert sealed is not None
    return "".join(re.findall(r"[A-Z2-7]{4}", shown)), sealed[1]


def code(lobby: Lobby, secret: str = SECRET, **ago: float) -> str:
    return pyotp.TOTP(secret).at(lobby.clock.now() - timedelta(**ago))


async def test_codes_are_turned_on(lobby: Lobby):
    """After scanning and confirming, codes are on and recovery codes are shown once."""
    browser = await signed_in(lobby)
    before = browser.cookies[COOKIE]
    secret, sealed = secret_on(await browser.get(PATH))

    answer = await browser.post(
        PATH, data={"secret": sealed, "code": code(lobby, secret)}
    )

    codes = re.findall(r"<li>([a-z0-9-]{14})</li>", answer.text)
    user = await user_now(lobby, RECEPTION)
    assert user.totp_on
    assert len(codes) == 10
    assert set(map(hash_recovery_code, codes)) == set(user.recovery_hashes)
    assert browser.cookies[COOKIE] != before
    assert "was changed" in (await mail_to(lobby, RECEPTION)).subject


async def test_the_code_that_confirmed_is_used_up(lobby: Lobby):
    """The first code cannot be used again for signing in."""
    browser = await signed_in(lobby)
    secret, sealed = secret_on(await browser.get(PATH))
    await browser.post(PATH, data={"secret": sealed, "code": code(lobby, secret)})

    step = int(lobby.clock.now().timestamp()) // 30

    assert (await user_now(lobby, RECEPTION)).totp_step == step


async def test_the_page_draws_a_picture(lobby: Lobby):
    """The picture for the app is part of the page and comes from nowhere else."""
    browser = await signed_in(lobby)

    answer = await browser.get(PATH)

    assert 'src="data:image/png;base64,' in answer.text
    assert "otpauth://totp/Portico:" in answer.text


async def test_looking_saves_nothing(lobby: Lobby):
    """Opening the page makes a new secret each time and keeps none."""
    browser = await signed_in(lobby)

    first, second = [secret_on(await browser.get(PATH))[0] for _ in range(2)]

    assert first != second
    assert (await user_now(lobby, RECEPTION)).sealed_totp is None


@pytest.mark.parametrize("typed", ["", "000000", "abc"])
async def test_a_wrong_code_turns_nothing_on(lobby: Lobby, typed: str):
    """Without a code that fits nothing changes, and the picture stays the same."""
    browser = await signed_in(lobby)
    secret, sealed = secret_on(await browser.get(PATH))

    answer = await browser.post(PATH, data={"secret": sealed, "code": typed})

    assert answer.status_code == 422
    assert secret_on(answer)[0] == secret
    assert not (await user_now(lobby, RECEPTION)).totp_on


async def test_a_secret_of_somebody_else_is_not_taken(lobby: Lobby):
    """Nobody can be made to use a secret that another person knows."""
    thief = await lobby.sign_in(ADMIN)
    secret, sealed = secret_on(await thief.get(PATH))
    browser = await signed_in(lobby)

    answer = await browser.post(
        PATH, data={"secret": sealed, "code": code(lobby, secret)}
    )

    assert answer.status_code == 422
    assert not (await user_now(lobby, RECEPTION)).totp_on


async def test_later_the_password_is_asked_for(lobby: Lobby):
    """At an unlocked screen nobody turns codes on without the password."""
    browser = await signed_in(lobby)
    lobby.clock.forward(minutes=11)
    secret, sealed = secret_on(await browser.get(PATH))
    form = {"secret": sealed, "code": code(lobby, secret)}

    without = await browser.post(PATH, data=form)
    with_it = await browser.post(PATH, data={**form, "current_password": PASSWORD})

    assert (without.status_code, with_it.status_code) == (422, 200)


async def test_codes_are_turned_off(lobby: Lobby):
    """After being asked once more, codes are off and told so by mail."""
    browser = await signed_in_with_codes(lobby)
    asked = await browser.get(f"{PATH}/off")

    answer = await browser.post(f"{PATH}/off")

    user = await user_now(lobby, RECEPTION)
    assert "Turn off codes?" in asked.text
    assert answer.headers["location"] == "/account"
    assert (user.totp_on, user.sealed_totp, user.recovery_hashes) == (False, None, ())
    assert "no longer asks" in (await mail_to(lobby, RECEPTION)).text


async def test_turning_off_later_needs_the_password(lobby: Lobby):
    """At an unlocked screen nobody turns codes off without the password."""
    browser = await signed_in_with_codes(lobby)
    lobby.clock.forward(minutes=11)

    answer = await browser.post(f"{PATH}/off", data={"current_password": "guess"})

    assert answer.status_code == 422
    assert (await user_now(lobby, RECEPTION)).totp_on


async def test_new_recovery_codes_replace_the_old(lobby: Lobby):
    """Whoever makes new recovery codes cannot use the old ones any more."""
    browser = await signed_in_with_codes(lobby)
    shown = await browser.get(PATH)

    answer = await browser.post(f"{PATH}/codes")

    user = await user_now(lobby, RECEPTION)
    assert "You have 1 recovery code left" in shown.text
    assert answer.text.count("<li>") >= 10
    assert len(user.recovery_hashes) == 10
    assert "a" not in user.recovery_hashes


async def test_new_codes_later_need_the_password(lobby: Lobby):
    """At an unlocked screen nobody makes recovery codes without the password."""
    browser = await signed_in_with_codes(lobby)
    lobby.clock.forward(minutes=11)

    answer = await browser.post(f"{PATH}/codes", data={"current_password": "guess"})

    assert answer.status_code == 422
    assert (await user_now(lobby, RECEPTION)).recovery_hashes == ("a",)


async def test_a_demand_is_met_by_setting_up(lobby: Lobby):
    """Where everybody needs a second step, setting it up lets somebody work."""
    await demand_from_everybody(lobby)
    browser = await signed_in(lobby)
    before = await browser.get("/account")
    page = await browser.get(PATH)
    secret, sealed = secret_on(page)

    await browser.post(PATH, data={"secret": sealed, "code": code(lobby, secret)})

    assert before.headers["location"] == PATH
    assert "asks everybody for a second step" in page.text
    assert (await browser.get("/account")).status_code == 200


async def test_a_demand_is_met_by_showing_a_code(lobby: Lobby):
    """Somebody who came in by another way shows the code of their app."""
    await demand_from_everybody(lobby)
    browser = await signed_in_with_codes(lobby, strong=False)
    asked = await browser.get(PATH)

    wrong = await browser.post(f"{PATH}/show", data={"code": "000000"})
    right = await browser.post(f"{PATH}/show", data={"code": code(lobby)})

    assert f'action="{PATH}/show"' in asked.text
    assert (wrong.status_code, right.status_code) == (422, 303)
    assert (await browser.get("/account")).status_code == 200


async def test_showing_no_code_is_told(lobby: Lobby):
    """An empty field is named."""
    browser = await signed_in_with_codes(lobby, strong=False)

    answer = await browser.post(f"{PATH}/show", data={"code": ""})

    assert answer.status_code == 422
    assert (await user_now(lobby, RECEPTION)).failures == 0


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_what_is_demanded_stays_on(lobby: Lobby, method: str):
    """Where everybody needs a second step, the only one cannot be turned off."""
    await demand_from_everybody(lobby)
    browser = await signed_in_with_codes(lobby)
    shown = await browser.get(PATH)

    answer = await browser.request(method, f"{PATH}/off")

    assert "so codes stay on" in shown.text
    assert answer.status_code == 403
    assert (await user_now(lobby, RECEPTION)).totp_on


@pytest.mark.parametrize("what", ["codes", "off"])
async def test_a_session_without_a_code_changes_nothing(lobby: Lobby, what: str):
    """Whoever has not shown the second step cannot change it."""
    browser = await signed_in_with_codes(lobby, strong=False)

    answer = await browser.post(f"{PATH}/{what}")

    assert answer.status_code == 403
    assert (await user_now(lobby, RECEPTION)).recovery_hashes == ("a",)


async def test_who_has_a_passkey_shows_it_first(lobby: Lobby):
    """A stolen password cannot put an app of the thief's beside somebody's passkey."""
    now = lobby.clock.now()
    key = Passkey("key", RECEPTION.id, b"c", b"k", 0, "Blue key", now)
    await lobby.store.for_tenant(TENANT).write(lambda n: n.passkeys.put(key))
    browser = await signed_in(lobby)

    shown = await browser.get(PATH)
    tried = await browser.post(PATH, data={"secret": "", "code": "000000"})

    assert "Show it first" in shown.text
    assert tried.status_code == 403


async def test_codes_that_are_on_are_not_turned_on_again(lobby: Lobby):
    """A second app does not quietly replace the first one."""
    browser = await signed_in_with_codes(lobby)

    answer = await browser.post(PATH, data={"secret": "", "code": "000000"})

    assert answer.status_code == 403
    assert await events(lobby, f"user:{RECEPTION.id}") == []
