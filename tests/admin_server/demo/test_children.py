import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from uuid import uuid4

import pytest

from admin_server.demo.children import ChildDied, Children
from admin_server.demo.environment import plain_environment
from tests.fakes.processes import processes_with

_FOREVER = "import time; print('here', flush=True); time.sleep(60)"
_STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN);" + _FOREVER
_PARENT = f"""
import os, pathlib, sys, time
from admin_server.demo.children import Children
Children(pathlib.Path(sys.argv[1])).start("child", ["-c", {_FOREVER!r}], os.environ)
time.sleep(60)
"""


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Children]:
    """Nobody yet; whoever is started is ended after the test."""
    started = Children(tmp_path)
    yield started
    started.stop()


def _start(children: Children, code: str) -> None:
    children.start("child", ["-c", code], plain_environment())


def _soon(is_so: Callable[[], bool]) -> bool:
    end, pause = monotonic() + 10, threading.Event()
    while not is_so() and monotonic() < end:
        pause.wait(0.02)
    return is_so()


def test_a_child_that_dies_shows_its_last_words(children: Children):
    """If a part of the demo cannot start, one sees why."""
    _start(children, "import sys; print('no such printer'); sys.exit(3)")

    with pytest.raises(ChildDied, match="ended with status 3") as died:
        children.wait_until(lambda: False, seconds=10)

    assert "no such printer" in str(died.value)


def test_waiting_ends_when_a_child_is_ready(children: Children):
    """The demo goes on as soon as a part of it answers."""
    _start(children, _FOREVER)

    ready = children.wait_until(
        lambda: "here" in children.last_lines("child"), seconds=10
    )

    assert ready


def test_waiting_does_not_last_for_ever(children: Children):
    """A part of the demo that never answers is given up."""
    _start(children, _FOREVER)

    assert not children.wait_until(lambda: False, seconds=0.2)


@pytest.mark.parametrize("code", [_FOREVER, _STUBBORN])
def test_stopping_ends_every_child(
    children: Children, code: str, monkeypatch: pytest.MonkeyPatch
):
    """Nothing of the demo is left behind, not even what will not listen."""
    monkeypatch.setattr("admin_server.demo.children._STOP_SECONDS", 0.5)
    mark = uuid4().hex
    _start(children, f"{code} # {mark}")
    assert _soon(lambda: "here" in children.last_lines("child"))

    children.stop()

    assert processes_with(mark) == []


def test_a_killed_parent_takes_its_children_along(tmp_path: Path):
    """Even if the demo is killed, its parts do not go on alone."""
    parent = subprocess.Popen([sys.executable, "-c", _PARENT, str(tmp_path)])
    log = tmp_path / "child.log"
    assert _soon(lambda: log.exists() and "here" in log.read_text())
    child = _children_of(parent.pid)[0]

    parent.send_signal(signal.SIGKILL)
    parent.wait()

    assert _soon(lambda: not Path(f"/proc/{child}").exists())


def _children_of(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(one) for one in found.split()]
