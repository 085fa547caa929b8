"""A tenant with a lobby: sites, hosts, a room, a kiosk, and people who come."""

import itertools
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI

from admin_server.app import World, build_app
from admin_server.calendars.memory import MemoryCalendar
from admin_server.core.connections import Connection
from admin_server.core.invitations import Asked, invite
from admin_server.core.meetings import Answer, Attendee, AttendeeKind, Meeting
from admin_server.core.people import Host
from admin_server.core.places import RoomNote, Site, Wifi
from admin_server.core.ports import Calendar, Consent, Directory
from admin_server.core.rooms import Room
from admin_server.core.tenants import Kiosk, Tenant
from admin_server.core.users import Role, SignInMethod, User
from admin_server.core.visits import Invitation, Visit
from admin_server.notifiers.memory import MemoryNotifier
from admin_server.security.chance import CHANCE
from admin_server.security.devices import hash_token
from admin_server.settings import Settings
from admin_server.storage.store import SqlStore, open_store
from admin_server.web.dashboard.door import COOKIE, new_secret, open_session
from shared.visit_pass import VisitPass, sign_pass
from shared.wifi import WifiSecurity
from tests.fakes.clock import FixedClock
from tests.fakes.migrated import new_database

TENANT = "7a0e2c4e-0000-4000-8000-000000000001"
OTHER_TENANT = "7a0e2c4e-0000-4000-8000-000000000002"
HOUSE = Site(
    id="site-house",
    key="house",
    name="Lakeside House",
    time_zone="Europe/Zurich",
    address="Lake Road 1",
    wifi=Wifi("Portico Guest", WifiSecurity.WPA, password="lake-4827-mint"),
    reception="To your right, by the stairs",
)
HARBOUR = Site(
    id="site-harbour",
    key="harbour",
    name="Harbour Street",
    time_zone="Europe/Zurich",
    address="Harbour Street 4",
)
JONAS = Host(
    id="host-jonas",
    name="Jonas Weber",
    email="jonas.weber@lakeside.example",
    mailbox="jonas.weber@lakeside.example",
    department="Research",
)
PRIYA = Host(
    id="host-priya",
    name="Priya Nair",
    email="priya.nair@lakeside.example",
    language="de",
)
ROOM_A = Room(
    address="room-a@lakeside.example",
    name="Conference Room A",
    building="Main building",
    floor="2",
    site=HOUSE.id,
)
NOTE_A = RoomNote(ROOM_A.address, "Floor 2, left after the lift", turn="left")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
ADMIN = User("user-admin", "ines@lakeside.example", "Ines Albrecht", Role.TENANT_ADMIN)
SITE_ADMIN = User(
    "user-site-admin",
    "samir@lakeside.example",
    "Samir Haddad",
    Role.SITE_ADMIN,
    sites=(HOUSE.id,),
)
RECEPTION = User(
    "user-reception",
    "noor@lakeside.example",
    "Noor Jansen",
    Role.RECEPTIONIST,
    sites=(HOUSE.id,),
)
MEMBER = User(
    "user-member",
    JONAS.email,
    JONAS.name,
    Role.MEMBER,
    sites=(HOUSE.id,),
)
OTHER_ADMIN = User("user-other", "boss@other.example", "Other Boss", Role.TENANT_ADMIN)
STAFF = (ADMIN, SITE_ADMIN, RECEPTION, MEMBER)
TOKEN = "pk_kiosk-house_house-secret-house-secret"
HARBOUR_TOKEN = "pk_kiosk-harbour_harbour-secret"
OTHER_TOKEN = "pk_kiosk-other_other-secret"


def tenant_named(tenant_id: str, slug: str, key: Ed25519PrivateKey) -> Tenant:
    """A tenant whose passes a test can sign itself."""
    return Tenant(
        id=tenant_id,
        slug=slug,
        name=slug.title(),
        pass_key=key.public_key().public_bytes_raw(),
        sealed_pass_key="sealed elsewhere",
        domains=(f"{slug}.example",),
    )


