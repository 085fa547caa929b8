"""The processes of this machine, as far as a test has to find its own again."""

import os
from pathlib import Path


def processes_with(text: str) -> list[int]:
    """Find the processes that have a text in their arguments or environment."""
    return [
        int(folder.name)
        for folder in Path("/proc").iterdir()
        if folder.name.isdigit()
        and int(folder.name) != os.getpid()
        and text.encode() in _said_of(folder)
    ]


def _said_of(folder: Path) -> bytes:
    try:
        return (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
    except OSError:
        return b""
