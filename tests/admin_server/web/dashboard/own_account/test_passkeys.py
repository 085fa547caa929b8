"""One's own passkeys: added, renamed, removed."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from admin_server.core.users import Passkey
from tests.admin_server.web.dashboard.passkey_steps import (
    LIST,
    add,
    kept,
    reach_at,
    show,
    with_key,
)
from tests.fakes.lobby import (
    ADMIN,
    RECEPTION,
    TENANT,
    Lobby,
    open_lobby,
)
from tests.fakes.people import PASSWORD, mail_to, put_user, quick_passwords
from tests.fakes.soft_passkey import SoftPasskey


@pytest.fixture
async def lobby(tmp_path: Path) -> AsyncIterator[Lobby]:
    async with open_lobby(tmp_path) as opened:
        reach_at(opened, "https://lobby.example")
        yield opened


async def test_a_passkey_is_added(lobby: Lobby):
    """Noor adds a passkey, and her list shows it."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await add(browser, SoftPasskey())

    assert answer.status_code == 303
    listed = await browser.get(LIST)
    assert "Laptop" in listed.text
    assert "Not used yet" in listed.text


async def test_a_new_passkey_is_a_second_factor_at_once(lobby: Lobby):
    """Who has just made a passkey need not show it again, under a new session."""
    browser = await lobby.sign_in(RECEPTION)
    before = browser.cookies["__Host-portico"]

    await add(browser, SoftPasskey())

    assert browser.cookies["__Host-portico"] != before
    sessions = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.sessions.of_user(RECEPTION.id)
    )
    assert [one.strong for one in sessions] == [True]


async def test_a_removed_passkey_opens_nothing(lobby: Lobby):
    """A passkey that Noor removed, after being asked, signs nobody in."""
    key = await with_key(lobby)
    browser = lobby.browser()
    await show(browser, key)
    passkey = (await kept(lobby))[0]
    question = await browser.get(f"{LIST}/{passkey.id}/remove")

    await browser.post(f"{LIST}/{passkey.id}/remove")

    assert "Remove “Laptop”" in question.text
    assert (await show(lobby.browser(), key)).status_code == 403


async def test_a_passkey_is_renamed(lobby: Lobby):
    """Noor gives her passkey a name that she knows again."""
    browser = lobby.browser()
    await show(browser, await with_key(lobby))
    passkey = (await kept(lobby))[0]

    await browser.post(f"{LIST}/{passkey.id}", data={"name": "Work phone"})

    assert "Work phone" in (await browser.get(LIST)).text


async def test_a_passkey_needs_some_name(lobby: Lobby):
    """An empty name is not taken, and the field says so."""
    browser = lobby.browser()
    await show(browser, await with_key(lobby))
    passkey = (await kept(lobby))[0]

    answer = await browser.post(f"{LIST}/{passkey.id}", data={"name": " "})

    assert answer.status_code == 422
    assert "Fill this in." in answer.text


async def test_without_a_name_it_is_called_by_its_browser(lobby: Lobby):
    """Who types no name finds the passkey under the browser's."""
    browser = await lobby.sign_in(RECEPTION)
    browser.headers["User-Agent"] = "Mozilla/5.0 (Windows NT 10.0) Firefox/150.0"

    await add(browser, SoftPasskey(), name="")

    assert [one.name for one in await kept(lobby)] == ["Firefox, Windows"]


async def test_another_persons_passkey_is_not_there(lobby: Lobby):
    """An admin neither sees nor removes somebody else's passkey on their own page."""
    await with_key(lobby)
    passkey = (await kept(lobby))[0]
    browser = await lobby.sign_in(ADMIN, strong=True)

    seen = await browser.get(f"{LIST}/{passkey.id}")
    removed = await browser.post(f"{LIST}/{passkey.id}/remove")

    assert (seen.status_code, removed.status_code) == (404, 404)
    assert len(await kept(lobby)) == 1


async def test_a_password_alone_changes_no_passkeys(lobby: Lobby):
    """Who stole a password cannot add a passkey to an account that has one."""
    await with_key(lobby)
    passkey = (await kept(lobby))[0]
    thief = await lobby.sign_in(RECEPTION)

    page = await thief.get(LIST)
    asked = await thief.post(f"{LIST}/options")
    added = await thief.post(LIST, data={"answer": "{}"})
    removed = await thief.post(f"{LIST}/{passkey.id}/remove")

    assert "Show it first" in page.text
    assert {asked.status_code, added.status_code, removed.status_code} == {303}
    assert await kept(lobby) == [passkey]


async def test_a_temporary_password_is_changed_first(lobby: Lobby):
    """Who has to change their password does that before anything else."""
    must = replace(RECEPTION, must_change=True)
    await lobby.store.for_tenant(TENANT).write(lambda nouns: nouns.users.put(must))
    browser = await lobby.sign_in(RECEPTION)

    seen = await browser.get(LIST)
    asked = await browser.post(f"{LIST}/options")

    assert seen.headers["location"] == "/account/password"
    assert asked.headers["location"] == "/account/password"


async def test_a_passkey_where_everybody_needs_a_second_factor(lobby: Lobby):
    """Who still needs a second factor may set up a passkey, and is through."""
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.change_tenant(replace(nouns.tenant, second_factor=True))
    )
    browser = await lobby.sign_in(RECEPTION)

    await add(browser, SoftPasskey())

    assert (await browser.get(LIST)).status_code == 200


async def test_the_same_key_twice(lobby: Lobby):
    """A key that is registered is not registered again."""
    key = await with_key(lobby)
    browser = lobby.browser()
    await show(browser, key)

    answer = await add(browser, key)

    assert answer.status_code == 422
    assert len(await kept(lobby)) == 1


