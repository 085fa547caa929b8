"""Checking in: what it costs, how many a second, and with a calendar that is slow."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tests.bench import slow_calendars
from tests.bench.at_the_door import (
    asking_walk_ins,
    forget_pace,
    read_calendar,
    silence,
    walk_ins,
)
from tests.bench.bare import BareStore, bare_app
from tests.bench.measured import ROUNDS, Measured, cpu_of, median, wall_of
from tests.bench.same_transaction import SameTransaction, listen
from tests.fakes.lobby import JONAS, Lobby, open_lobby

_MANY = 100
_CLIENTS = 8
_Come = Callable[[Lobby, int], Awaitable[None]]


async def measure() -> list[Measured]:
    """Measure all of it, each beside what it is compared with."""
    with silence(), TemporaryDirectory() as folder:
        store = BareStore(Path(folder) / "bare.db")
        try:
            async with open_lobby(Path(folder), deliver=False) as lobby:
                return await _measure(lobby, store, Path(folder))
        finally:
            store.close()


async def _measure(lobby: Lobby, store: BareStore, folder: Path) -> list[Measured]:
    await read_calendar(lobby)
    known = await _times_dearer(lobby, store, walk_ins)
    clients = await _throughput(lobby, folder)
    lobby.calendar.add_mailbox(JONAS.email)
    asked = await _times_dearer(lobby, store, asking_walk_ins)
    return [
        Measured(
            "check-in-cpu",
            "CPU of a check-in ÷ bare FastAPI with one SQLite insert (FULL)",
            known,
            "≤ 4",
            "×",
            f"{_MANY} walk-ins, whose host's meetings were read ahead, and {_MANY} "
            "inserts in turn, in one process, without a wire",
        ),
        Measured(
            "check-in-cpu-look-up",
            "CPU of a check-in with a look-up ÷ bare FastAPI with one SQLite insert",
            asked,
            "≤ 8",
            "×",
            "as above, with a calendar that is asked after each; nobody set this goal "
            "but us: it is twice the other",
        ),
        clients,
        *await slow_calendars.measure(lobby),
    ]


async def _times_dearer(lobby: Lobby, store: BareStore, come: _Come) -> float:
    transport = httpx.ASGITransport(bare_app(store))
    ratios = []
    async with httpx.AsyncClient(transport=transport, base_url="http://bare") as bare:
        for _ in range(ROUNDS):
            theirs = await cpu_of(_inserts(bare))
            forget_pace(lobby)
            ours = await cpu_of(lambda: come(lobby, _MANY))
            ratios.append(ours / theirs)
    return median(ratios)


def _inserts(bare: httpx.AsyncClient) -> Callable[[], Awaitable[None]]:
    async def rows() -> None:
        for _ in range(_MANY):
            (await bare.post("/rows")).raise_for_status()

    return rows


async def _throughput(lobby: Lobby, folder: Path) -> Measured:
    each = _MANY // _CLIENTS
    await walk_ins(lobby, each)  # until the work of the start is done
    heard = [await listen(lambda: walk_ins(lobby, 1)) for _ in range(2)]
    plain = SameTransaction(folder / "portico.db", folder / "copied.db", heard)

    async def raw() -> None:
        def client() -> None:
            for _ in range(each):
                plain.play()

        await asyncio.gather(*(asyncio.to_thread(client) for _ in range(_CLIENTS)))

    async def ours() -> None:
        forget_pace(lobby)
        await asyncio.gather(*(walk_ins(lobby, each) for _ in range(_CLIENTS)))

    ratios = [await wall_of(raw) / await wall_of(ours) for _ in range(ROUNDS)]
    plain.close()
    return Measured(
        "check-ins-8-clients",
        "check-ins a second of 8 clients ÷ the same transaction in plain sqlite3 (FULL)",
        median(ratios),
        "≥ 0.3",
        "×",
        f"{_CLIENTS} clients with {each} check-ins each, in turn with 8 threads that "
        "play the very statements of a check-in on a copy of the database",
    )
