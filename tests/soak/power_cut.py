"""A power cut at every point of the write log of many check-ins."""

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

from tests.soak.house import House, kept_in, open_house
from tests.soak.tried import Tried
from tests.soak.watching import watched
from tests.soak.write_log import CALLS, WORDS, Disk, Step, Sync, Told, steps_in

_AT_ONCE = 2
"""Visitors at a time: commits of one and of several are in the log."""


async def at_every_point(folder: Path, *, check_ins: int, seed: int = 1) -> Tried:
    """Record what check-ins write; cut the power after every step of it."""
    tried = Tried(
        "power-cut",
        "power cut at every step of the write log: without what was not synced, "
        "and with any part of it, torn at sectors",
    )
    with tried.timed():
        async with open_house(folder, {}) as house:
            disk, steps = await _record(house, check_ins)
            await house.stop()
        tried.count("check-ins", check_ins)
        tried.count("steps", len(steps))
        told = sum(isinstance(step, Told) for step in steps)
        if told != len(house.ledger.told):
            tried.wrong.append(f"{told} answers in the log of {check_ins}")
        scratch = folder / "after"
        scratch.mkdir()
        await asyncio.to_thread(_replay, disk, steps, (scratch, seed), tried)
    return tried


async def _record(house: House, check_ins: int) -> tuple[Disk, list[Step]]:
    process = house.server.process
    assert process is not None
    log, database = house.server.folder / "written", house.database
    async with house.visitors() as http:
        await house.come(http)
        await asyncio.sleep(1)
        # Nobody writes now, and what was written so far counts as kept.
        files = {str(path): _content(path) for path in _files(database)}
        house.ledger.told.clear()
        async with watched(process.pid, log, calls=CALLS, words=WORDS):
            for _ in range(check_ins // _AT_ONCE):
                await asyncio.gather(*(house.come(http) for _ in range(_AT_ONCE)))
            await asyncio.sleep(0.5)
    return Disk(files), list(steps_in(log, database))


def _content(path: Path) -> bytearray:
    return bytearray(path.read_bytes() if path.exists() else b"")


def _files(database: Path) -> Iterator[Path]:
    yield database
    yield database.with_name(database.name + "-wal")


def _replay(
    disk: Disk, steps: list[Step], where: tuple[Path, int], tried: Tried
) -> None:
    scratch, chance = where[0], random.Random(where[1])
    told: set[str] = set()
    for place, step in enumerate(steps):
        # Between two syncs the disk itself stays as it is: the last point counts.
        if isinstance(step, Sync):
            _look(disk.cut(), told, scratch, tried)
        disk.take(step)
        if isinstance(step, Told):
            told.add(step.visit)
        _look(disk.torn(chance), told, scratch, tried)
        if place == len(steps) - 1:
            _look(disk.cut(), told, scratch, tried)


def _look(left: dict[str, bytes], told: set[str], scratch: Path, tried: Tried) -> None:
    """Open what a power cut left; whoever was answered must be in it."""
    for name, content in left.items():
        (scratch / Path(name).name).write_bytes(content)
    database = scratch / "portico.db"
    database.with_name("portico.db-shm").unlink(missing_ok=True)
    kept = kept_in(database)
    tried.count("power cuts")
    tried.lost += len(told - kept.visits.keys())
    tried.lost += sum(kept.messages.get(visit, 0) < 1 for visit in kept.visits)
    if kept.damage != "ok":
        tried.wrong.append(f"integrity_check: {kept.damage}")
