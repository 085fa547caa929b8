"""Changing one's own password."""

import pytest

from admin_server.web.dashboard.door import COOKIE
from tests.fakes.lobby import RECEPTION, Lobby
from tests.fakes.people import (
    NEW_PASSWORD,
    PASSWORD,
    mail_to,
    put_user,
    quick_passwords,
    type_password,
    user_now,
)

PATH = "/account/password"


async def signed_in(lobby: Lobby, **changes: object):
    """A browser of somebody with a password."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION, **changes)
    return await lobby.sign_in(RECEPTION)


async def test_the_password_changes(lobby: Lobby):
    """With the current password a new one is set, and it opens the door."""
    browser = await signed_in(lobby)
    shown = await browser.get(PATH)

    answer = await browser.post(
        PATH, data={"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    )

    assert 'name="current_password"' in shown.text
    assert answer.headers["location"] == "/account"
    opened = await type_password(lobby.browser(), RECEPTION, NEW_PASSWORD)
    assert opened.status_code == 303
    assert "was changed" in (await mail_to(lobby, RECEPTION)).subject


async def test_other_browsers_are_signed_out(lobby: Lobby):
    """A thief who is signed in elsewhere is out; here one stays, with a new token."""
    browser = await signed_in(lobby)
    thief = await lobby.sign_in(RECEPTION)
    before = browser.cookies[COOKIE]

    await browser.post(
        PATH, data={"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    )

    assert (await thief.get("/account")).status_code == 303
    assert (await browser.get("/account")).status_code == 200
    assert browser.cookies[COOKIE] != before


@pytest.mark.parametrize(
    ("current", "new", "field"),
    [
        ("wrong password", NEW_PASSWORD, "current_password"),
        ("", NEW_PASSWORD, "current_password"),
        (PASSWORD, "short-one", "new_password"),
        (PASSWORD, "Password123!", "new_password"),
        (PASSWORD, "lakeside-lamps-77", "new_password"),
        (PASSWORD, "noor-noor-seven-lamps", "new_password"),
        (PASSWORD, PASSWORD, "new_password"),
        (PASSWORD, "x" * 1001, "new_password"),
    ],
)
async def test_what_does_not_fit_is_said(
    lobby: Lobby, current: str, new: str, field: str
):
    """Without the current password, or with a weak new one, nothing changes."""
    browser = await signed_in(lobby)

    answer = await browser.post(
        PATH, data={"current_password": current, "new_password": new}
    )

    assert answer.status_code == 422
    assert f'id="error-{field}"' in answer.text
    assert (await user_now(lobby, RECEPTION)).password_hash == f"kept:{PASSWORD}"


async def test_the_current_password_cannot_be_guessed(lobby: Lobby):
    """Somebody at an unlocked screen has five tries, then the account pauses."""
    browser = await signed_in(lobby)
    for number in range(5):
        await browser.post(
            PATH,
            data={"current_password": f"guess {number}", "new_password": NEW_PASSWORD},
        )

    answer = await browser.post(
        PATH, data={"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    )

    assert answer.status_code == 422
    assert (await user_now(lobby, RECEPTION)).failures == 5


async def test_who_must_change_is_free_afterwards(lobby: Lobby):
    """After choosing a password of their own, somebody can work."""
    browser = await signed_in(lobby, must_change=True)
    shown = await browser.get(PATH)

    await browser.post(
        PATH, data={"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    )

    assert "asks you to choose a new password first" in shown.text
    assert (await browser.get("/account")).status_code == 200


async def test_who_has_none_sets_one_by_mail(lobby: Lobby):
    """Somebody who signs in by other ways is shown how to get a password."""
    browser = await signed_in(lobby, password_hash=None)

    shown = await browser.get(PATH)
    tried = await browser.post(
        PATH, data={"current_password": "", "new_password": NEW_PASSWORD}
    )

    assert 'href="/forgot"' in shown.text
    assert tried.status_code == 422
    assert (await user_now(lobby, RECEPTION)).password_hash is None
