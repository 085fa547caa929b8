"""The real server as a process of its own, to be killed and started again."""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path

import httpx

TENANT_FILE = """
[tenant]
slug = "lakeside"
name = "Lakeside"

[[sites]]
key = "house"
name = "Lakeside House"
time_zone = "Europe/Zurich"

[[hosts]]
name = "Jonas Weber"
email = "jonas.weber@lakeside.example"

[[kiosks]]
name = "Front desk"
site = "house"
"""


@dataclass
class ServerProcess:
    """`portico-server serve` on a folder, with the settings that a test adds.

    Attributes:
        patience: seconds for which a start may last.
    """

    folder: Path
    port: int
    extra: dict[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None
    patience: float = 30.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PORTICO_")}
        return {
            **kept,
            "PORTICO_DATABASE_URL": f"sqlite:///{self.folder}/portico.db",
            "PORTICO_KEY_FILE": f"{self.folder}/portico.key",
            "PORTICO_PORT": str(self.port),
            **self.extra,
        }

    async def command(self, *words: str) -> tuple[int, str, str]:
        """Run a `portico-server` command; says status, output and complaints."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "admin_server",
            *words,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
        return process.returncode or 0, out.decode().strip(), err.decode().strip()

    async def start(self) -> None:
        """Start, and wait until it answers."""
        with (self.folder / "server.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "admin_server",
                "serve",
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        async with httpx.AsyncClient() as http, asyncio.timeout(self.patience):
            while not await self._answers(http):
                await asyncio.sleep(0.05)

    async def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it by a signal; says its status."""
        assert self.process is not None
        self.process.send_signal(how)
        async with asyncio.timeout(20):
            return await self.process.wait()

    async def _answers(self, http: httpx.AsyncClient) -> bool:
        assert self.process is not None
        assert self.process.returncode is None, self.log()
        try:
            return (await http.get(f"{self.url}/readyz")).status_code == 200
        except httpx.TransportError:
            return False

    def log(self) -> str:
        """What the server has written so far."""
        return (self.folder / "server.log").read_text()
