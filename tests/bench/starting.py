"""Starting the server, and its memory, beside the least that a server can be."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tests.bench.measured import ROUNDS, Measured, median
from tests.fakes.ports import free_port

_BARE = """
import fastapi, uvicorn
app = fastapi.FastAPI()
@app.get("/healthz")
def healthz() -> str: return "ok"
uvicorn.run(app, host="127.0.0.1", port={port}, log_config=None)
"""
_PATIENCE = 60.0
_RESIDENT = re.compile(r"VmRSS:\s+(\d+) kB")


def measure() -> list[Measured]:
    """Start both in turn, and look at ours at rest."""
    with TemporaryDirectory() as folder:
        # The first start makes the database; what counts is every later one.
        _start_ours(Path(folder))
        ratios, resident = [], []
        for _ in range(ROUNDS):
            bare, _ = _start_bare()
            ours, memory = _start_ours(Path(folder))
            ratios.append(ours / bare)
            resident.append(memory)
    return [
        Measured(
            "server-start",
            "server start to its first answer ÷ an empty FastAPI app",
            median(ratios),
            "≤ 2",
            "×",
            "processes of their own, in turn, with a database that exists",
        ),
        Measured(
            "server-memory",
            "memory of the server at rest",
            median(resident),
            "≤ 200",
            "MB",
            "resident memory right after the first answer",
        ),
    ]


def _start_ours(folder: Path) -> tuple[float, float]:
    port = free_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PORTICO_")}
    environment = {
        **kept,
        "PORTICO_DATABASE_URL": f"sqlite:///{folder}/portico.db",
        "PORTICO_KEY_FILE": f"{folder}/portico.key",
        "PORTICO_PORT": str(port),
    }
    command = [sys.executable, "-m", "admin_server", "serve"]
    return _start(command, port, environment)


def _start_bare() -> tuple[float, float]:
    port = free_port()
    command = [sys.executable, "-c", _BARE.format(port=port)]
    return _start(command, port, dict(os.environ))


def _start(
    command: list[str], port: int, environment: dict[str, str]
) -> tuple[float, float]:
    began = time.perf_counter()
    with subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait_for(port)
            took = time.perf_counter() - began
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
            found = _RESIDENT.search(status)
            return took, int(found[1]) / 1024 if found else 0.0
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        try:
            httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=1)
        except httpx.TransportError:
            time.sleep(0.01)  # noqa: TID251 - it waits for a process, nothing else runs
        else:
            return
    raise TimeoutError("it did not start")