def meeting(start: datetime, *attendees: Attendee, **changes: object) -> Meeting:
    """A half-hour meeting with Room A, unless said otherwise."""
    number = next(_numbers)
    values: dict[str, object] = {
        "id": f"meeting-{number}",
        "uid": f"uid-{number}",
        "start": start,
        "end": start + timedelta(minutes=30),
        "attendees": (
            Attendee(JONAS.email, "Jonas Weber", answer=Answer.ACCEPTED),
            Attendee(ROOM_A.address, ROOM_A.name, AttendeeKind.ROOM, Answer.ACCEPTED),
            *attendees,
        ),
    }
    return Meeting(**(values | changes))  # type: ignore[arg-type]


_numbers = itertools.count(1)


@dataclass
class Lobby:
    """A running server with one tenant's lobby, and a way to talk to it as a kiosk."""

    store: SqlStore
    clock: FixedClock
    calendar: MemoryCalendar
    mail: MemoryNotifier
    http: httpx.AsyncClient
    folder: Path
    app: FastAPI

    async def expect(
        self,
        name: str = "Mara Lindt",
        *,
        arrival: datetime | None = None,
        stays: timedelta = timedelta(hours=2),
        **asked: object,
    ) -> Invitation:
        """Invite somebody; to Jonas at the house, now, unless said otherwise."""
        start = arrival or self.clock.now()
        values: dict[str, object] = {
            "host": JONAS.id,
            "site": HOUSE.id,
            "arrival": start,
            "departure": start + stays,
        }
        wanted = Asked(name=name, **(values | asked))  # type: ignore[arg-type]
        return await self.store.for_tenant(TENANT).write(
            lambda nouns: invite(nouns, wanted, now=self.clock.now(), chance=CHANCE)
        )

    async def visit(self, invitation: Invitation) -> Visit:
        """The visit of an invitation, as it stands."""
        found = await self.store.for_tenant(TENANT).read(
            lambda nouns: nouns.visits.get(invitation.visit)
        )
        assert found is not None
        return found

    def pass_of(
        self, invitation: Invitation, *, expires: datetime | None = None
    ) -> str:
        """The text of an invitation's QR code."""
        content = VisitPass(
            invitation=invitation.uuid,
            expires=expires or self.clock.now() + timedelta(days=31),
        )
        return sign_pass(content, tenant_id=TENANT, key=KEY)

    async def sign_in(
        self, user: User = RECEPTION, *, tenant: str = TENANT, strong: bool = False
    ) -> httpx.AsyncClient:
        """A browser in which somebody is signed in already."""
        token = new_secret()
        await self.store.for_tenant(tenant).write(
            lambda nouns: open_session(
                nouns,
                self.app.state.parts,
                user.id,
                token=token,
                method=SignInMethod.PASSWORD,
                strong=strong,
            )
        )
        browser = self.browser()
        browser.cookies.set(COOKIE, token, domain="lobby.example")
        return browser

    def browser(self) -> httpx.AsyncClient:
        """A browser that talks to the server as a person's does, over HTTPS."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(
            transport=transport,
            base_url="https://lobby.example",
            headers={"Accept": "text/html", "Sec-Fetch-Site": "same-origin"},
        )

    async def check_in(
        self, *, token: str = TOKEN, request_id: str | None = None, **body: object
    ) -> httpx.Response:
        """Ask for a check-in as the kiosk does."""
        said = {
            "request_id": request_id or str(uuid4()),
            "kiosk_time": self.clock.now().isoformat(),
            **body,
        }
        return await self.http.post(
            "/api/v1/check-ins", json=said, headers=bearer(token)
        )

    async def get(
        self, path: str, *, token: str = TOKEN, **params: object
    ) -> httpx.Response:
        """Ask anything else as the kiosk does."""
        return await self.http.get(
            f"/api/v1{path}",
            params=params,  # type: ignore[arg-type]
            headers=bearer(token),
        )


def bearer(token: str) -> dict[str, str]:
    """The header that carries a kiosk's token."""
    return {"Authorization": f"Bearer {token}"}


