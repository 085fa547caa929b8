"""Whom a provider's word lets in, at which organisation, and whom not."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from admin_server.jobs.clock import SystemClock
from tests.admin_server.web.dashboard.openid_steps import (
    PROVIDER,
    begin,
    change_user,
    leave,
    let_sign_in_by,
    sign_in_by,
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
from tests.fakes.openid_provider import OpenIdProvider, open_provider
from tests.fakes.ports import free_port

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


async def test_a_stranger_is_told_whom_to_ask(lobby: Lobby, provider: OpenIdProvider):
    """Somebody without an account here is sent to an admin; no account appears."""
    provider.knows("stranger", email="new@lakeside.example", email_verified=True)
    browser = lobby.browser()

    answer = await sign_in_by(browser, provider, "stranger")

    assert answer.status_code == 403
    assert "Ask an admin" in answer.text
    assert "new@lakeside.example" not in answer.text


async def test_an_address_nobody_vouches_for(lobby: Lobby, provider: OpenIdProvider):
    """An e-mail address that the provider did not check opens no account."""
    provider.knows("pretender", email=ADMIN.email, email_verified=False)
    browser = lobby.browser()

    answer = await sign_in_by(browser, provider, "pretender")

    assert answer.status_code == 403


async def test_an_address_that_changed_hands(lobby: Lobby, provider: OpenIdProvider):
    """Who gets the address of somebody who has signed in does not get their account."""
    provider.knows("noor-2", **NOOR)
    provider.knows("successor", **NOOR)
    await sign_in_by(lobby.browser(), provider, "noor-2")

    answer = await sign_in_by(lobby.browser(), provider, "successor")

    assert answer.status_code == 403


async def test_a_person_who_is_renamed(lobby: Lobby, provider: OpenIdProvider):
    """Noor marries and has a new address everywhere: she still gets in."""
    provider.knows("noor-3", **NOOR)
    await sign_in_by(lobby.browser(), provider, "noor-3")
    provider.knows("noor-3", email="noor.new@lakeside.example", email_verified=True)
    await change_user(lobby, replace(RECEPTION, email="noor.j@lakeside.example"))

    answer = await sign_in_by(lobby.browser(), provider, "noor-3")

    assert answer.headers["location"] == "/visits"


async def test_an_account_that_was_switched_off(lobby: Lobby, provider: OpenIdProvider):
    """Who has left the organisation does not come in by its provider."""
    provider.knows("noor-2", **NOOR)
    await sign_in_by(lobby.browser(), provider, "noor-2")
    await change_user(lobby, replace(RECEPTION, active=False))

    answer = await sign_in_by(lobby.browser(), provider, "noor-2")

    assert answer.status_code == 403


async def test_microsofts_people(lobby: Lobby, provider: OpenIdProvider):
    """In a Microsoft directory the sign-in name finds Noor, and her ids stay hers."""
    await let_sign_in_by(lobby, provider, kind="microsoft")
    provider.knows(
        "pairwise", tid="dir", oid="noor", preferred_username=RECEPTION.email
    )
    browser = lobby.browser()

    answer = await sign_in_by(browser, provider, "pairwise")

    tied = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.identity_providers.identities_of(RECEPTION.id)
    )
    assert answer.headers["location"] == "/visits"
    assert [one.subject for one in tied] == ["dir:noor"]


async def test_a_microsoft_token_without_ids(lobby: Lobby, provider: OpenIdProvider):
    """Without the ids that tell people apart, nobody is let in."""
    await let_sign_in_by(lobby, provider, kind="microsoft")
    provider.knows("pairwise-2", preferred_username=RECEPTION.email)
    browser = lobby.browser()

    answer = await sign_in_by(browser, provider, "pairwise-2")

    assert answer.status_code == 502


@pytest.mark.parametrize(
    "said",
    [
        {"tenant": "elsewhere"},
        {"tenant": "nobody"},
        {"tenant": ""},
        {"provider": "unknown"},
        {"provider": ""},
    ],
    ids=str,
)
async def test_another_organisations_provider(lobby: Lobby, said: dict[str, str]):
    """A provider counts for the organisation that it belongs to, and no other."""
    browser = lobby.browser()

    answer = await begin(browser, **said)

    assert answer.status_code == 404
    assert "gone" in answer.text


async def test_the_same_provider_at_two_organisations(
    lobby: Lobby, provider: OpenIdProvider
):
    """Signing in at one organisation opens nothing at another with the same provider."""
    await let_sign_in_by(lobby, provider, tenant=OTHER_TENANT)
    provider.knows("boss", email=OTHER_ADMIN.email, email_verified=True)
    browser = lobby.browser()

    answer = await sign_in_by(browser, provider, "boss")

    assert answer.status_code == 403


async def test_a_provider_that_was_switched_off_meanwhile(
    lobby: Lobby, provider: OpenIdProvider
):
    """A provider that is switched off lets nobody in, however far they were."""
    provider.knows("noor-2", **NOOR)
    browser = lobby.browser()
    address = provider.sign_in(await leave(browser), "noor-2")
    await let_sign_in_by(lobby, provider, active=False)

    answer = await browser.get(address)

    assert answer.status_code == 404


async def test_a_suspended_organisation(lobby: Lobby, provider: OpenIdProvider):
    """Nobody of a suspended organisation is let in."""
    provider.knows("noor-2", **NOOR)
    browser = lobby.browser()
    address = provider.sign_in(await leave(browser), "noor-2")
    now = lobby.clock.now()
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.change_tenant(replace(nouns.tenant, suspended_at=now))
    )

    answer = await browser.get(address)

    assert answer.status_code == 404


async def test_a_provider_that_is_away(lobby: Lobby, provider: OpenIdProvider):
    """While the provider is away people read so, and can still type a password."""
    gone = f"http://127.0.0.1:{free_port()}"
    await let_sign_in_by(lobby, provider, issuer=gone)
    browser = lobby.browser()

    answer = await begin(browser)

    assert answer.status_code == 502
    assert "does not answer" in answer.text
    assert 'href="/sign-in"' in answer.text


async def test_a_secret_that_is_wrong(lobby: Lobby, provider: OpenIdProvider):
    """An expired client secret is named as what IT has to mend."""
    provider.knows("noor-2", **NOOR)
    sealed = lobby.app.state.parts.box.seal(
        b"expired", "identity_provider", TENANT, PROVIDER
    )
    await let_sign_in_by(lobby, provider, sealed_secret=sealed)
    browser = lobby.browser()

    answer = await sign_in_by(browser, provider, "noor-2")

    assert "does not know Portico" in answer.text


async def test_a_secret_of_another_organisation(lobby: Lobby, provider: OpenIdProvider):
    """A sealed secret that was moved to another row does not open there."""
    sealed = lobby.app.state.parts.box.seal(
        b"theirs", "identity_provider", OTHER_TENANT, PROVIDER
    )
    await let_sign_in_by(lobby, provider, sealed_secret=sealed)
    browser = lobby.browser()

    answer = await begin(browser)

    assert "does not know Portico" in answer.text
