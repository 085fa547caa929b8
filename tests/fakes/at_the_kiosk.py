"""What a kiosk of the lobby asks besides check-ins, and what its site chose for it."""

from dataclasses import replace
from uuid import uuid4

import httpx

from admin_server.core.kiosk_matters import Delivery, HelpCall
from admin_server.core.places import HelpContact
from shared.kiosk_options import KioskOptions
from tests.fakes.lobby import HOUSE, JONAS, TENANT, TOKEN, Lobby, bearer

HELPER = HelpContact("Noor Jansen", "noor@lakeside.example", "+41 44 000 00 00")


async def post(
    lobby: Lobby, path: str, said: dict[str, object], *, token: str = TOKEN
) -> httpx.Response:
    """Send a body as a kiosk does."""
    return await lobby.http.post(f"/api/v1{path}", json=said, headers=bearer(token))


async def look_up(
    lobby: Lobby, name: str, *, looking: str = "arriving", token: str = TOKEN
) -> httpx.Response:
    """Type a full name."""
    return await post(
        lobby, "/look-ups", {"name": name, "looking": looking}, token=token
    )


async def claim_of(lobby: Lobby, name: str, *, looking: str = "arriving") -> str:
    """Type a full name that one visit has, and take its claim."""
    (choice,) = (await look_up(lobby, name, looking=looking)).json()["choices"]
    return str(choice["claim"])


async def deliver(
    lobby: Lobby, *, token: str = TOKEN, **said: object
) -> httpx.Response:
    """Bring something; to Jonas, one parcel, now, unless said otherwise."""
    usual: dict[str, object] = {
        "request_id": str(uuid4()),
        "kiosk_time": lobby.clock.now().isoformat(),
        "host_id": JONAS.id,
    }
    return await post(lobby, "/deliveries", {**usual, **said}, token=token)


async def ask_for_help(
    lobby: Lobby, *, token: str = TOKEN, **said: object
) -> httpx.Response:
    """Call somebody to the kiosk."""
    usual: dict[str, object] = {
        "request_id": str(uuid4()),
        "kiosk_time": lobby.clock.now().isoformat(),
    }
    return await post(lobby, "/help-calls", {**usual, **said}, token=token)


async def set_options(lobby: Lobby, **options: object) -> None:
    """Choose for the kiosks of the house."""
    chosen = KioskOptions(**options)  # type: ignore[arg-type]
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.sites.put(replace(n.sites.get(HOUSE.id), kiosk=chosen))
    )


async def set_helper(lobby: Lobby, contact: HelpContact = HELPER) -> None:
    """Say who comes when somebody at the house asks for help."""
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.sites.put(replace(n.sites.get(HOUSE.id), help=contact))
    )


async def revoke_kiosk(lobby: Lobby) -> None:
    """Revoke the kiosk of the house."""
    now = lobby.clock.now()
    await lobby.store.for_tenant(TENANT).write(
        lambda n: n.kiosks.put(replace(n.kiosks.get("kiosk-house"), revoked_at=now))
    )


async def open_calls(lobby: Lobby, *, tenant: str = TENANT) -> list[HelpCall]:
    """Who waits at the house for a person."""
    return await lobby.store.for_tenant(tenant).read(
        lambda n: n.help_calls.open(HOUSE.id)
    )


async def open_deliveries(lobby: Lobby, *, tenant: str = TENANT) -> list[Delivery]:
    """What waits at the house to be handed over."""
    return await lobby.store.for_tenant(tenant).read(
        lambda n: n.deliveries.open(HOUSE.id)
    )
