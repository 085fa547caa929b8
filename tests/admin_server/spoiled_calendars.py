"""Each provider's server with the same two meetings in it, ready to be spoiled."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

from admin_server.calendars.caldav import CalDav
from admin_server.calendars.google import Google
from admin_server.calendars.microsoft import Microsoft
from admin_server.core.connections import Connection
from admin_server.core.meetings import Answer as Said
from admin_server.core.meetings import Attendee, AttendeeKind
from admin_server.core.ports import Calendar
from admin_server.core.rooms import Room
from admin_server.demo.emulators.google import GoogleEmulator
from admin_server.demo.emulators.graph import Fault as GraphFault
from admin_server.demo.emulators.graph import GraphEmulator
from admin_server.demo.emulators.graph.certificates import server_file
from admin_server.outbound.client import Client
from tests.admin_server.calendars.google.google_world import GoogleWorld
from tests.admin_server.calendars.microsoft.graph_world import SECRET, GraphWorld
from tests.contracts.calendar import Planned
from tests.fakes.canned_server import Answer, CannedServer
from tests.fakes.clock import MORNING, FixedClock
from tests.fakes.fault_proxy import FaultProxy, Tls
from tests.fakes.ics import write_ics
from tests.fakes.lobby import HOUSE, JONAS, ROOM_A, TENANT, Lobby, open_lobby

ROOM_B = Room("room-b@lakeside.example", "Conference Room B", site=HOUSE.id)
MARA = {"name": "Mara Lindt", "email": "mara@lindt.example"}
HTML = "<!doctype html><title>Maintenance</title><p>We are back soon.<br>"
GOOGLE_SAYS = {
    401: "authError",
    403: "forbidden",
    404: "notFound",
    410: "deleted",
    429: "rateLimitExceeded",
}


def _planned(uid: str, room: Room, guest: Attendee) -> Planned:
    seat = Attendee(room.address, room.name, AttendeeKind.ROOM, Said.ACCEPTED)
    return Planned(uid, MORNING, attendees=(guest, seat))


MEETINGS = (
    _planned("hers", ROOM_A, Attendee(MARA["email"], MARA["name"])),
    _planned("another", ROOM_B, Attendee("tom@other.example", "Tom Other")),
)
"""Jonas has two meetings at ten; one is Mara's."""


@dataclass(frozen=True)
class Refusal:
    """What a calendar says once instead of meetings.

    Attributes:
        after: its Retry-After.
        html: whether it is a page for people.
    """

    status: int
    after: str | None = None
    html: bool = False

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": self.after} if self.after else {}

    @property
    def times(self) -> int:
        """How often it is said: with a new token we may ask once more."""
        return 2 if self.status == 401 else 1


class Side(Protocol):
    """A provider's server."""

    kind: str
    calendar: Calendar
    port: int
    tls: Tls | None
    path: str | None

    def connection(self, url: str, secret: Path) -> Connection:
        """Say how to read it at an address; its secret is put into a file."""

    async def refuse(self, refusal: Refusal) -> None:
        """Let it refuse the next question about meetings."""


class CalDavSide:
    """A CalDAV server that only knows how to answer one question."""

    kind = "caldav"
    tls = None
    path = "/cal/"

    def __init__(self, server: CannedServer, http: Client, clock: FixedClock) -> None:
        self.calendar = CalDav(http, clock)
        self.port = int(server.url.rsplit(":", 1)[1].strip("/"))
        self._server = server
        server.give(self.path, _multistatus())

    def connection(self, url: str, secret: Path) -> Connection:
        return Connection("connection-1", self.kind, "Calendar", {"url": url})

    async def refuse(self, refusal: Refusal) -> None:
        body = HTML.encode() if refusal.html else b""
        said = Answer(refusal.status, body, refusal.headers)
        # To 500 the question is put once more, without the wish to expand.
        times = 2 if refusal.status == HTTPStatus.INTERNAL_SERVER_ERROR else 1
        self._server.give(self.path, *[said] * times, _multistatus())


