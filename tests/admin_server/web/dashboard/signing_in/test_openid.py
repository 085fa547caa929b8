"""Signing in by a provider, against a real one over HTTP."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from admin_server.core.users import SignInMethod
from admin_server.jobs.clock import SystemClock
from tests.admin_server.web.dashboard.openid_steps import (
    CALLBACK,
    begin,
    leave,
    let_sign_in_by,
    session_of,
    sign_in_by,
)
from tests.fakes.lobby import (
    RECEPTION,
    Lobby,
    open_lobby,
)
from tests.fakes.openid_provider import OpenIdProvider, asked_of, open_provider

pytestmark = pytest.mark.xdist_group("openid")
NOOR = {"email": RECEPTION.email, "email_verified": True}


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenIdProvider]:
    with open_provider() as opened:
        yield opened


@pytest.fixture
async def lobby(tmp_path: Path, provider: OpenIdProvider) -> AsyncIterator[Lobby]:
    # The provider's clock is the real one.
    async with open_lobby(tmp_path, now=SystemClock().now()) as opened:
        await let_sign_in_by(opened, provider)
        yield opened


async def test_somebody_signs_in(lobby: Lobby, provider: OpenIdProvider):
    """Noor signs in with the account of her organisation and comes to her page."""
    provider.knows("noor-1", **NOOR)
    browser = lobby.browser()

    answer = await sign_in_by(browser, provider, "noor-1")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/visits"
    session = await session_of(lobby, RECEPTION)
    assert session.method is SignInMethod.OPENID
    assert session.strong is False


async def test_what_is_asked_of_the_provider(lobby: Lobby):
    """We ask for a code, with proof that nobody else can use it, and nothing more."""
    browser = lobby.browser()

    asked = asked_of(await leave(browser))

    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert asked["redirect_uri"] == f"{lobby.app.state.parts.public_url}{CALLBACK}"
    assert asked["scope"] == "openid profile email"
    assert len(asked["state"]) == len(asked["nonce"]) == 43
    assert asked["state"] != asked["nonce"]


async def test_another_account_can_be_chosen(lobby: Lobby):
    """Who came with the wrong account is asked which one to use."""
    browser = lobby.browser()

    usual = asked_of(await leave(browser))
    other = asked_of(await leave(browser, choose="yes"))

    assert "prompt" not in usual
    assert other["prompt"] == "select_account"


async def test_no_secret_is_used_for_two_sign_ins(lobby: Lobby):
    """Each sign-in has secrets of its own."""
    browser = lobby.browser()

    first = asked_of(await leave(browser))
    second = asked_of(await leave(browser))

    assert not {first["state"], first["nonce"], first["code_challenge"]} & {
        second["state"],
        second["nonce"],
        second["code_challenge"],
    }


async def test_a_second_factor_at_the_provider_counts(
    lobby: Lobby, provider: OpenIdProvider
):
    """Who showed two factors to the provider has shown them to us."""
    provider.knows("noor-mfa", **NOOR, amr=["pwd", "mfa"])
    browser = lobby.browser()

    await sign_in_by(browser, provider, "noor-mfa")

    assert (await session_of(lobby, RECEPTION)).strong is True


async def test_a_replayed_answer_is_refused(lobby: Lobby, provider: OpenIdProvider):
    """The address that signed somebody in signs nobody in a second time."""
    provider.knows("noor-2", **NOOR)
    browser = lobby.browser()
    address = provider.sign_in(await leave(browser), "noor-2")
    await browser.get(address)

    again = await browser.get(address)

    assert again.status_code == 400
    assert "This sign-in is over" in again.text


async def test_a_copied_cookie_does_not_help(lobby: Lobby, provider: OpenIdProvider):
    """Who copied the browser's note and the address comes too late."""
    provider.knows("noor-2", **NOOR)
    browser, thief = lobby.browser(), lobby.browser()
    address = provider.sign_in(await leave(browser), "noor-2")
    thief.cookies.update(browser.cookies)
    await browser.get(address)

    stolen = await thief.get(address)

    assert stolen.status_code == 400
    assert "This sign-in is over" in stolen.text


async def test_another_browsers_answer_is_refused(
    lobby: Lobby, provider: OpenIdProvider
):
    """A link with somebody else's sign-in does not sign me in as them."""
    provider.knows("noor-2", **NOOR)
    hers, mine = lobby.browser(), lobby.browser()
    address = provider.sign_in(await leave(hers), "noor-2")
    await leave(mine)

    answer = await mine.get(address)

    assert answer.status_code == 400
    assert "__Host-portico=" not in answer.headers.get("set-cookie", "")


async def test_a_strange_link_does_not_spoil_a_sign_in(
    lobby: Lobby, provider: OpenIdProvider
):
    """A sign-in that is under way survives a link from elsewhere."""
    provider.knows("noor-2", **NOOR)
    browser = lobby.browser()
    address = provider.sign_in(await leave(browser), "noor-2")
    await browser.get(f"{CALLBACK}?state=strange&code=x")

    answer = await browser.get(address)

    assert answer.headers["location"] == "/visits"


