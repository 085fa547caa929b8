"""Who is calling: from the token to the kiosk, its site and its tenant."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request
from typing_extensions import override

from admin_server.core.invitations import Invented
from admin_server.core.kiosk_versions import is_too_old
from admin_server.core.pairing import OLDEST_TOKEN, take_up_token
from admin_server.core.ports import (
    NOT_MEASURED,
    Calendar,
    Clock,
    Consent,
    Directory,
    Following,
    KioskIdentity,
    KioskKeys,
    Measures,
    Notifier,
    RoomSearch,
    SecretBox,
    Store,
    TenantStore,
)
from admin_server.core.tenants import Tenant
from admin_server.core.watches import Push
from admin_server.outbound.client import Client
from admin_server.pulse import Pulse
from admin_server.security.calendar_refs import CalendarRefs
from admin_server.security.devices import bearer_token, hash_token
from admin_server.security.once import UsedOnce
from admin_server.security.passwords import Passwords
from admin_server.web.limits import DeviceLimits, PeopleLimits
from admin_server.web.pairing_limits import PairingLimits
from admin_server.web.readiness import Readiness
from admin_server.web.roster_locks import RosterLocks
from admin_server.web.sign_in_pace import SignInPace
from admin_server.web.tokens_seen import TokensSeen
from shared.refusals import Refusal, Refused
from shared.version import VERSION


class NobodyFollows(Following):
    """Stands in where nothing is followed."""

    @override
    def nudge(self, tenant: str, watch: str) -> None:
        """Do nothing."""

    @override
    def came(self, tenant: str, host: str) -> None:
        """Do nothing."""

    @override
    def look_again(self) -> None:
        """Do nothing."""

    @override
    def pushed(self, push: Push) -> None:
        """Do nothing."""

    @override
    async def let_go(self, tenant: str, connection: str) -> None:
        """Do nothing."""


@dataclass(frozen=True)
class Parts:
    """What `app.py` built for the web to use.

    Attributes:
        room_time: how long after a check-in a room may still be found.
        box: seals what a browser or the database keeps for us.
        kiosk_keys: the keys of what kiosks keep while they cannot reach us.
        mail: gives what carries a tenant's mail; None: nobody set anything up.
        public_url: where people reach this server, without a slash at the end.
        private_ca: who vouches for this server besides, in PEM; None: nobody.
        http: asks everything outside, such as an identity provider.
        elsewhere: where the operator says that providers are, by kind of connection.
        refs: opens what a provider needs to read a calendar.
        consents: how people permit us to read calendars, by kind of connection.
        directories: who works at an organisation, by kind of connection.
        following: keeps up with meetings before people arrive.
        readiness: looks at everything that the server needs to work.
        measures: takes note of what happens.
        sign_ins: answers of sign-ins that do not work a second time.
        tokens_seen: whose tokens they were; it lets nobody in.
    """

    store: Store
    clock: Clock
    pulse: Pulse
    rooms: RoomSearch
    calendars: Mapping[str, Calendar]
    refs: CalendarRefs
    chance: Invented
    limits: DeviceLimits
    room_time: timedelta
    box: SecretBox
    kiosk_keys: KioskKeys
    public_url: str
    mail: Callable[[Tenant], Notifier | None]
    http: Client
    readiness: Readiness
    measures: Measures = NOT_MEASURED
    private_ca: str | None = None
    elsewhere: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sign_ins: UsedOnce = field(default_factory=UsedOnce)
    sign_in_pace: SignInPace = field(default_factory=SignInPace)
    pairing_limits: PairingLimits = field(default_factory=PairingLimits)
    tokens_seen: TokensSeen = field(default_factory=TokensSeen)
    people: PeopleLimits = field(default_factory=PeopleLimits)
    consents: Mapping[str, Consent] = field(default_factory=dict)
    directories: Mapping[str, Directory] = field(default_factory=dict)
    following: Following = field(default_factory=NobodyFollows)
    passwords: Passwords = field(default_factory=Passwords)
    roster_locks: RosterLocks = field(default_factory=RosterLocks)

    @property
    def schedules(self) -> Callable[[str], bool]:
        """Tells of a kind of connection whether its rooms answer invitations."""
        return scheduling(self.calendars)


def scheduling(calendars: Mapping[str, Calendar]) -> Callable[[str], bool]:
    """Tell of a kind of connection whether its rooms answer invitations."""
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
    token = bearer_token(request.headers.get("authorization"))
    identity = await _identity(parts, token) if token else None
    if token is None or identity is None:
        raise Refused(Refusal.KIOSK_UNKNOWN, "This kiosk is not paired.")
    if identity.suspended:
        # Not 401: the kiosk would forget its token, and somebody would have to walk
        # to every lobby once the organisation is let in again.
        raise Refused(Refusal.UNAVAILABLE, "This organisation is suspended.")
    parts.limits.call(identity.kiosk)
    store = parts.store.for_tenant(identity.tenant)
    if identity.rotated:
        used = hash_token(token)
        await store.write(
            lambda nouns: take_up_token(
                nouns, nouns.kiosks.get(identity.kiosk), token_hash=used
            )
        )
    return CurrentKiosk(
        id=identity.kiosk,
        site=identity.site,
        tenant=identity.tenant,
        store=store,
    )


async def refuse_kiosk_tokens(request: Request) -> None:
    """Let nobody in who shows a kiosk's token where none belongs.

    Raises:
        Refused: a token was shown, whether or not it counts.
    """
    if bearer_token(request.headers.get("authorization")) is not None:
        raise Refused(Refusal.NOT_ALLOWED, "A kiosk's token does not belong here.")


async def refuse_old_kiosks(request: Request) -> None:
    """Let no kiosk in whose software is two versions behind or more.

    Raises:
        Refused: it has to be updated; else it would fail oddly, call by call.
    """
    if is_too_old(request.headers.get("user-agent", ""), server=VERSION):
        raise Refused(Refusal.KIOSK_TOO_OLD, "This kiosk's software must be updated.")


async def parts_at_once(request: Request) -> Parts:
    """The same for FastAPI to ask."""
    # FastAPI sends whatever is not async to another thread and back.
    return parts_of(request)


async def _identity(parts: Parts, token: str) -> KioskIdentity | None:
    identity = await parts.store.before_tenant.kiosk_by_token(hash_token(token))
    made_at = identity.token_made_at if identity else None
    if made_at is not None and parts.clock.now() >= made_at + OLDEST_TOKEN:
        return None
    return identity


Kiosk = Annotated[CurrentKiosk, Depends(current_kiosk)]
App = Annotated[Parts, Depends(parts_at_once)]
