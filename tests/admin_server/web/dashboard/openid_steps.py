"""What somebody does who signs in by a provider, step by step."""

import html
import re

import httpx

from admin_server.core.users import IdentityProvider, User
from tests.fakes.lobby import TENANT, Lobby
from tests.fakes.openid_provider import OpenIdProvider

CALLBACK = "/sign-in/openid/callback"
LEAVING = re.compile(r'http-equiv="refresh" content="0; url=([^"]+)"')
PROVIDER = "provider-1"


async def let_sign_in_by(
    lobby: Lobby,
    provider: OpenIdProvider,
    *,
    kind: str = "openid",
    tenant: str = TENANT,
    **changes: object,
) -> None:
    """Add a running provider to a tenant, registered as it has to be."""
    client, secret = provider.register(f"{lobby.app.state.parts.public_url}{CALLBACK}")
    box = lobby.app.state.parts.box
    sealed = box.seal(secret.encode(), "identity_provider", tenant, PROVIDER)
    values: dict[str, object] = {
        "id": PROVIDER,
        "kind": kind,
        "name": "Example ID",
        "issuer": provider.issuer,
        "client_id": client,
        "sealed_secret": sealed,
    }
    wanted = IdentityProvider(**(values | changes))  # type: ignore[arg-type]
    await lobby.store.for_tenant(tenant).write(
        lambda nouns: nouns.identity_providers.put(wanted)
    )


async def begin(
    browser: httpx.AsyncClient, *, tenant: str = "lakeside", **said: str
) -> httpx.Response:
    """Press the provider's button on the sign-in page."""
    form = {"tenant": tenant, "provider": PROVIDER, "next": "/visits", **said}
    return await browser.post("/sign-in/openid", data=form)


async def leave(browser: httpx.AsyncClient, **said: str) -> str:
    """Press the button; gives the provider's address that the page goes on to."""
    answer = await begin(browser, **said)
    found = LEAVING.search(answer.text)
    assert found, answer.text
    return html.unescape(found[1])


async def sign_in_by(
    browser: httpx.AsyncClient, provider: OpenIdProvider, subject: str
) -> httpx.Response:
    """Go the whole way: button, provider, back."""
    return await browser.get(provider.sign_in(await leave(browser), subject))


async def change_user(lobby: Lobby, user: User) -> None:
    """Save a user of the lobby's tenant."""
    await lobby.store.for_tenant(TENANT).write(lambda nouns: nouns.users.put(user))


async def session_of(lobby: Lobby, user: User):
    """The newest session of somebody."""
    found = await lobby.store.for_tenant(TENANT).read(
        lambda nouns: nouns.sessions.of_user(user.id)
    )
    return found[0]
