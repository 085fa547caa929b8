"""What somebody does with a passkey, step by step."""

from dataclasses import replace

import httpx

from admin_server.core.users import User
from tests.fakes.lobby import RECEPTION, TENANT, Lobby
from tests.fakes.soft_passkey import SoftPasskey

LIST = "/account/passkeys"


def reach_at(lobby: Lobby, public_url: str) -> None:
    """Say where people reach the server."""
    state = lobby.app.state
    state.parts = replace(state.parts, public_url=public_url)


async def add(
    browser: httpx.AsyncClient,
    key: SoftPasskey,
    name: str = "Laptop",
    *,
    password: str = "",
) -> httpx.Response:
    """Add a passkey, as the page's script does."""
    options = (await browser.post(f"{LIST}/options")).json()
    answer = key.create(options)
    form = {"name": name, "answer": answer, "current_password": password}
    return await browser.post(LIST, data=form)


async def show(
    browser: httpx.AsyncClient, key: SoftPasskey, next_path: str = "/visits"
) -> httpx.Response:
    """Sign in by a passkey, as the page's script does."""
    options = (await browser.post("/sign-in/passkey/options")).json()
    answer = key.get(options)
    return await browser.post(
        "/sign-in/passkey", data={"answer": answer, "next": next_path}
    )


async def kept(lobby: Lobby, user: User = RECEPTION, tenant: str = TENANT):
    """Somebody's passkeys in the database."""
    return await lobby.store.for_tenant(tenant).read(
        lambda nouns: nouns.passkeys.of_user(user.id)
    )


async def with_key(lobby: Lobby) -> SoftPasskey:
    """A passkey of the receptionist."""
    key = SoftPasskey()
    await add(await lobby.sign_in(RECEPTION), key)
    return key
