"""Checking in: what it costs, how many a second, and with a calendar that is away."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from admin_server.core.errors import TryLater
from admin_server.web.limits import DeviceLimits
from tests.bench.bare import BareStore, bare_app
from tests.bench.measured import ROUNDS, Measured, cpu_of, median, p99, wall_of
from tests.fakes.lobby import JONAS, Lobby, open_lobby

_MANY = 100
_CLIENTS = 8


async def measure() -> list[Measured]:
    """Measure all of it, each beside what it is compared with."""
    with TemporaryDirectory() as folder:
        store = BareStore(Path(folder) / "bare.db")
        try:
            async with open_lobby(Path(folder), deliver=False) as lobby:
                return [
                    await _cpu(lobby, store),
                    await _throughput(lobby, store),
                    await _calendar_away(lobby),
                    await _given_up(lobby),
                ]
        finally:
            store.close()


async def _cpu(lobby: Lobby, store: BareStore) -> Measured:
    transport = httpx.ASGITransport(bare_app(store))
    ratios = []
    async with httpx.AsyncClient(transport=transport, base_url="http://bare") as bare:

        async def rows() -> None:
            for _ in range(_MANY):
                (await bare.post("/rows")).raise_for_status()

        for _ in range(ROUNDS):
            theirs = await cpu_of(rows)
            _forget_pace(lobby)
            ours = await cpu_of(lambda: _walk_ins(lobby, _MANY))
            ratios.append(ours / theirs)
    return Measured(
        "check-in-cpu",
        "CPU of a check-in ÷ bare FastAPI with one SQLite insert (FULL)",
        median(ratios),
        "≤ 4",
        "×",
        f"{_MANY} walk-ins and {_MANY} inserts in turn, in one process, without a wire",
    )


async def _throughput(lobby: Lobby, store: BareStore) -> Measured:
    each = _MANY // _CLIENTS

    async def raw() -> None:
        def client() -> None:
            for _ in range(each):
                store.check_in()

        await asyncio.gather(*(asyncio.to_thread(client) for _ in range(_CLIENTS)))

    async def ours() -> None:
        _forget_pace(lobby)
        await asyncio.gather(*(_walk_ins(lobby, each) for _ in range(_CLIENTS)))

    ratios = [await wall_of(raw) / await wall_of(ours) for _ in range(ROUNDS)]
    return Measured(
        "check-ins-8-clients",
        "check-ins a second of 8 clients ÷ the same rows in plain sqlite3 (FULL)",
        median(ratios),
        "≥ 0.3",
        "×",
        f"{_CLIENTS} clients with {each} check-ins each, in turn with plain SQL",
    )


async def _calendar_away(lobby: Lobby) -> Measured:
    ratios = []
    for _ in range(ROUNDS):
        lobby.calendar.fail_with, lobby.calendar.delay = None, timedelta()
        normal = await _times(lobby)
        lobby.calendar.fail_with = TryLater(detail="away")
        lobby.calendar.delay = timedelta(seconds=60)
        ratios.append(p99(await _times(lobby)) / p99(normal))
    return Measured(
        "check-in-calendar-away",
        "p99 of a check-in with a calendar that never answers ÷ one that does",
        median(ratios),
        "≤ 1.2",
        "×",
        f"{_MANY} walk-ins to a host with a calendar, in turn",
    )


async def _given_up(lobby: Lobby) -> Measured:
    lobby.calendar.fail_with = None
    lobby.calendar.delay = timedelta(seconds=60)
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
    _forget_pace(lobby)
    return [await wall_of(lambda: _walk_ins(lobby, 1)) for _ in range(_MANY)]


async def _walk_ins(lobby: Lobby, many: int) -> None:
    for _ in range(many):
        answer = await lobby.check_in(
            visitor={"name": "Mara Lindt"}, host_id=JONAS.id, language="en"
        )
        answer.raise_for_status()


def _forget_pace(lobby: Lobby) -> None:
    """Let this kiosk be quicker than any lobby is."""
    state = lobby.app.state
    state.parts = replace(state.parts, limits=DeviceLimits())
