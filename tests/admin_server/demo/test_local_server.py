"""A server of the demo's comes up, says why if it does not, and goes away."""

import socket
from pathlib import Path

import pytest
from typing_extensions import override

from admin_server.demo import local_server
from admin_server.demo.local_server import LOCAL, LocalServer, LocalServerFailed

LISTENS = (
    "import socket, sys, time; s = socket.socket();"
    "s.bind(('127.0.0.1', int(sys.argv[1]))); s.listen(); time.sleep(60)"
)
SLEEPS = "import time; print('still at breakfast', flush=True); time.sleep(60)"
FAILS = "raise SystemExit('no such thing')"


class Scripted(LocalServer):
    """Runs one program after the other, at each try to start."""

    def __init__(self, folder: Path, *programs: str, port: int | None = None) -> None:
        super().__init__(folder, port=port)
        self.programs = list(programs)
        self.ports: list[int] = []

    @override
    def _prepare(self) -> list[str]:
        self.ports.append(self.port)
        return ["-c", self.programs.pop(0), str(self.port)]

    @override
    def _answers(self) -> bool:
        return is_open(self.port)


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOCAL, port)) == 0


def test_it_answers_while_it_runs(tmp_path: Path) -> None:
    """In the block it answers, after the block nobody does."""
    with Scripted(tmp_path / "new", LISTENS) as server:
        during = is_open(server.port)

    assert (during, is_open(server.port)) == (True, False)


def test_another_port_is_tried(tmp_path: Path) -> None:
    """Where somebody else was faster at a port, another one is taken."""
    with Scripted(tmp_path, FAILS, FAILS, LISTENS) as server:
        assert is_open(server.port)

    assert len(server.ports) == 3


def test_it_gives_up_with_the_reason(tmp_path: Path) -> None:
    """What cannot start at any port says why."""
    with pytest.raises(LocalServerFailed, match="no such thing"):
        Scripted(tmp_path, FAILS, FAILS, FAILS).start()


def test_a_chosen_port_is_tried_once(tmp_path: Path) -> None:
    """Whoever wants one port gets that one or an error."""
    server = Scripted(tmp_path, FAILS, LISTENS, port=9)

    with pytest.raises(LocalServerFailed):
        server.start()

    assert server.ports == [9]


def test_one_that_never_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that is there and says nothing is given up and ended."""
    monkeypatch.setattr(local_server, "_START_SECONDS", 0.3)
    server = Scripted(tmp_path, SLEEPS, port=9)

    with pytest.raises(LocalServerFailed, match="does not answer"):
        server.start()
