"""R9: the whole server, with everything that can be wrong with a calendar."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from admin_server.demo.emulators.google import GoogleEmulator
from admin_server.demo.emulators.graph import GraphEmulator
from tests.admin_server.spoiled_calendars import (
    MARA,
    Refusal,
    Side,
    SpoiledWorld,
    caldav_side,
    google_side,
    microsoft_side,
    spoiled_world,
)
from tests.fakes.clock import FixedClock
from tests.fakes.cut_handshakes import LEFT_OPEN, left_open_sockets
from tests.fakes.fault_proxy import Fault, FaultProxy
from tests.fakes.lobby import JONAS, ROOM_A, Lobby

pytestmark = pytest.mark.filterwarnings(LEFT_OPEN)
__all__ = ["left_open_sockets"]

FOUND = ("found", ROOM_A.name)
NONE = ("none", None)
PLENTY = 7.0
"""Seconds to look for a room that nothing here ever needs."""
BRIEF = 0.4
"""Seconds to look for a room, where nothing but our own deadline ends it."""


@dataclass(frozen=True)
class Case:
    """Something that is wrong, and what has to come of it.

    Attributes:
        seconds: how long a room is looked for.
    """

    outcome: tuple[str, str | None]
    fault: Fault = Fault.NONE
    how: dict[str, float] = field(default_factory=dict)
    refusal: Refusal | None = None
    seconds: float = PLENTY


CASES = {
    # The network.
    "nothing": Case(FOUND),
    "latency": Case(FOUND, Fault.LATENCY, {"latency": 0.05}),
    "narrow": Case(FOUND, Fault.BANDWIDTH, {"bytes_per_second": 50_000}),
    "slow close": Case(FOUND, Fault.SLOW_CLOSE, {"slow_close": 20}),
    "too narrow": Case(NONE, Fault.BANDWIDTH, {"bytes_per_second": 50}, seconds=BRIEF),
    "black hole": Case(NONE, Fault.BLACK_HOLE, seconds=BRIEF),
    "slow body": Case(NONE, Fault.DRIP, {"drip_every": 0.1}, seconds=BRIEF),
    "reset": Case(NONE, Fault.RESET),
    "reset in the body": Case(NONE, Fault.RESET_IN_BODY),
    "truncated": Case(NONE, Fault.TRUNCATED),
    "data limit": Case(NONE, Fault.DATA_LIMIT),
    # What the calendar says; once, so that asking again too early would be seen.
    "401": Case(NONE, refusal=Refusal(401)),
    "403": Case(NONE, refusal=Refusal(403)),
    "404": Case(NONE, refusal=Refusal(404)),
    "410": Case(NONE, refusal=Refusal(410)),
    "429": Case(NONE, refusal=Refusal(429)),
    "429 with a pause": Case(NONE, refusal=Refusal(429, after="600")),
    "500": Case(NONE, refusal=Refusal(500)),
    "503": Case(NONE, refusal=Refusal(503)),
    "503 with a page": Case(NONE, refusal=Refusal(503, after="600", html=True)),
    "HTML": Case(NONE, refusal=Refusal(200, html=True)),
}
in_every_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


@pytest.fixture(scope="module")
def google(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoogleEmulator]:
    folder: Path = tmp_path_factory.mktemp("google")
    with GoogleEmulator(folder) as running:
        yield running


@pytest.fixture(scope="module")
def microsoft(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphEmulator]:
    folder: Path = tmp_path_factory.mktemp("graph")
    with GraphEmulator(folder) as running:
        yield running


OPENERS = {
    "caldav": lambda _, clock: caldav_side(clock),
    "google": lambda asked, clock: google_side(asked("google"), clock),
    "microsoft": lambda asked, clock: microsoft_side(asked("microsoft"), clock),
}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(params=OPENERS)
async def side(
    request: pytest.FixtureRequest, clock: FixedClock
) -> AsyncIterator[Side]:
    """Every provider in turn, with Jonas's meetings."""
    opener = OPENERS[request.param]
    async with opener(request.getfixturevalue, clock) as opened:
        yield opened


class Worlds:
    """Opens the whole server over a provider, as bad as a case wants it."""

    def __init__(self, side: Side, clock: FixedClock, folder: Path) -> None:
        self._given = (side, clock, folder)
        self.opened = AsyncExitStack()

    async def open(self, case: Case) -> SpoiledWorld:
        side, clock, folder = self._given
        proxy = FaultProxy(side.port, case.fault, side.tls, **case.how)
        world = await self.opened.enter_async_context(
            spoiled_world(side, clock, folder, proxy=proxy, seconds=case.seconds)
        )
        if case.refusal is not None:
            await side.refuse(case.refusal)
        return world


@pytest.fixture
async def worlds(
    side: Side, clock: FixedClock, tmp_path: Path
) -> AsyncIterator[Worlds]:
    made = Worlds(side, clock, tmp_path)
    async with made.opened:
        yield made


async def come(lobby: Lobby, **who: object) -> tuple[str, str]:
    """Check Mara in; says which visit it is and how her room stands."""
    how = who or {"visitor": MARA, "host_id": JONAS.id}
    answer = await lobby.check_in(**how)
    assert answer.status_code == 201
    said = answer.json()
    return said["visit"]["id"], said["room"]["state"]


async def room_for(lobby: Lobby, visit: str) -> tuple[str, str | None]:
    """Wait until the look-up has ended; says how, and which room."""
    room = (await lobby.get(f"/check-ins/{visit}/room", wait=10)).json()
    return room["state"], room["name"]


