"""The settings of identity providers, and what the sign-in page shows of them."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from admin_server.core.users import IdentityProvider
from tests.admin_server.web.dashboard.openid_steps import PROVIDER, let_sign_in_by
from tests.fakes.lobby import ADMIN, SITE_ADMIN, TENANT, Lobby
from tests.fakes.openid_provider import OpenIdProvider, open_provider
from tests.fakes.ports import free_port

pytestmark = pytest.mark.xdist_group("openid")
LIST = "/settings/sign-in"
DIRECTORY = "1f8c2a40-5e1b-4c8e-9d7a-0c3b8b6f2d11"
ENTRA = {
    "name": "Microsoft",
    "directory": DIRECTORY,
    "client_id": "client",
    "secret": "s3cret~value",
    "active": "yes",
}
KEYCLOAK = {
    "name": "Lakeside ID",
    "issuer": "https://sso.lakeside.example/realms/main",
    "client_id": "portico",
    "secret": "s3cret",
    "active": "yes",
}


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenIdProvider]:
    with open_provider() as opened:
        yield opened


async def saved(lobby: Lobby) -> list[IdentityProvider]:
    return await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.identity_providers.all()
    )


def secret_of(lobby: Lobby, one: IdentityProvider) -> bytes:
    assert one.sealed_secret is not None
    box = lobby.app.state.parts.box
    return box.open(one.sealed_secret, "identity_provider", TENANT, one.id)


async def test_microsoft_is_added(lobby: Lobby):
    """An admin adds their Microsoft directory; its secret is sealed."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(f"{LIST}/new/microsoft", data=ENTRA)

    found = (await saved(lobby))[0]
    assert answer.headers["location"] == f"{LIST}/{found.id}"
    assert found.issuer == f"https://login.microsoftonline.com/{DIRECTORY}/v2.0"
    assert "s3cret" not in repr(found)
    assert secret_of(lobby, found) == b"s3cret~value"


async def test_google_is_added(lobby: Lobby):
    """Google needs only a client id and its secret."""
    browser = await lobby.sign_in(ADMIN)
    form = {"name": "Google", "client_id": "x.apps.googleusercontent.com"}

    await browser.post(f"{LIST}/new/google", data={**form, "secret": "s3cret"})

    assert [one.issuer for one in await saved(lobby)] == ["https://accounts.google.com"]


@pytest.mark.parametrize(
    "typed",
    [
        "https://sso.lakeside.example/realms/main",
        "https://sso.lakeside.example/realms/main/.well-known/openid-configuration",
    ],
)
async def test_any_other_provider_is_added(lobby: Lobby, typed: str):
    """An issuer may be copied with the path of its description."""
    browser = await lobby.sign_in(ADMIN)

    await browser.post(f"{LIST}/new/openid", data={**KEYCLOAK, "issuer": typed})

    assert [one.issuer for one in await saved(lobby)] == [KEYCLOAK["issuer"]]


async def test_a_public_client_has_no_secret(lobby: Lobby):
    """Some providers give no secret, and need none."""
    browser = await lobby.sign_in(ADMIN)

    await browser.post(f"{LIST}/new/openid", data={**KEYCLOAK, "secret": ""})

    assert [one.sealed_secret for one in await saved(lobby)] == [None]