class GoogleSide:
    """The stand-in for Google."""

    kind = "google"
    tls = None
    path = None

    def __init__(
        self, emulator: GoogleEmulator, http: Client, clock: FixedClock
    ) -> None:
        self.calendar = Google(http, clock)
        self.port = emulator.port
        self._seeding = emulator.seeding

    def connection(self, url: str, secret: Path) -> Connection:
        secret.write_text(self._seeding.key)
        settings = {"api_url": url, "token_url": f"{url}token"}
        reference = f"file:{secret}"
        return Connection(
            "connection-1", self.kind, "Calendar", settings, secret_from=reference
        )

    async def refuse(self, refusal: Refusal) -> None:
        await asyncio.to_thread(
            self._seeding.fail,
            path="/events",
            status=refusal.status,
            reason=GOOGLE_SAYS.get(refusal.status, "backendError"),
            after=refusal.after,
            html=refusal.html,
            times=refusal.times,
        )


class MicrosoftSide:
    """The stand-in for Microsoft 365, inside TLS."""

    kind = "microsoft"
    path = None

    def __init__(self, world: GraphWorld) -> None:
        emulator = world.emulator
        self.calendar = world.calendar
        self.port = emulator.port
        self.tls = Tls(server_file(emulator.folder), emulator.ca_file)
        self._world = world

    def connection(self, url: str, secret: Path) -> Connection:
        secret.write_text(SECRET)
        leads = {"login_url": url, "graph_url": f"{url}v1.0"}
        settings = {**self._world.settings, **leads}
        reference = f"file:{secret}"
        return Connection(
            "connection-1", self.kind, "Calendar", settings, secret_from=reference
        )

    async def refuse(self, refusal: Refusal) -> None:
        fault = GraphFault(
            "calendarView",
            refusal.status,
            headers=refusal.headers,
            html=HTML if refusal.html else "",
            times=refusal.times,
        )
        await self._world.tell("plan_fault", fault)


@asynccontextmanager
async def caldav_side(clock: FixedClock) -> AsyncIterator[Side]:
    """Run a CalDAV server."""
    async with CannedServer() as server:
        side = CalDavSide(server, Client(), clock)
        yield side
        await side.calendar.close()


@asynccontextmanager
async def google_side(
    emulator: GoogleEmulator, clock: FixedClock
) -> AsyncIterator[Side]:
    """Put the meetings into a stand-in for Google that runs."""
    side = GoogleSide(emulator, Client(), clock)
    await GoogleWorld(side.calendar, emulator.seeding).place(JONAS.mailbox, *MEETINGS)
    yield side
    await side.calendar.close()
    emulator.seeding.fail(clear=True)


@asynccontextmanager
async def microsoft_side(
    emulator: GraphEmulator, clock: FixedClock
) -> AsyncIterator[Side]:
    """Make a new organisation with the meetings in a stand-in for Microsoft."""
    world = GraphWorld(Microsoft(Client(), clock), emulator)
    await world.open()
    await world.place(JONAS.mailbox, *MEETINGS)
    yield MicrosoftSide(world)
    await world.calendar.close()


@dataclass
class SpoiledWorld:
    """A whole server whose calendar is reached over a bad network."""

    lobby: Lobby
    side: Side
    proxy: FaultProxy
    clock: FixedClock

    def forward(self, **step: float) -> None:
        """Move the clocks of server and provider on."""
        self.lobby.clock.forward(**step)
        self.clock.forward(**step)


@asynccontextmanager
async def spoiled_world(
    side: Side, clock: FixedClock, folder: Path, *, proxy: FaultProxy, seconds: float
) -> AsyncIterator[SpoiledWorld]:
    """Run server and network over a provider's server.

    Args:
        seconds: how long a room is looked for.
    """
    given = {side.kind: side.calendar}
    async with (
        proxy,
        open_lobby(folder, calendars=given, room_seconds=seconds) as lobby,
    ):
        connection = side.connection(proxy.url, folder / "secret")
        jonas = replace(JONAS, calendar=side.path)

        def save(nouns) -> None:
            nouns.connections.put(connection)
            nouns.hosts.put(jonas)
            nouns.rooms.put(ROOM_B)

        await lobby.store.for_tenant(TENANT).write(save)
        yield SpoiledWorld(lobby, side, proxy, clock)


def _multistatus() -> Answer:
    events = "".join(
        f"<D:response><D:href>/cal/{one.uid}</D:href><D:propstat><D:prop>"
        f"<C:calendar-data>{write_ics(JONAS.mailbox, one)}</C:calendar-data></D:prop>"
        "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
        for one in MEETINGS
    )
    return Answer(
        207,
        (
            '<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
            f"{events}</D:multistatus>"
        ).encode(),
    )
