"""Checking in while the host's calendar is slow, or away."""

from datetime import timedelta

from admin_server.core.errors import TryLater
from admin_server.core.finding_rooms import FRESH
from tests.bench.at_the_door import asking_walk_ins, forget_pace
from tests.bench.measured import ROUNDS, Measured, median, p99, wall_of
from tests.fakes.lobby import JONAS, Lobby

_MANY = 100
_SLOW = timedelta(milliseconds=300)
_NEVER = timedelta(seconds=60)


async def measure(lobby: Lobby) -> list[Measured]:
    """Measure it all."""
    lobby.calendar.add_mailbox(JONAS.email)
    return [await _slow(lobby), await _away(lobby), await _given_up(lobby)]


async def _slow(lobby: Lobby) -> Measured:
    ratios = []
    for _ in range(ROUNDS):
        lobby.calendar.delay = timedelta()
        normal = await _times(lobby)
        lobby.calendar.delay = _SLOW
        ratios.append(p99(await _times(lobby)) / p99(normal))
    return Measured(
        "check-in-calendar-slow",
        "p99 of a check-in with a calendar that takes 300 ms ÷ one that answers at once",
        median(ratios),
        "≤ 1.1",
        "×",
        f"{_MANY} walk-ins to a host with a calendar that has to be asked, in turn",
    )


async def _away(lobby: Lobby) -> Measured:
    ratios = []
    for _ in range(ROUNDS):
        lobby.calendar.fail_with, lobby.calendar.delay = None, timedelta()
        normal = await _times(lobby)
        lobby.calendar.fail_with = TryLater(detail="away")
        lobby.calendar.delay = _NEVER
        ratios.append(p99(await _times(lobby)) / p99(normal))
    return Measured(
        "check-in-calendar-away",
        "p99 of a check-in with a calendar that never answers ÷ one that does",
        median(ratios),
        "≤ 1.2",
        "×",
        f"{_MANY} walk-ins to a host with a calendar that has to be asked, in turn",
    )


async def _given_up(lobby: Lobby) -> Measured:
    lobby.calendar.fail_with = None
    lobby.calendar.delay = _NEVER
    took = [1000 * await wall_of(lambda: _until_decided(lobby)) for _ in range(ROUNDS)]
    return Measured(
        "room-given-up",
        "a calendar never answers: the visitor is told so after",
        median(took),
        "≤ 2100",
        "ms",
        "from the check-in to the answer of its long poll, which says that there is no room",
    )


async def _until_decided(lobby: Lobby) -> None:
    lobby.clock.time += FRESH + timedelta(minutes=1)
    answer = await lobby.check_in(
        visitor={"name": "Mara Lindt"}, host_id=JONAS.id, language="en"
    )
    visit = answer.json()["visit"]["id"]
    state = "looking"
    while state == "looking":
        room = await lobby.get(f"/check-ins/{visit}/room", wait=2)
        state = room.json()["state"]
    if state != "none":
        raise ValueError("there should be no room")


async def _times(lobby: Lobby) -> list[float]:
    forget_pace(lobby)
    return [await wall_of(lambda: asking_walk_ins(lobby, 1)) for _ in range(_MANY)]