@pytest.mark.parametrize(
    ("kind", "form", "sentence"),
    [
        ("microsoft", ENTRA | {"directory": "common"}, "anybody with any Microsoft"),
        ("microsoft", ENTRA | {"directory": "Organizations"}, "anybody with any"),
        ("microsoft", ENTRA | {"directory": "lakeside"}, "not a directory ID"),
        ("microsoft", ENTRA | {"directory": ""}, "Fill this in"),
        ("microsoft", ENTRA | {"secret": ""}, "Fill this in"),
        ("google", {"name": "Google", "client_id": "x"}, "Fill this in"),
        ("openid", KEYCLOAK | {"issuer": "http://sso.example"}, "begins with https"),
        ("openid", KEYCLOAK | {"issuer": "https://u:p@sso.example"}, "begins with"),
        ("openid", KEYCLOAK | {"issuer": ""}, "Fill this in"),
        ("openid", KEYCLOAK | {"issuer": "https://[broken"}, "begins with https"),
        (
            "openid",
            KEYCLOAK | {"issuer": "https://login.microsoftonline.com/common/v2.0"},
            "under their own name",
        ),
        (
            "openid",
            KEYCLOAK | {"issuer": "https://accounts.google.com"},
            "under their own name",
        ),
        ("openid", KEYCLOAK | {"client_id": "with space"}, "Copy it once more"),
        ("openid", KEYCLOAK | {"client_id": ""}, "Fill this in"),
        ("openid", KEYCLOAK | {"secret": "süß"}, "Copy it once more"),
        ("openid", KEYCLOAK | {"name": ""}, "Fill this in"),
        ("openid", KEYCLOAK | {"name": "x" * 61}, "at most 60"),
    ],
    ids=str,
)
async def test_what_does_not_fit_is_not_saved(
    lobby: Lobby, kind: str, form: dict[str, str], sentence: str
):
    """What cannot work is refused with what to do, and what was typed stays."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.post(f"{LIST}/new/{kind}", data=form)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "s3cret" not in answer.text
    assert await saved(lobby) == []


async def test_plain_http_is_for_tests_on_this_machine(lobby: Lobby):
    """Once people reach the server by its name, no provider may be on plain HTTP."""
    state = lobby.app.state
    state.parts = replace(state.parts, public_url="https://lobby.example")
    browser = await lobby.sign_in(ADMIN)
    form = KEYCLOAK | {"issuer": "http://127.0.0.1:9400"}

    answer = await browser.post(f"{LIST}/new/openid", data=form)

    assert answer.status_code == 422
    assert await saved(lobby) == []


async def test_there_are_three_kinds(lobby: Lobby):
    """There is no page for a kind that we do not know."""
    browser = await lobby.sign_in(ADMIN)

    answer = await browser.get(f"{LIST}/new/facebook")

    assert answer.status_code == 404


@pytest.mark.parametrize("kind", ["microsoft", "google", "openid"])
async def test_the_redirect_uri_is_shown(lobby: Lobby, kind: str):
    """An admin reads exactly what has to be registered, before anything is saved."""
    browser = await lobby.sign_in(ADMIN)

    page = await browser.get(f"{LIST}/new/{kind}")

    assert "http://127.0.0.1:8600/sign-in/openid/callback" in page.text
    assert "data-copy" in page.text


async def test_a_secret_is_kept_and_never_shown(lobby: Lobby, provider: OpenIdProvider):
    """Changing the name keeps the secret, which nobody reads again."""
    await let_sign_in_by(lobby, provider)
    before = (await saved(lobby))[0]
    browser = await lobby.sign_in(ADMIN)
    page = await browser.get(f"{LIST}/{PROVIDER}")

    form = {"name": "New name", "client_id": "other", "secret": "", "active": "yes"}
    await browser.post(f"{LIST}/{PROVIDER}", data=form)

    after = (await saved(lobby))[0]
    assert "••••" in page.text
    assert str(before.sealed_secret) not in page.text
    assert after == replace(before, name="New name", client_id="other")


async def test_a_secret_is_replaced(lobby: Lobby, provider: OpenIdProvider):
    """A new secret takes the old one's place."""
    await let_sign_in_by(lobby, provider)
    browser = await lobby.sign_in(ADMIN)
    form = {"name": "ID", "client_id": "portico", "secret": "fresh", "active": "yes"}

    await browser.post(f"{LIST}/{PROVIDER}", data=form)

    assert secret_of(lobby, (await saved(lobby))[0]) == b"fresh"


async def test_the_issuer_stays(lobby: Lobby, provider: OpenIdProvider):
    """Nobody turns one provider into another under the same people."""
    await let_sign_in_by(lobby, provider)
    browser = await lobby.sign_in(ADMIN)
    form = KEYCLOAK | {"issuer": "https://evil.example"}

    await browser.post(f"{LIST}/{PROVIDER}", data=form)

    assert [one.issuer for one in await saved(lobby)] == [provider.issuer]