async def test_what_the_browser_is_asked_for(lobby: Lobby):
    """The browser has to ask for a fingerprint or PIN, and for a key it remembers."""
    await with_key(lobby)
    browser = await lobby.sign_in(RECEPTION, strong=True)

    options = (await browser.post(f"{LIST}/options")).json()

    assert options["rp"]["id"] == "lobby.example"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert len(options["excludeCredentials"]) == 1


@pytest.mark.parametrize(
    "spoiled", [{"origin": "https://evil.example"}, {"verified": False}], ids=str
)
async def test_a_new_key_that_proves_nothing(lobby: Lobby, spoiled: dict[str, object]):
    """A key made on another page, or without a fingerprint, is not kept."""
    browser = await lobby.sign_in(RECEPTION)

    answer = await add(browser, SoftPasskey(**spoiled))  # type: ignore[arg-type]

    assert answer.status_code == 422
    assert "could not be kept" in answer.text
    assert await kept(lobby) == []


async def test_a_new_key_that_comes_too_late(lobby: Lobby):
    """Who looked for their key for too long begins again."""
    browser = await lobby.sign_in(RECEPTION)
    options = (await browser.post(f"{LIST}/options")).json()
    lobby.clock.forward(minutes=10)

    answer = await browser.post(LIST, data={"answer": SoftPasskey().create(options)})

    assert answer.status_code == 422
    assert "more than ten minutes" in answer.text


async def test_somebody_elses_question_is_not_mine(lobby: Lobby):
    """A key that was made for somebody else's account is not added to mine."""
    hers, his = await lobby.sign_in(RECEPTION), await lobby.sign_in(ADMIN)
    options = (await hers.post(f"{LIST}/options")).json()
    held = hers.cookies["__Host-portico-new-passkey"]
    his.cookies.set("__Host-portico-new-passkey", held, domain="lobby.example")

    answer = await his.post(LIST, data={"answer": SoftPasskey().create(options)})

    assert answer.status_code == 422
    assert await kept(lobby, ADMIN) == []


async def test_there_is_an_end_to_passkeys(lobby: Lobby):
    """Nobody fills the database with passkeys."""
    many = [
        Passkey(str(n), RECEPTION.id, str(n).encode(), b"", 0, "P", lobby.clock.now())
        for n in range(20)
    ]
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: [nouns.passkeys.put(one) for one in many]
    )
    browser = await lobby.sign_in(RECEPTION, strong=True)

    answer = await add(browser, SoftPasskey())

    assert answer.status_code == 422
    assert "as many passkeys as we keep" in answer.text


@pytest.mark.parametrize("address", ["http://127.0.0.1:8600", "http://lobby.example"])
async def test_an_address_that_browsers_refuse(lobby: Lobby, address: str):
    """Where browsers take no passkeys, the page says what has to be set up."""
    reach_at(lobby, address)
    browser = await lobby.sign_in(RECEPTION)

    page = await browser.get(LIST)
    added = await browser.post(f"{LIST}/options")
    asked = await lobby.browser().post("/sign-in/passkey/options")

    assert "Passkeys need an address with a name" in page.text
    assert (added.status_code, asked.status_code) == (303, 404)


async def test_a_desk_left_open_gets_no_passkey(lobby: Lobby):
    """An hour after signing in, a new passkey needs the password again."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION)
    browser = await lobby.sign_in(RECEPTION)
    lobby.clock.forward(hours=1)

    without = await add(browser, SoftPasskey())
    wrong = await add(browser, SoftPasskey(), password="guessed")
    nobody = await kept(lobby)
    right = await add(browser, SoftPasskey(), password=PASSWORD)

    assert [one.status_code for one in (without, wrong, right)] == [422, 422, 303]
    assert nobody == []
    assert [one.name for one in await kept(lobby)] == ["Laptop"]


async def test_a_desk_left_open_loses_no_passkey(lobby: Lobby):
    """An hour after signing in, removing a passkey needs the password again."""
    quick_passwords(lobby)
    await put_user(lobby, RECEPTION)
    browser = lobby.browser()
    await show(browser, await with_key(lobby))
    path = f"{LIST}/{(await kept(lobby))[0].id}/remove"
    lobby.clock.forward(hours=1)

    without = await browser.post(path)
    still_there = await kept(lobby)
    right = await browser.post(path, data={"current_password": PASSWORD})

    assert (without.status_code, right.status_code) == (422, 303)
    assert 'name="current_password"' in without.text
    assert len(still_there) == 1
    assert await kept(lobby) == []


async def test_a_new_passkey_is_told_by_mail(lobby: Lobby):
    """If somebody else added it, whose account it is hears of it."""
    browser = await lobby.sign_in(RECEPTION)

    await add(browser, SoftPasskey())

    assert "A passkey was added" in (await mail_to(lobby, RECEPTION)).text


async def test_the_only_factor_stays_where_everybody_needs_one(lobby: Lobby):
    """Noor cannot lose her last second factor while her organisation asks for one."""
    browser = await lobby.sign_in(RECEPTION)
    await add(browser, SoftPasskey())
    (passkey,) = await kept(lobby)
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.change_tenant(replace(nouns.tenant, second_factor=True))
    )

    asked = await browser.get(f"{LIST}/{passkey.id}/remove")
    refused = await browser.post(f"{LIST}/{passkey.id}/remove")

    assert "this is your only one" in asked.text
    assert "this is your only one" in refused.text
    assert await kept(lobby) == [passkey]
