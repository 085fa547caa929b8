"""Serial lines made of pseudo-terminals: a device that can be pulled and put back."""

import os
import time
import tty
from collections.abc import Callable
from pathlib import Path


class Plug:
    """A device behind a symbolic link, as udev makes them under /dev/serial/by-id."""

    def __init__(self, link: Path) -> None:
        self.link = link
        self._master: int | None = None
        self.put_in()

    def put_in(self) -> None:
        master, slave = os.openpty()
        tty.setraw(slave)
        self.link.symlink_to(os.ttyname(slave))
        os.close(slave)
        self._master = master

    def pull(self) -> None:
        self.link.unlink(missing_ok=True)
        if self._master is not None:
            os.close(self._master)
        self._master = None

    def send(self, data: bytes) -> None:
        assert self._master is not None
        os.write(self._master, data)


def wait_until(true: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Look again and again until something is so, or the time is over."""
    give_up = time.monotonic() + seconds
    while not true() and time.monotonic() < give_up:
        os.sched_yield()
    return true()
