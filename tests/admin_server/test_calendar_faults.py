"""R9: the whole server, with everything that can be wrong with a CalDAV server."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import httpx
import pytest
from typing_extensions import override

from admin_server.calendars.caldav import CalDav
from admin_server.core.rooms import Room
from admin_server.core.tenants import Connection
from admin_server.outbound.client import Client
from tests.fakes.canned_server import Answer, CannedServer
from tests.fakes.clock import MORNING, FixedClock
from tests.fakes.fault_proxy import Fault, FaultProxy
from tests.fakes.lobby import HOUSE, JONAS, PRIYA, ROOM_A, TENANT, Lobby, open_lobby

ROOM_SECONDS = 0.5
ROOM_B = Room("room-b@lakeside.example", "Conference Room B", site=HOUSE.id)
MARA = {"name": "Mara Lindt", "email": "mara@lindt.example"}


def event(uid: str, room: Room, guest: str) -> str:
    """One event of Jonas's calendar, as a CalDAV server tells of it."""
    text = "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "BEGIN:VEVENT",
            f"UID:{uid}",
            f"DTSTART:{MORNING:%Y%m%dT%H%M%SZ}",
            "DURATION:PT1H",
            f"ATTENDEE;CUTYPE=ROOM;PARTSTAT=ACCEPTED:mailto:{room.address}",
            f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{guest}",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    )
    return (
        f"<D:response><D:href>/cal/{uid}</D:href><D:propstat><D:prop>"
        f"<C:calendar-data>{text}</C:calendar-data></D:prop>"
        "<D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>"
    )


GOOD = Answer(
    207,
    (
        '<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
        + event("hers", ROOM_A, "mara@lindt.example")
        + event("another", ROOM_B, "tom@other.example")
        + "</D:multistatus>"
    ).encode(),
)
HTML = b"<!doctype html><title>Maintenance</title><p>We are back soon.<br>"
ANSWERS = {
    "401": Answer(401),
    "403": Answer(403),
    "404": Answer(404),
    "410": Answer(410),
    "429": Answer(429),
    "429 with a pause": Answer(429, headers={"Retry-After": "600"}),
    "500": Answer(500),
    "503": Answer(503, HTML, {"Retry-After": "600"}),
    "HTML": Answer(200, HTML),
    "HTML as multistatus": Answer(207, HTML),
    "a room list of nobody": Answer(207, b"<multistatus xmlns='DAV:'/>"),
    "redirect away": Answer(302, headers={"Location": "http://127.0.0.1:1/cal/"}),
}


class FlakyServer(CannedServer):
    """Fails every second request, on average."""

    def __init__(self) -> None:
        super().__init__(delay=0.01)
        self._chance = random.Random(9)

    @override
    def _next(self, path: str) -> Answer:
        answer = super()._next(path)
        return answer if self._chance.random() < 1 / 2 else Answer(500)


@dataclass
class World:
    """A lobby whose calendar is a CalDAV server behind a bad network."""

    lobby: Lobby
    server: CannedServer
    proxy: FaultProxy


@asynccontextmanager
async def open_world(folder: Path, server: CannedServer) -> AsyncIterator[World]:
    """Run server, network and calendar; Jonas's mailbox is one calendar of it."""
    server.give("/cal/", GOOD)
    async with server, Client() as http:
        port = int(server.url.rsplit(":", 1)[1].strip("/"))
        async with (
            FaultProxy(port) as proxy,
            open_lobby(
                folder,
                calendars={"caldav": CalDav(http, FixedClock())},
                room_seconds=ROOM_SECONDS,
            ) as lobby,
        ):
            await connect(lobby, proxy.url)
            yield World(lobby, server, proxy)


async def connect(lobby: Lobby, url: str) -> None:
    """Let the tenant read its calendar from an address; Priya has none."""
    connection = Connection("connection-1", "caldav", "Calendar", {"url": url})
    jonas = replace(JONAS, calendar="/cal/")

    def save(nouns) -> None:
        nouns.connections.put(connection)
        nouns.hosts.put(jonas)
        nouns.rooms.put(ROOM_B)

    await lobby.store.for_tenant(TENANT).write(save)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path, CannedServer(delay=0.01)) as opened:
        yield opened


