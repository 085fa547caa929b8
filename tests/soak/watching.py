"""Watching a server's calls to the kernel, and spoiling them, by strace."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

SAVING = ("pwrite64", "fsync", "fdatasync")
"""The calls by which SQLite brings something to the disk."""
_SAID = re.compile(r"^\d+ +(?:\d\d:\d\d:\S+ )?(\w+)\(")


@asynccontextmanager
async def watched(
    process: int,
    log: Path,
    *,
    calls: tuple[str, ...] = SAVING,
    spoil: str | None = None,
    words: tuple[str, ...] = (),
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Watch all threads of a running process for as long as the caller stays inside.

    Args:
        calls: what is written into the log.
        spoil: strace's own words for a fault, such as `pwrite64:error=EIO`.
        words: further words of its command line.
    """
    fault = ["-e", f"inject={spoil}"] if spoil else []
    strace = await asyncio.create_subprocess_exec(
        "strace", "-f", "-p", str(process), "-o", str(log),
        "-e", f"trace={','.join(calls)}", *fault, *words,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert strace.stderr is not None
    said = await asyncio.wait_for(strace.stderr.readline(), 20)
    if b"attached" not in said:
        raise RuntimeError(f"strace cannot watch the server: {said.decode().strip()}")
    # What it says later is of no use, and must not fill the pipe.
    rest = asyncio.create_task(strace.stderr.read())
    try:
        yield strace
    finally:
        if strace.returncode is None:
            strace.send_signal(signal.SIGTERM)
        await asyncio.wait_for(strace.wait(), 20)
        await rest


def calls_in(log: Path) -> list[str]:
    """Give the names of the calls that were watched, in their order."""
    lines = log.read_text(errors="replace").splitlines()
    return [found[1] for line in lines if (found := _SAID.match(line))]
