"""A power cut at every point of the write log of a kiosk that keeps check-ins."""

import asyncio
import random
import sys
from pathlib import Path
from uuid import UUID

from kiosk_app.runners.kept_store import KeptStore, NotKept
from tests.soak.tried import Tried
from tests.soak.write_log import CALLS, WORDS, Disk, Step, Sync, Told, steps_in

_GONE_EVERY = 10


async def at_every_point(folder: Path, *, check_ins: int, seed: int = 1) -> Tried:
    """Record what keeping writes; cut the power after every step of it."""
    tried = Tried(
        "kiosk-power-cut",
        "power cut at every step of what a kiosk writes: whoever was told is in its queue",
    )
    kiosk = folder / "kiosk"
    kiosk.mkdir(parents=True)
    with tried.timed():
        steps = await _record(kiosk, folder / "written", check_ins)
        tried.count("check-ins", check_ins)
        tried.count("steps", len(steps))
        told = sum(isinstance(step, Told) for step in steps)
        if told != check_ins:
            tried.wrong.append(f"{told} promises in the log of {check_ins}")
        await asyncio.to_thread(_replay, kiosk / "kept.db", steps, seed, tried)
    return tried


async def _record(kiosk: Path, log: Path, check_ins: int) -> list[Step]:
    words = ("-f", "-o", str(log), "-e", f"trace={','.join(CALLS)}", *WORDS)
    work = (sys.executable, "-m", "tests.soak.keeping", str(kiosk), str(check_ins))
    keeping = await asyncio.create_subprocess_exec(
        "strace", *words, *work, stdout=asyncio.subprocess.DEVNULL
    )
    if await keeping.wait():
        raise RuntimeError("the kiosk's disk could not be watched")
    return list(steps_in(log, kiosk / "kept.db"))


def _replay(database: Path, steps: list[Step], seed: int, tried: Tried) -> None:
    chance = random.Random(seed)
    scratch = database.parent.parent / "after"
    # Before its first write a file is empty.
    disk = Disk({str(database): bytearray(), f"{database}-wal": bytearray()})
    told: set[UUID] = set()
    for step in steps:
        if isinstance(step, Sync):
            _look(disk.cut(), told, scratch, tried)
        disk.take(step)
        if isinstance(step, Told):
            told.add(UUID(step.visit))
        _look(disk.torn(chance), told, scratch, tried)
    _look(disk.cut(), told, scratch, tried)


def _look(left: dict[str, bytes], told: set[UUID], scratch: Path, tried: Tried) -> None:
    """Open what a power cut left; whoever was told must be in the queue."""
    scratch.mkdir(exist_ok=True)
    (scratch / "kept.db-shm").unlink(missing_ok=True)
    for name, content in left.items():
        (scratch / Path(name).name).write_bytes(content)
    tried.count("power cuts")
    store = KeptStore(scratch)
    try:
        kept = {entry.request_id for entry in store.everything()}
        with store.reading() as database:
            damage = database.execute("PRAGMA integrity_check").fetchone()[0]
    except NotKept as problem:
        tried.wrong.append(f"the queue does not open: {problem}")
        return
    finally:
        store.close()
    # Every tenth may be gone: the server has it.
    missing = {one for one in told - kept if one.int % _GONE_EVERY}
    tried.lost += len(missing)
    if damage != "ok":
        tried.wrong.append(f"integrity_check: {damage}")
