"""Ten thousand browser sessions with a visitor each: the kiosk stays as large as it was.

In the in-process harness: Flet's real session, tree and encoding, the kiosk's real loop
and screens, without a browser and a network.
"""

import asyncio
import contextlib
import gc
import itertools
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

from kiosk_app.app import build_main
from kiosk_app.journey.effects import Effect, SearchHosts, SendCheckIn
from kiosk_app.journey.events import CheckInAnswered, Event, HostsFound, Scanned
from kiosk_app.journey.states import Journey, Welcome
from kiosk_app.runners.loop import Loop
from shared.check_in import HostFound
from tests.fakes.desk import LAKESIDE
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scene import reply
from tests.soak.tried import Tried

WARM = 500
"""So many sessions may come before what is kept for good is there."""
MOST_GROWTH = 0.10
_PASS = "P1." + "A" * 151
_NOW = datetime(2026, 11, 24, 8, 41, tzinfo=UTC)


async def one_after_the_other(folder: Path, *, sessions: int) -> Tried:
    """Let visitors come, each in a session of their own; weigh the process."""
    del folder  # nothing is written
    tried = Tried("sessions", "browser sessions one after the other, a visitor in each")
    with tried.timed():
        async with _kiosk() as loop:
            main = build_main(loop)
            warm = min(WARM, sessions // 2)
            await _come(main, loop, warm, tried)
            before = _weight()
            await _come(main, loop, sessions - warm, tried)
            after = _weight()
    growth = after / before - 1
    tried.most("MB after the first", before / 1e6)
    tried.most("MB at the end", after / 1e6)
    tried.most("growth %", growth * 100)
    if growth > MOST_GROWTH:
        tried.wrong.append(f"grew by {growth:.0%}")
    if not isinstance(loop.journey.state, Welcome):
        tried.wrong.append("a visitor was left on the screen")
    return tried


@contextlib.asynccontextmanager
async def _kiosk() -> AsyncIterator[Loop]:
    loop = Loop(_answered, journey=Journey(), configuration=LAKESIDE, now=lambda: _NOW)
    running = asyncio.create_task(loop.run())
    try:
        yield loop
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _answered(effect: Effect) -> Event | None:
    """Stand where server and printer stand."""
    match effect:
        case SendCheckIn(request):
            return CheckInAnswered(request.request_id, reply())
        case SearchHosts(query):
            return HostsFound(query, (HostFound(id="host-1", name="Jonas Weber"),))
        case _:
            return None


async def _come(main, loop: Loop, sessions: int, tried: Tried) -> None:
    for number, visit in zip(
        range(sessions), itertools.cycle((_with_pass, _by_hand)), strict=False
    ):
        async with FletHarness(main) as kiosk:
            await visit(kiosk, loop)
            if kiosk.crashes:
                tried.wrong.append(f"session {number} failed")
        tried.count("sessions")


async def _with_pass(kiosk: FletHarness, loop: Loop) -> None:
    loop.send(Scanned(_PASS, loop.stamp()))
    await kiosk.settle()
    await kiosk.touch("done")


async def _by_hand(kiosk: FletHarness, _loop: Loop) -> None:
    await kiosk.touch("walk-in")
    await kiosk.touch("key-M")
    await kiosk.touch("key-backspace")
    await kiosk.touch("back")


def _weight() -> int:
    """Weigh what the process holds in memory, in bytes."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