async def furnish(store: SqlStore) -> None:
    """Save two tenants: the lobby, and a stranger with the same names."""
    before = store.before_tenant
    await before.add_tenant(tenant_named(TENANT, "lakeside", KEY))
    await before.add_tenant(tenant_named(OTHER_TENANT, "elsewhere", OTHER_KEY))

    def lobby(nouns) -> None:
        for site in (HOUSE, HARBOUR):
            nouns.sites.put(site)
        for host in (JONAS, PRIYA):
            nouns.hosts.put(host)
        nouns.rooms.put(ROOM_A)
        nouns.room_notes.put(NOTE_A)
        nouns.connections.put(Connection("connection-1", "memory", "Calendar"))
        nouns.kiosks.put(
            Kiosk("kiosk-house", "Front desk", HOUSE.id, hash_token(TOKEN))
        )
        nouns.kiosks.put(
            Kiosk("kiosk-harbour", "Pier", HARBOUR.id, hash_token(HARBOUR_TOKEN))
        )
        for user in STAFF:
            nouns.users.put(user)

    def stranger(nouns) -> None:
        nouns.sites.put(HOUSE)
        nouns.kiosks.put(
            Kiosk("kiosk-other", "Front desk", HOUSE.id, hash_token(OTHER_TOKEN))
        )
        nouns.users.put(OTHER_ADMIN)

    await store.for_tenant(TENANT).write(lobby)
    await store.for_tenant(OTHER_TENANT).write(stranger)


async def _seal_pass_key(app: FastAPI) -> None:
    parts = app.state.parts
    raw = KEY.private_bytes_raw()
    sealed = parts.box.seal(raw, "tenant", TENANT, "pass_key")
    await parts.store.for_tenant(TENANT).write(
        lambda nouns: nouns.change_tenant(replace(nouns.tenant, sealed_pass_key=sealed))
    )


@asynccontextmanager
async def open_lobby(
    folder: Path,
    *,
    now: datetime | None = None,
    deliver: bool = True,
    calendars: Mapping[str, Calendar] | None = None,
    consents: Mapping[str, Consent] | None = None,
    directories: Mapping[str, Directory] | None = None,
    room_seconds: float = 2.0,
    public_url: str | None = None,
    database: str | None = None,
    joins: bool = False,
    extra: Mapping[str, object] | None = None,
) -> AsyncIterator[Lobby]:
    """Run the real server application over a real database in a folder.

    Args:
        calendars: other providers, besides the one in memory.
        consents, directories: in the place of the real ones.
        database: its address, where it is not one of this lobby's own.
        joins: another lobby runs on the same database and has furnished it.
        extra: other settings of the server.
    """
    settings = Settings(
        database_url=database or new_database(folder / "portico.db"),
        key_file=f"{folder}/portico.key",
        room_seconds=room_seconds,
        public_url=public_url,
    )
    if not joins:
        store = open_store(settings.database_url)
        await furnish(store)
        store.close()
    clock = FixedClock(now) if now else FixedClock()
    calendar, mail = MemoryCalendar(), MemoryNotifier()
    world = World(
        clock=clock,
        calendars={"memory": calendar, **(calendars or {})},
        notifiers={"email": mail} if deliver else {},
        consents=consents,
        directories=directories,
        # Whoever tests that has it look, and nobody else's calendar is asked.
        follows=False,
    )
    app = build_app(replace(settings, **(extra or {})), world)  # type: ignore[arg-type]
    if not joins:
        await _seal_pass_key(app)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://lobby") as http,
    ):
        yield Lobby(
            store=app.state.parts.store,
            clock=clock,
            calendar=calendar,
            mail=mail,
            http=http,
            folder=folder,
            app=app,
        )


__all__ = ["UTC", "Lobby", "bearer", "meeting", "open_lobby"]