async def come(lobby: Lobby, host: str = JONAS.id) -> tuple[float, httpx.Response]:
    """Check Mara in; says how long the answer took."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    answer = await lobby.check_in(visitor=MARA, host_id=host)
    return loop.time() - began, answer


async def room_for(lobby: Lobby, answer: httpx.Response) -> tuple[float, str, str]:
    """Wait for the room; says how long, its state and its name."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    visit = answer.json()["visit"]["id"]
    room = (await lobby.get(f"/check-ins/{visit}/room", wait=8)).json()
    return loop.time() - began, room["state"], room.get("name") or ""


async def visit_and_room(lobby: Lobby) -> tuple[float, str, str]:
    """Check Mara in and wait for her room."""
    _, answer = await come(lobby)
    return await room_for(lobby, answer)


async def test_a_good_network_finds_the_room(world: World) -> None:
    """With nothing wrong, the room is found: the faults below are what hides it."""
    _, state, name = await visit_and_room(world.lobby)

    assert (state, name) == ("found", ROOM_A.name)


async def assert_harmless(world: World) -> None:
    """A check-in is as fast as without calendar, and no room is a wrong one."""
    plain, faulty = [], []
    for _ in range(5):
        plain.append((await come(world.lobby, PRIYA.id))[0])
        seconds, answer = await come(world.lobby)
        faulty.append(seconds)
        waited, state, name = await room_for(world.lobby, answer)
        assert answer.status_code == 201
        assert (state, name) in {("found", ROOM_A.name), ("none", "")}
        assert waited < ROOM_SECONDS * 3
        world.lobby.clock.forward(minutes=6)
    assert median(faulty) < median(plain) * 10
    assert world.server.at_once <= 4


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.NONE])
async def test_a_bad_network_harms_nobody(world: World, fault: Fault) -> None:
    """Whatever the network does, the visitor is checked in as fast as ever."""
    world.proxy.fault = fault

    await assert_harmless(world)


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
async def test_an_odd_answer_harms_nobody(world: World, answer: Answer) -> None:
    """Whatever the calendar says instead of meetings, no wrong room comes of it."""
    world.server.give("/cal/", answer)

    await assert_harmless(world)


async def test_every_second_request_failing_harms_nobody(tmp_path: Path) -> None:
    """A calendar that fails half the time shows the right room or none."""
    async with open_world(tmp_path, FlakyServer()) as world:
        await assert_harmless(world)


@pytest.mark.parametrize(("pause", "requests"), [({}, 2), ({"Retry-After": "600"}, 1)])
@pytest.mark.parametrize("status", [429, 503])
async def test_a_pause_that_was_asked_for_is_kept(
    world: World, status: int, pause: dict[str, str], requests: int
) -> None:
    """Told when to come back, the server is not asked earlier."""
    world.server.give("/cal/", Answer(status, headers=pause))

    await visit_and_room(world.lobby)
    await visit_and_room(world.lobby)

    assert len(world.server.asked) == requests


async def test_a_crowd_asks_four_at_a_time(world: World) -> None:
    """Twenty visitors of one host at once: never more than four requests are open."""
    came = await asyncio.gather(*(come(world.lobby) for _ in range(20)))
    rooms = await asyncio.gather(*(room_for(world.lobby, one) for _, one in came))

    # The last of them may run out of time on a slow machine; nobody is misled.
    assert {(state, name) for _, state, name in rooms} - {("none", "")} == {
        ("found", ROOM_A.name)
    }
    assert 1 < world.server.at_once <= 4


async def test_a_crowd_at_a_silent_calendar_is_let_in(world: World) -> None:
    """Twenty visitors while the calendar is silent: all are in, none has a room."""
    world.proxy.fault = Fault.BLACK_HOLE

    came = await asyncio.gather(*(come(world.lobby) for _ in range(20)))
    rooms = await asyncio.gather(*(room_for(world.lobby, one) for _, one in came))

    assert {answer.status_code for _, answer in came} == {201}
    assert {state for _, state, _ in rooms} == {"none"}


async def mail_sent(lobby: Lobby) -> None:
    """Wait until somebody was written to."""
    async with asyncio.timeout(8):
        while not lobby.mail.sent:
            await asyncio.sleep(0.02)


async def test_the_host_is_told_however_the_calendar_is(world: World) -> None:
    """R9: with the calendar silent, the message to the host goes out all the same."""
    world.proxy.fault = Fault.BLACK_HOLE

    await visit_and_room(world.lobby)
    world.lobby.clock.forward(seconds=2)
    await mail_sent(world.lobby)

    assert world.lobby.mail.sent[0].to_address == JONAS.email
