"""Signing in by a passkey, and what proves nothing."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from admin_server.core.users import SignInMethod
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
    OTHER_ADMIN,
    OTHER_TENANT,
    RECEPTION,
    TENANT,
    Lobby,
    open_lobby,
)
from tests.fakes.soft_passkey import SoftPasskey


@pytest.fixture
async def lobby(tmp_path: Path) -> AsyncIterator[Lobby]:
    async with open_lobby(tmp_path) as opened:
        reach_at(opened, "https://lobby.example")
        yield opened


async def test_somebody_signs_in_by_a_passkey(lobby: Lobby):
    """Noor signs in without typing anything, and that counts as strong."""
    key = await with_key(lobby)
    browser = lobby.browser()

    answer = await show(browser, key)

    assert answer.headers["location"] == "/visits"
    listed = await browser.get(LIST)
    assert "Last used on" in listed.text
    sessions = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.sessions.of_user(RECEPTION.id)
    )
    assert (SignInMethod.PASSKEY, True) in {(s.method, s.strong) for s in sessions}


async def test_the_counter_is_kept(lobby: Lobby):
    """Each use is counted, so that a copy is noticed."""
    key = await with_key(lobby)

    await show(lobby.browser(), key)
    await show(lobby.browser(), key)

    assert [one.counter for one in await kept(lobby)] == [3]


async def test_a_copied_key_is_refused(lobby: Lobby):
    """A copy that counts behind the real key opens nothing."""
    key = await with_key(lobby)
    copy = replace(key)
    await show(lobby.browser(), key)

    answer = await show(lobby.browser(), copy)

    assert answer.status_code == 403
    assert "does not open an account" in answer.text


async def test_a_key_that_does_not_count(lobby: Lobby):
    """A passkey that a person's devices share works again and again."""
    key = SoftPasskey(counts=False)
    await add(await lobby.sign_in(RECEPTION), key)
    await show(lobby.browser(), key)

    answer = await show(lobby.browser(), key)

    assert answer.status_code == 303


async def test_a_replayed_answer_is_refused(lobby: Lobby):
    """What signed somebody in does not do so twice, even with the browser's note."""
    key = SoftPasskey(counts=False)
    await add(await lobby.sign_in(RECEPTION), key)
    browser, thief = lobby.browser(), lobby.browser()
    options = (await browser.post("/sign-in/passkey/options")).json()
    said = {"answer": key.get(options)}
    thief.cookies.update(browser.cookies)
    await browser.post("/sign-in/passkey", data=said)

    again = await browser.post("/sign-in/passkey", data=said)
    stolen = await thief.post("/sign-in/passkey", data=said)

    assert (again.status_code, stolen.status_code) == (403, 403)


@pytest.mark.parametrize(
    "spoiled",
    [
        {"origin": "https://lobby.example.evil"},
        {"origin": "http://lobby.example"},
        {"verified": False},
        {"credential": b"another"},
        {"handle": b""},
        {"handle": b"somebody's"},
        {"key": SoftPasskey().key},
    ],
    ids=["page", "no https", "no finger", "key id", "nobody", "stranger", "key"],
)
async def test_a_key_that_proves_nothing(lobby: Lobby, spoiled: dict[str, object]):
    """The wrong page, no fingerprint, or another key: nobody is let in."""
    key = await with_key(lobby)

    answer = await show(lobby.browser(), replace(key, **spoiled))  # type: ignore[arg-type]

    assert answer.status_code == 403
    assert "__Host-portico=" not in answer.headers.get("set-cookie", "")


async def test_an_answer_to_another_question(lobby: Lobby):
    """An answer to a question that this browser was not asked opens nothing."""
    key = await with_key(lobby)
    browser, other = lobby.browser(), lobby.browser()
    await browser.post("/sign-in/passkey/options")
    options = (await other.post("/sign-in/passkey/options")).json()

    answer = await browser.post("/sign-in/passkey", data={"answer": key.get(options)})

    assert answer.status_code == 403


@pytest.mark.parametrize("said", ["", "x", "{}", "[" * 4000, '{"id": 1}'])
async def test_what_is_no_answer(lobby: Lobby, said: str):
    """Whatever is sent instead of an answer is refused and breaks nothing."""
    browser = lobby.browser()
    await browser.post("/sign-in/passkey/options")

    answer = await browser.post("/sign-in/passkey", data={"answer": said})

    assert answer.status_code == 403


async def test_a_question_that_is_too_old(lobby: Lobby):
    """After ten minutes the question is asked again."""
    key = await with_key(lobby)
    browser = lobby.browser()
    options = (await browser.post("/sign-in/passkey/options")).json()
    lobby.clock.forward(minutes=10)

    answer = await browser.post("/sign-in/passkey", data={"answer": key.get(options)})

    assert answer.status_code == 403


async def test_somebody_who_has_left(lobby: Lobby):
    """The passkey of somebody who has left opens nothing."""
    key = await with_key(lobby)
    gone = replace(RECEPTION, active=False)
    await lobby.store.for_tenant(TENANT).write(lambda nouns: nouns.users.put(gone))

    answer = await show(lobby.browser(), key)

    assert answer.status_code == 403


async def test_a_suspended_organisation(lobby: Lobby):
    """The passkeys of a suspended organisation open nothing."""
    key = await with_key(lobby)
    now = lobby.clock.now()
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.change_tenant(replace(nouns.tenant, suspended_at=now))
    )

    answer = await show(lobby.browser(), key)

    assert answer.status_code == 403


async def test_each_organisation_has_its_own(lobby: Lobby):
    """The key says whose it is: the other organisation's boss comes in as himself."""
    key = SoftPasskey()
    await add(await lobby.sign_in(OTHER_ADMIN, tenant=OTHER_TENANT), key)
    browser = lobby.browser()

    await show(browser, key)

    assert "Other Boss" in (await browser.get(LIST)).text


async def test_a_key_is_not_anothers(lobby: Lobby):
    """A key that claims to be the admin's is still Noor's, and opens nothing."""
    key = await with_key(lobby)
    theirs = SoftPasskey()
    await add(await lobby.sign_in(ADMIN), theirs)

    answer = await show(lobby.browser(), replace(key, handle=theirs.handle))

    assert answer.status_code == 403


async def test_the_sign_in_page_offers_passkeys(lobby: Lobby):
    """The sign-in page has the button, and the script that makes it work."""
    page = await lobby.browser().get("/sign-in")

    assert "Sign in with a passkey" in page.text
    assert "passkeys.js" in page.text
