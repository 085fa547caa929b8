"""Processes of their own: started, waited for, looked at, and ended."""

import os
import re
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

_AS_INSTALLED = Path(__file__).with_name("as_installed")
_PATIENCE = 60.0
_RESIDENT = re.compile(r"VmRSS:\s+(\d+) kB")


@dataclass(frozen=True)
class Running:
    """A process that answers on a port of this machine.

    Attributes:
        took: seconds from its start to its first answer.
    """

    pid: int
    port: int
    took: float

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def megabytes(self) -> float:
        """Say how much memory it has resident now."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        found = _RESIDENT.search(status)
        return int(found[1]) / 1024 if found else 0.0


@contextmanager
def running(
    command: Sequence[str],
    port: int,
    *,
    environment: Mapping[str, str],
    path: str = "/healthz",
) -> Iterator[Running]:
    """Run a command until the caller is done with it; it has answered by then."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PORTICO_")}
    paths = [str(_AS_INSTALLED), *filter(None, [kept.get("PYTHONPATH")])]
    kept["PYTHONPATH"] = os.pathsep.join(paths)
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        env={**kept, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(process, f"http://127.0.0.1:{port}{path}")
        yield Running(process.pid, port, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(process: subprocess.Popen[bytes], address: str) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            httpx.get(address, timeout=10)
        except httpx.TransportError:
            time.sleep(0.005)  # noqa: TID251 - it waits for a process, nothing else runs
        else:
            return
    raise TimeoutError("it did not start")
