"""Disks that are full or fail: nobody is told what is not kept, and it passes."""

import asyncio
import contextlib
import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from tests.soak.house import House, open_house
from tests.soak.tried import Tried
from tests.soak.watching import watched

FAULTS = (
    "pwrite64:error=EIO",
    "fsync,fdatasync:error=EIO",
    "pwrite64:error=ENOSPC",
)
"""What the kernel answers meanwhile."""
_VISITORS = 4


async def with_a_failing_disk(folder: Path, *, rounds: int) -> Tried:
    """Let every write fail for a while, and every sync; then let them work again."""
    tried = Tried("disk-fails", "EIO on writes, EIO on syncs, ENOSPC on writes")
    with tried.timed():
        async with open_house(folder, {}) as house:
            for _ in range(rounds):
                for fault in FAULTS:
                    await _spoilt(house, fault, tried)
            await house.stop()
            house.judge(tried)
    return tried


async def _spoilt(house: House, fault: str, tried: Tried) -> None:
    process = house.server.process
    assert process is not None
    log = house.server.folder / "spoilt"
    async with watched(process.pid, log, spoil=fault):
        await _turned_away(house, fault, tried)
    await _welcome(house, fault, tried)


async def on_a_full_disk(folder: Path, *, rounds: int) -> Tried:
    """Fill a small file system to the last byte, and free it again."""
    tried = Tried("disk-full", "a file system of 8 MB, filled to the last byte")
    with tried.timed(), contextlib.ExitStack() as after:
        if not _mounted(folder):
            tried.left_out = "only root may mount one; ENOSPC was tried by strace"
            return tried
        after.callback(_unmount, folder)
        # So small a disk is always nearly full, and a server says so from the start.
        extra = {"PORTICO_LEAST_FREE_MB": "1"}
        async with open_house(folder, extra) as house:
            for _ in range(rounds):
                async with _filled(folder):
                    await _turned_away(house, "a full disk", tried)
                await _welcome(house, "a full disk", tried)
            await house.stop()
            house.judge(tried)
    return tried


def _mounted(folder: Path) -> bool:
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", str(folder)]
    return subprocess.run(words, check=False, capture_output=True).returncode == 0


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", "-l", str(folder)], check=True)


@asynccontextmanager
async def _filled(folder: Path) -> AsyncIterator[None]:
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    try:
        yield
    finally:
        ballast.unlink()


async def _turned_away(house: House, fault: str, tried: Tried) -> None:
    """Everybody who comes meanwhile is told that nothing can be saved."""
    async with house.visitors() as http:
        # The first may still find room in a log that was written before.
        answers = [
            answer
            for _ in range(_VISITORS)
            for answer in await asyncio.gather(
                house.come_in_turn(http), house.come_in_turn(http)
            )
        ]
    refused = [answer for answer in answers if not _is_visit(answer)]
    tried.count("refused with 503", len(refused))
    odd = [answer for answer in refused if not _is_unavailable(answer)]
    if odd or not refused:
        tried.wrong.append(f"{fault}: {len(refused)} refused, {len(odd)} oddly")


async def _welcome(house: House, fault: str, tried: Tried) -> None:
    """Whoever was turned away comes again, and the same server takes them all."""
    waiting = [one for one in house.ledger.asked if one not in house.ledger.told]
    async with house.visitors() as http:
        answers = [await house.come_in_turn(http, request) for request in waiting]
    tried.count("welcome afterwards", len(answers))
    if not all(_is_visit(answer) for answer in answers):
        tried.wrong.append(f"{fault}: not everybody was welcome afterwards")


def _is_visit(answer: httpx.Response | None) -> bool:
    return answer is not None and answer.status_code in (200, 201)


def _is_unavailable(answer: httpx.Response | None) -> bool:
    return (
        answer is not None
        and answer.status_code == 503
        and answer.json()["error"] == "unavailable"
        and "send the same request again" in answer.json()["message"]
    )