async def visit_and_room(world: SpoiledWorld) -> tuple[str, str | None]:
    """Check Mara in and wait until her room is no longer looked for."""
    visit, _ = await come(world.lobby)
    return await room_for(world.lobby, visit)


@in_every_case
async def test_whatever_is_wrong_harms_nobody(worlds: Worlds, case: Case) -> None:
    """The visitor is in before the calendar says a word; then comes the room or none."""
    world = await worlds.open(case)
    world.proxy.hold()

    visit, at_first = await come(world.lobby)
    was_held = world.proxy.is_held
    world.proxy.let_go()
    then = await room_for(world.lobby, visit)

    assert (at_first, was_held) == ("looking", True)
    assert then == case.outcome
    assert world.proxy.at_once <= 4


async def test_a_calendar_that_keeps_silent_is_given_up(worlds: Worlds) -> None:
    """While the calendar still owes its answer, the room is no longer looked for."""
    world = await worlds.open(Case(NONE, seconds=BRIEF))
    world.proxy.hold()

    outcome = await visit_and_room(world)

    assert (outcome, world.proxy.is_held) == (NONE, True)


@pytest.mark.parametrize("status", [429, 503])
async def test_a_pause_that_was_asked_for_is_kept(worlds: Worlds, status: int) -> None:
    """Told to come back in ten minutes, the server asks nothing before, then again."""
    world = await worlds.open(Case(NONE, refusal=Refusal(status, after="600")))
    first = await visit_and_room(world)
    asked = world.proxy.asked

    world.forward(minutes=9)
    early = await visit_and_room(world)
    asked_early = world.proxy.asked
    world.forward(minutes=2)
    late = await visit_and_room(world)

    assert (first, early, late) == (NONE, NONE, FOUND)
    assert asked_early == asked


@pytest.mark.parametrize("status", [429, 503])
async def test_without_a_pause_the_next_visitor_asks(
    worlds: Worlds, status: int
) -> None:
    """Refused without a pause, the next visitor's question is put all the same."""
    world = await worlds.open(Case(NONE, refusal=Refusal(status)))

    first = await visit_and_room(world)
    second = await visit_and_room(world)

    assert (first, second) == (NONE, FOUND)


async def test_every_second_answer_lost_harms_nobody(worlds: Worlds) -> None:
    """A network that fails half the time shows the right room or none, then heals."""
    world = await worlds.open(Case(NONE, Fault.FLAKY))
    outcomes = set()

    for _ in range(6):
        outcomes.add(await visit_and_room(world))
        world.forward(minutes=6)
    world.proxy.fault = Fault.NONE

    assert outcomes <= {FOUND, NONE}
    assert await visit_and_room(world) == FOUND


async def until(is_so) -> None:
    """Wait for something that must happen."""
    async with asyncio.timeout(8):
        while not is_so():
            await asyncio.sleep(0.01)


async def test_a_crowd_asks_four_at_a_time(worlds: Worlds) -> None:
    """Twelve visitors of one host at once, each with a question of their own."""
    world = await worlds.open(Case(FOUND))
    await visit_and_room(world)
    world.forward(minutes=6)
    now = world.lobby.clock.now()
    # Each visit would be over by now: else somebody who is expected so often would
    # be asked which one they mean.
    codes = [
        (
            await world.lobby.expect(
                arrival=now - late, stays=late, email=MARA["email"]
            )
        ).code
        for late in (timedelta(minutes=number) for number in range(1, 13))
    ]

    world.proxy.hold()
    came = [await come(world.lobby, code=code) for code in codes]
    await until(lambda: world.proxy.at_once == 4)
    world.proxy.let_go()
    rooms = [await room_for(world.lobby, visit) for visit, _ in came]

    assert {state for _, state in came} == {"looking"}
    assert set(rooms) == {FOUND}
    assert world.proxy.at_once == 4


async def test_a_crowd_with_one_question_puts_it_once(worlds: Worlds) -> None:
    """Twenty visitors of one host at the same moment are one question."""
    world = await worlds.open(Case(FOUND))
    await visit_and_room(world)
    world.forward(minutes=6)
    before = world.proxy.asked

    world.proxy.hold()
    came = await asyncio.gather(*(come(world.lobby) for _ in range(20)))
    world.proxy.let_go()
    rooms = [await room_for(world.lobby, visit) for visit, _ in came]

    assert set(rooms) == {FOUND}
    assert world.proxy.asked == before + 1


async def test_a_crowd_at_a_silent_calendar_is_let_in(worlds: Worlds) -> None:
    """Twenty visitors while the calendar is silent: all are in, none has a room."""
    world = await worlds.open(Case(NONE, Fault.BLACK_HOLE, seconds=BRIEF))

    came = await asyncio.gather(*(come(world.lobby) for _ in range(20)))
    rooms = [await room_for(world.lobby, visit) for visit, _ in came]

    assert set(rooms) == {NONE}


async def test_the_host_is_told_however_the_calendar_is(worlds: Worlds) -> None:
    """With the calendar silent, the message to the host goes out all the same."""
    world = await worlds.open(Case(NONE, Fault.BLACK_HOLE, seconds=BRIEF))
    mail = world.lobby.mail

    await visit_and_room(world)
    world.forward(seconds=2)
    await until(lambda: mail.sent)

    assert mail.sent[0].to_address == JONAS.email
