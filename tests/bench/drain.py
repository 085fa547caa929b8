"""A kiosk that was away brings its queue: what that costs, and who waits for it."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.at_the_door import forget_pace, read_calendar, silence, walk_ins
from tests.bench.measured import ROUNDS, Measured, median, p99, wall_of
from tests.fakes.kept_check_ins import kept, send
from tests.fakes.lobby import HARBOUR_TOKEN, JONAS, Lobby, open_lobby

_QUEUE = 1_000
_AT_ONCE = 100
_LIVE = 300
_Call = Sequence[dict[str, object]]


async def measure() -> list[Measured]:
    """Measure the drain, and the check-ins of others beside it."""
    with silence(), TemporaryDirectory() as folder:
        async with open_lobby(Path(folder), deliver=False) as lobby:
            await read_calendar(lobby)
            return [await _dearer(lobby), await _beside(lobby)]


async def _dearer(lobby: Lobby) -> Measured:
    ratios = []
    for _ in range(ROUNDS):
        calls = list(_calls(lobby))
        forget_pace(lobby)
        drained = await wall_of(lambda calls=calls: _drain(lobby, calls))
        ratios.append(drained / await wall_of(lambda: _online(lobby)))
    return Measured(
        "drain",
        f"a queue of {_QUEUE:,} drained ÷ {_QUEUE:,} check-ins online",
        median(ratios),
        "≤ 1.0",
        "×",
        f"{_AT_ONCE} in a call, one call after the other, in turn with walk-ins one "
        "after the other",
    )


async def _beside(lobby: Lobby) -> Measured:
    ratios = []
    for _ in range(ROUNDS):
        alone = [await _live(lobby) for _ in range(_LIVE)]
        ratios.append(p99(await _while_draining(lobby)) / p99(alone))
    return Measured(
        "drain-live",
        "check-ins during a drain, 99th percentile ÷ without one",
        median(ratios),
        "≤ 1.5",
        "×",
        f"{_LIVE} walk-ins one after the other at one kiosk, while another drains "
        f"its queue, {_AT_ONCE} in a call",
    )


async def _while_draining(lobby: Lobby) -> list[float]:
    draining = asyncio.create_task(_drain_on(lobby))
    try:
        return [await _live(lobby) for _ in range(_LIVE)]
    finally:
        draining.cancel()
        await asyncio.gather(draining, return_exceptions=True)


async def _drain_on(lobby: Lobby) -> None:
    calls = list(_calls(lobby))
    while True:
        # The queue that was sent is sent anew under other ids: it never ends.
        await _drain(lobby, calls)
        calls = await asyncio.to_thread(lambda: list(_calls(lobby)))


async def _live(lobby: Lobby) -> float:
    forget_pace(lobby)
    began = time.perf_counter()
    await walk_ins(lobby, 1)
    return time.perf_counter() - began


async def _online(lobby: Lobby) -> None:
    for _ in range(_QUEUE // _AT_ONCE):
        forget_pace(lobby)
        await walk_ins(lobby, _AT_ONCE)


async def _drain(lobby: Lobby, calls: Sequence[_Call]) -> None:
    for call in calls:
        answer = await send(lobby, *call, token=HARBOUR_TOKEN)
        answer.raise_for_status()


def _calls(lobby: Lobby) -> Iterator[_Call]:
    for _ in range(_QUEUE // _AT_ONCE):
        yield [_entry(lobby) for _ in range(_AT_ONCE)]


def _entry(lobby: Lobby) -> dict[str, object]:
    who = {"name": "Mara Lindt", "company": "Lindt"}
    return kept(lobby, visitor=who, host_id=JONAS.id, language="en")
