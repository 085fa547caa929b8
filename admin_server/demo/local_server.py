"""A server of the demo's on a port of this machine: started, waited for, ended."""

import os
import socket
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Self

from admin_server.demo.children import ChildDied, Children

LOCAL = "127.0.0.1"
_NAME = "server"
_START_SECONDS = 20.0
_ATTEMPTS = 3


class LocalServerFailed(Exception):
    """It did not start, or refused what it was told; the text says why."""


class LocalServer(ABC):
    """A process of its own, which ends when this one does, even if killed.

    It ends with `stop` and at the end of a `with` block. Its log is in `folder`.
    """

    def __init__(self, folder: Path, *, port: int | None = None) -> None:
        self._folder = folder
        self._wanted_port = port
        self._port = port or 0
        self._children = Children(folder)

    @property
    def port(self) -> int:
        """The port it listens on, once started."""
        return self._port

    @property
    def folder(self) -> Path:
        """Where its files and its log are."""
        return self._folder

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it."""
        self.stop()

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            LocalServerFailed: it ended at once or did not answer in time.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        # Somebody else may take a free port before it does, so we try again.
        last_try = 1 if self._wanted_port else _ATTEMPTS
        for attempt in range(1, last_try + 1):
            self._port = self._wanted_port or _free_port()
            try:
                self._launch()
            except ChildDied as died:
                self.stop()
                if attempt == last_try:
                    raise LocalServerFailed(str(died)) from died
            else:
                return

    def stop(self) -> None:
        """Stop it; nothing happens where it is stopped already."""
        self._children.stop()

    @abstractmethod
    def _prepare(self) -> list[str]:
        """Make everything ready, and say what follows `python` to start it."""

    @abstractmethod
    def _answers(self) -> bool:
        """Tell whether it answers: this one, not another at the same port."""

    def _launch(self) -> None:
        self._children.start(_NAME, self._prepare(), os.environ)
        if not self._children.wait_until(self._answers, seconds=_START_SECONDS):
            lines = self._children.last_lines(_NAME)
            raise ChildDied(f"The {_NAME} does not answer.\n{lines}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOCAL, 0))
        port: int = probe.getsockname()[1]
    return port
