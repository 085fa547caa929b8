"""The organisation of `TENANT_FILE`, made once by commands and copied from then on.

Two commands take as long as most tests of a running server do; each test has files
of its own all the same.
"""

import asyncio
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tests.fakes.server_process import TENANT_FILE, ServerProcess

_FILES = ("portico.db", "portico.key", "tenant.toml")
_ELSEWHERE = {"PORTICO_DATABASE_URL", "PORTICO_KEY_FILE"}


@dataclass(frozen=True)
class _Made:
    """What the commands left, and the token that they printed."""

    files: tuple[tuple[str, bytes], ...]
    token: str


async def settle_lakeside(server: ServerProcess) -> str:
    """Give a server that has not run its organisation; says its kiosk's token.

    The file that was applied lies in the server's folder, `tenant.toml`.
    """
    if _ELSEWHERE & server.extra.keys():
        return await _by_commands(server)
    made = await asyncio.to_thread(_made)
    for name, content in made.files:
        path = server.folder / name
        path.write_bytes(content)
        path.chmod(0o600)
    return made.token


@lru_cache(maxsize=1)
def _made() -> _Made:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        # Nothing of what a test has set up is in this loop.
        token = asyncio.run(_by_commands(ServerProcess(folder, 0)))
        # What the database has is in its file: no command leaves a log beside it.
        assert not (folder / "portico.db-wal").exists()
        return _Made(
            tuple((name, (folder / name).read_bytes()) for name in _FILES), token
        )


async def _by_commands(server: ServerProcess) -> str:
    file = server.folder / "tenant.toml"
    file.write_text(TENANT_FILE)
    applied = await server.command("apply", str(file))
    status, token, trouble = await server.command(
        "kiosk-token", "Front desk", "--tenant", "lakeside"
    )
    assert applied[0] == 0, applied
    assert status == 0, trouble
    return token