async def test_a_provider_is_tested(lobby: Lobby, provider: OpenIdProvider):
    """The test says who answers, and where people will sign in."""
    await let_sign_in_by(lobby, provider)
    browser = await lobby.sign_in(ADMIN)

    page = await browser.post(f"{LIST}/{PROVIDER}/test")

    assert f"answers as {provider.issuer}" in page.text
    assert "in a way that we accept (RS256)" in page.text


async def test_a_provider_that_does_not_answer(lobby: Lobby, provider: OpenIdProvider):
    """The test says what to look at where nobody answers."""
    gone = f"http://127.0.0.1:{free_port()}"
    await let_sign_in_by(lobby, provider, issuer=gone)
    browser = await lobby.sign_in(ADMIN)

    page = await browser.post(f"{LIST}/{PROVIDER}/test")

    assert "does not answer" in page.text


async def test_an_address_of_something_else(lobby: Lobby, provider: OpenIdProvider):
    """The test tells a wrong address from a provider that is away."""
    await let_sign_in_by(lobby, provider, issuer=f"{provider.issuer}/nothing")
    browser = await lobby.sign_in(ADMIN)

    page = await browser.post(f"{LIST}/{PROVIDER}/test")

    assert "but not as this provider" in page.text


async def test_a_provider_is_removed(lobby: Lobby, provider: OpenIdProvider):
    """An admin reads what will happen before a provider goes."""
    await let_sign_in_by(lobby, provider)
    browser = await lobby.sign_in(ADMIN)
    question = await browser.get(f"{LIST}/{PROVIDER}/remove")

    await browser.post(f"{LIST}/{PROVIDER}/remove")

    assert "Nobody has signed in with it yet" in question.text
    assert await saved(lobby) == []


async def test_a_site_admin_has_no_say_in_this(lobby: Lobby):
    """How people sign in is for the organisation's admins."""
    browser = await lobby.sign_in(SITE_ADMIN)

    answer = await browser.get(LIST)

    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("form", "needed"), [({"second_factor": "yes"}, True), ({}, False)]
)
async def test_a_second_factor_for_everybody(
    lobby: Lobby, form: dict[str, str], needed: bool
):
    """An admin says whether everybody needs a second factor."""
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.change_tenant(
            replace(nouns.tenant, second_factor=not needed)
        )
    )
    browser = await lobby.sign_in(ADMIN, strong=True)

    await browser.post(LIST, data=form)

    tenant = await lobby.store.for_tenant(TENANT).read(lambda nouns: nouns.tenant)
    assert tenant.second_factor is needed


async def test_a_file_that_says_so_wins(lobby: Lobby):
    """What the tenant file says about second factors is shown, locked."""
    owned = ("tenant.second_factor",)
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.change_tenant(
            replace(nouns.tenant, second_factor=True, owned=owned)
        )
    )
    browser = await lobby.sign_in(ADMIN, strong=True)

    page = await browser.get(LIST)
    await browser.post(LIST)

    tenant = await lobby.store.for_tenant(TENANT).read(lambda nouns: nouns.tenant)
    assert "Set in the configuration file." in page.text
    assert tenant.second_factor is True


async def test_the_sign_in_page_shows_an_organisations_providers(
    lobby: Lobby, provider: OpenIdProvider
):
    """Once the organisation is known, its providers have buttons; no other's do."""
    await let_sign_in_by(lobby, provider)
    browser, stranger = lobby.browser(), lobby.browser()
    await browser.post("/sign-in/organisation", data={"organisation": "lakeside"})
    await stranger.post("/sign-in/organisation", data={"organisation": "elsewhere"})

    ours = await browser.get("/sign-in")
    theirs = await stranger.get("/sign-in")

    assert "Continue with Example ID" in ours.text
    assert "Example ID" not in theirs.text


async def test_a_provider_that_is_off_has_no_button(
    lobby: Lobby, provider: OpenIdProvider
):
    """Nobody is offered a way that does not work."""
    await let_sign_in_by(lobby, provider, active=False)
    browser = lobby.browser()
    await browser.post("/sign-in/organisation", data={"organisation": "lakeside"})

    page = await browser.get("/sign-in")

    assert "Example ID" not in page.text
