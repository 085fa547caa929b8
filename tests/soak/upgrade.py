"""An upgrade of kiosk and server, killed before each of its statements."""

import asyncio
import json
import sys
from pathlib import Path

from admin_server.storage.migrate import newest_revision
from tests.soak.tried import Tried

_ALL = 1000
"""With so many check-ins the server begins with its very first tables."""
_SIDE = ("-m", "tests.soak.upgrading")


async def at_every_statement(folder: Path, *, check_ins: int) -> Tried:
    """Kill the upgrade of a full queue, and of a server's tables, at every statement."""
    tried = Tried("upgrade", "SIGKILL before every statement of an upgrade")
    first = "0001" if check_ins >= _ALL else f"{int(newest_revision()) - 1:04}"
    with tried.timed():
        # A program of its own: copies of this one would have its threads' locks.
        upgrading = await asyncio.create_subprocess_exec(
            sys.executable,
            *_SIDE,
            str(folder),
            str(check_ins),
            first,
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await upgrading.communicate()
    if upgrading.returncode:
        tried.wrong.append("the upgrade could not be tried")
        return tried
    found = json.loads(said.splitlines()[-1])
    tried.tried, tried.lost = found["tried"], found["lost"]
    tried.wrong += found["wrong"]
    return tried