async def test_too_slow_a_sign_in_is_over(lobby: Lobby, provider: OpenIdProvider):
    """After ten minutes people begin again."""
    provider.knows("noor-2", **NOOR)
    browser = lobby.browser()
    address = provider.sign_in(await leave(browser), "noor-2")
    lobby.clock.forward(minutes=10)

    answer = await browser.get(address)

    assert answer.status_code == 400
    assert 'href="/sign-in"' in answer.text


async def test_a_clock_that_is_wrong_is_named(lobby: Lobby, provider: OpenIdProvider):
    """Clocks an hour apart are named, so that somebody mends them."""
    provider.knows("noor-2", **NOOR)
    lobby.clock.forward(hours=-1)
    browser = lobby.browser()

    answer = await sign_in_by(browser, provider, "noor-2")

    assert answer.status_code == 502
    assert "Two clocks do not agree" in answer.text


async def test_a_refusal_is_told_in_plain_words(lobby: Lobby):
    """A refusal that belongs to this sign-in is told for what it is."""
    browser = lobby.browser()
    state = asked_of(await leave(browser))["state"]

    answer = await browser.get(
        CALLBACK, params={"state": state, "error": "access_denied"}
    )

    assert answer.status_code == 403
    assert "You are not signed in" in answer.text


@pytest.mark.parametrize(
    ("error", "title"),
    [
        ("login_required", "You are not signed in"),
        ("temporarily_unavailable", "does not answer"),
        ("unauthorized_client", "does not know Portico"),
        ("<b>made up</b>", "does not know Portico"),
    ],
)
async def test_each_refusal_has_its_page(lobby: Lobby, error: str, title: str):
    """Whatever a provider answers, people read what to do; never its own words."""
    browser = lobby.browser()
    state = asked_of(await leave(browser))["state"]

    answer = await browser.get(CALLBACK, params={"state": state, "error": error})

    assert title in answer.text
    assert "made up" not in answer.text


@pytest.mark.parametrize("named", ["https://evil.example", ""])
async def test_another_issuers_answer_is_refused(
    lobby: Lobby, provider: OpenIdProvider, named: str
):
    """An answer that another provider gave is not taken to this one."""
    provider.knows("noor-2", **NOOR)
    browser = lobby.browser()
    address = provider.sign_in(await leave(browser), "noor-2")

    answer = await browser.get(f"{address}&iss={named}")

    assert answer.status_code == 502
    assert "could not check who you are" in answer.text


async def test_an_answer_that_names_its_issuer(lobby: Lobby, provider: OpenIdProvider):
    """An answer that says whose it is, rightly, is taken."""
    provider.knows("noor-2", **NOOR)
    browser = lobby.browser()
    address = provider.sign_in(await leave(browser), "noor-2")

    answer = await browser.get(f"{address}&iss={provider.issuer}")

    assert answer.headers["location"] == "/visits"


async def test_an_answer_without_a_code(lobby: Lobby):
    """An empty answer lets nobody in."""
    browser = lobby.browser()
    state = asked_of(await leave(browser))["state"]

    answer = await browser.get(CALLBACK, params={"state": state})

    assert answer.status_code == 502


async def test_a_made_up_code(lobby: Lobby):
    """A code that the provider never gave lets nobody in."""
    browser = lobby.browser()
    state = asked_of(await leave(browser))["state"]

    answer = await browser.get(CALLBACK, params={"state": state, "code": "made-up"})

    assert answer.status_code == 400


async def test_other_peoples_pages_are_not_where_we_go(
    lobby: Lobby, provider: OpenIdProvider
):
    """After signing in, nobody is sent to somebody else's site."""
    provider.knows("noor-2", **NOOR)
    browser = lobby.browser()
    address = await leave(browser, next="https://evil.example/")

    answer = await browser.get(provider.sign_in(address, "noor-2"))

    assert answer.headers["location"] == "/"


async def test_too_many_tries_are_slowed_down(lobby: Lobby, provider: OpenIdProvider):
    """Nobody makes this server pester a provider without end."""
    await let_sign_in_by(lobby, provider, active=False)
    browser = lobby.browser()
    statuses = [(await begin(browser)).status_code for _ in range(121)]

    assert statuses[-1] == 429
    assert statuses[0] == 404


async def test_the_note_in_the_browser_is_sealed(lobby: Lobby):
    """What the browser holds says nothing to whoever reads it."""
    browser = lobby.browser()

    answer = await begin(browser)

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-portico-openid=v1.")
    assert "HttpOnly" in cookie
    assert "Secure" in cookie
    assert "SameSite=lax" in cookie
    assert "lakeside" not in cookie
