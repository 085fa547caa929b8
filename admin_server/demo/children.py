"""The demo's child processes: started together, watched, and ended together."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import monotonic

from admin_server.demo import follower

_STOP_SECONDS = 6.0
_LAST_LINES = 12
_POLL_SECONDS = 0.1


class ChildDied(Exception):
    """A process that the demo needs has ended; the text shows its last lines."""


class Children:
    """Processes of ours that end when we do, even if we are killed.

    Each writes to a log file of its own. Used as a `with` block, all of them are
    ended at its end, the youngest first.
    """

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(
        self, name: str, arguments: Sequence[str], environment: Mapping[str, str]
    ) -> None:
        """Start `python ARGUMENTS…` under a name."""
        with self._log(name).open("wb") as log:
            self._running[name] = subprocess.Popen(  # noqa: S603 - our own interpreter
                [sys.executable, follower.__file__, str(os.getpid()), *arguments],
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A Ctrl-C in the terminal is for us, who then end them in order.
                start_new_session=True,
            )

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> bool:
        """Wait until something is so; False where it took longer than that.

        Raises:
            ChildDied: one of them ended meanwhile.
        """
        end = monotonic() + seconds
        pause = threading.Event()
        while monotonic() < end:
            self.check()
            if ready():
                return True
            pause.wait(_POLL_SECONDS)
        return False

    def check(self) -> None:
        """Make sure that all of them still run.

        Raises:
            ChildDied: one does not.
        """
        for name, process in self._running.items():
            status = process.poll()
            if status is not None:
                lines = self.last_lines(name)
                raise ChildDied(f"The {name} ended with status {status}.\n{lines}")

    def last_lines(self, name: str) -> str:
        """Give the end of a child's log."""
        text = self._log(name).read_text(encoding="utf-8", errors="replace")
        return "\n".join(f"  {line}" for line in text.splitlines()[-_LAST_LINES:])

    def stop(self) -> None:
        """End all of them, politely first, within seconds."""
        running = [self._running.pop(name) for name in reversed([*self._running])]
        for process in running:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        end = monotonic() + _STOP_SECONDS
        for process in running:
            _wait(process, seconds=end - monotonic())

    def _log(self, name: str) -> Path:
        return self._logs / f"{name.replace(' ', '-')}.log"


def _wait(process: subprocess.Popen[bytes], *, seconds: float) -> None:
    try:
        process.wait(max(seconds, 0))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
