"""A lobby that can sign passes, and what its visitors are asked by."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

from admin_server.core.invitations import Asked, invite_together
from admin_server.core.visits import Invitation
from admin_server.security.chance import CHANCE
from tests.fakes.lobby import HOUSE, JONAS, KEY, TENANT, Lobby

MAIL = "mara@lindt.example"


async def seal_pass_key(lobby: Lobby) -> None:
    """Let the lobby's tenant sign passes by the key that tests know."""
    box = lobby.app.state.parts.box
    sealed = box.seal(KEY.private_bytes_raw(), "tenant", TENANT, "pass_key")
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.change_tenant(replace(nouns.tenant, sealed_pass_key=sealed))
    )


async def invite_by_mail(
    lobby: Lobby, *, arrival: datetime | None = None, **changes: object
) -> Invitation:
    """Invite Mara as the dashboard does, with her mail waiting to be sent."""
    start = arrival or lobby.clock.now() + timedelta(hours=1)
    values: dict[str, object] = {
        "name": "Mara Lindt",
        "email": MAIL,
        "host": JONAS.id,
        "site": HOUSE.id,
        "arrival": start,
        "departure": start + timedelta(hours=2),
    }
    asked = Asked(**(values | changes))
    (made,) = await lobby.store.for_tenant(TENANT).write(
        lambda nouns: invite_together(
            nouns,
            [asked],
            party=str(uuid4()),
            now=lobby.clock.now(),
            chance=CHANCE,
            by="user:user-reception",
        )
    )
    return made
