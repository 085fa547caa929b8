"""The emulator as a process: it comes, it goes, and it never stays behind."""

import ssl
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from admin_server.demo.emulators.graph import EmulatorFailed, GraphEmulator
from tests.fakes.ports import free_port
from tests.fakes.processes import processes_with

_PARENT = """
import os, signal, sys, pathlib
from admin_server.demo.emulators.graph import GraphEmulator
GraphEmulator(pathlib.Path(sys.argv[1])).start()
print("up", flush=True)
signal.pause()
"""


def test_it_runs_until_it_is_stopped(tmp_path: Path) -> None:
    """Somebody who has its certificate can speak with it while it runs."""
    with GraphEmulator(tmp_path) as emulator:
        trust = ssl.create_default_context(cafile=str(emulator.ca_file))
        url = f"{emulator.url}/emulator/healthz"
        answer = httpx.get(url, verify=trust)
    emulator.stop()

    with pytest.raises(httpx.ConnectError):
        httpx.get(url, verify=trust)
    assert answer.text == "well"
    assert processes_with(f"--folder={tmp_path}") == []


def test_strangers_do_not_trust_it(tmp_path: Path) -> None:
    """Without its certificate nobody speaks with it."""
    with (
        GraphEmulator(tmp_path) as emulator,
        pytest.raises(httpx.ConnectError, match="CERTIFICATE"),
    ):
        httpx.get(emulator.url, verify=ssl.create_default_context())


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    """Where the wanted port is taken, the reason is told."""
    port = free_port()
    with GraphEmulator(tmp_path / "first", port=port) as first:
        second = GraphEmulator(tmp_path / "second", port=port)

        with pytest.raises(EmulatorFailed, match="address already in use"):
            second.start()

        assert first.port == port


def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    """However its parent dies, the emulator does not stay behind."""
    with subprocess.Popen(
        [sys.executable, "-c", _PARENT, str(tmp_path)], stdout=subprocess.PIPE
    ) as parent:
        parent.stdout.readline()
        (child,) = processes_with(f"--folder={tmp_path}")
        parent.kill()

    _wait_until_gone(child)

    assert processes_with(f"--folder={tmp_path}") == []


def test_what_nobody_answers(tmp_path: Path) -> None:
    """An emulator that does not run cannot be filled."""
    with GraphEmulator(tmp_path) as emulator:
        pass

    with pytest.raises(EmulatorFailed, match="organisation"):
        emulator.add_organisation("x", clients={})


def _wait_until_gone(process: int) -> None:
    script = "while kill -0 $0 2>/dev/null; do sleep 0.05; done"
    subprocess.run(["sh", "-c", script, str(process)], timeout=10, check=False)
