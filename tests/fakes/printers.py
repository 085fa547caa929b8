"""Kiosks with printers, as their own reports tell of them."""

import httpx

from admin_server.core.kiosk_matters import OrderedBadge
from admin_server.core.tenants import Kiosk
from admin_server.security.devices import hash_token
from tests.fakes.at_the_kiosk import post
from tests.fakes.lobby import HOUSE, TENANT, TOKEN, Lobby

SECOND_TOKEN = "pk_kiosk-second_second-secret-second-secret"


async def add_second_kiosk(lobby: Lobby) -> None:
    """Stand another kiosk beside the house's first one."""
    kiosk = Kiosk("kiosk-second", "Side door", HOUSE.id, hash_token(SECOND_TOKEN))
    await lobby.store.for_tenant(TENANT).write(lambda n: n.kiosks.put(kiosk))


async def says(lobby: Lobby, printer: str, *, token: str = TOKEN) -> httpx.Response:
    """Have a kiosk say how its printer is."""
    return await post(lobby, "/kiosk/health", {"printer": printer}, token=token)


async def somebody_came(lobby: Lobby, name: str = "Mara Lindt") -> str:
    """Check somebody in at the house's first kiosk; names the visit."""
    invitation = await lobby.expect(name)
    await lobby.check_in(**{"pass": lobby.pass_of(invitation)})
    return invitation.visit


async def orders_of(lobby: Lobby, visit: str) -> list[OrderedBadge]:
    """Give the orders of a visit's badge."""
    return await lobby.store.for_tenant(TENANT).read(lambda n: n.badge_orders.of(visit))
