"""Who is calling: from the token to the kiosk, its site and its tenant."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request

from admin_server.core.invitations import Invented
from admin_server.core.ports import (
    Calendar,
    Clock,
    KioskIdentity,
    RoomSearch,
    SecretBox,
    Store,
    TenantStore,
)
from admin_server.pulse import Pulse
from admin_server.security.devices import bearer_token, hash_token
from admin_server.web.limits import DeviceLimits
from shared.refusals import Refusal, Refused


@dataclass(frozen=True)
class Parts:
    """What `app.py` built for the web to use.

    Attributes:
        room_time: how long after a check-in a room may still be found.
        box: seals what a browser or the database keeps for us.
        public_url: where people reach this server, without a slash at the end.
    """

    store: Store
    clock: Clock
    pulse: Pulse
    rooms: RoomSearch
    calendars: Mapping[str, Calendar]
    chance: Invented
    limits: DeviceLimits
    room_time: timedelta
    box: SecretBox
    public_url: str

    @property
    def schedules(self) -> Callable[[str], bool]:
        """Tells of a kind of connection whether its rooms answer invitations."""
        calendars = self.calendars
        return lambda kind: kind in calendars and calendars[kind].can_schedule


def parts_of(request: Request) -> Parts:
    """The parts of the application that answers this request."""
    parts: Parts = request.app.state.parts
    return parts


@dataclass(frozen=True)
class CurrentKiosk:
    """The kiosk that is calling, and its tenant's store."""

    id: str
    site: str
    tenant: str
    store: TenantStore


async def current_kiosk(request: Request) -> CurrentKiosk:
    """Find the kiosk by its token.

    Raises:
        Refused: no token, a wrong one or a revoked one; all sound the same.
        Limited: the kiosk calls too often.
    """
    parts = parts_of(request)
    identity = await _identity(parts, request.headers.get("authorization"))
    if identity is None:
        raise Refused(Refusal.KIOSK_UNKNOWN, "This kiosk is not paired.")
    parts.limits.call(identity.kiosk)
    return CurrentKiosk(
        id=identity.kiosk,
        site=identity.site,
        tenant=identity.tenant,
        store=parts.store.for_tenant(identity.tenant),
    )


async def _identity(parts: Parts, authorization: str | None) -> KioskIdentity | None:
    token = bearer_token(authorization)
    if token is None:
        return None
    return await parts.store.before_tenant.kiosk_by_token(hash_token(token))


Kiosk = Annotated[CurrentKiosk, Depends(current_kiosk)]
App = Annotated[Parts, Depends(parts_of)]
