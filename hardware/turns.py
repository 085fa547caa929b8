"""Taking turns at a device that cannot keep two programs' bytes apart."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from threading import Event
from typing import TypeVar

from hardware.errors import DeviceBusy

_LOOK_AGAIN = 0.1
_Got = TypeVar("_Got")


@contextmanager
def my_turn(
    address: str, *, within: float, monotonic: Callable[[], float] = time.monotonic
) -> Iterator[None]:
    """Hold an address against every other program of this machine.

    The lock is a name among the system's sockets: it needs no folder into which two
    kiosks' users could both write, and it ends with the process that holds it.

    Raises:
        DeviceBusy: another program kept it for so many seconds.
    """
    name = f"\0portico-device-{sha256(address.encode()).hexdigest()}"

    def take() -> None:
        try:
            lock.bind(name)
        except OSError as problem:
            raise DeviceBusy(f"Another program is using {address}.") from problem

    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as lock:
        when_free(take, within=within, monotonic=monotonic)
        yield


def when_free(
    attempt: Callable[[], _Got],
    *,
    within: float,
    monotonic: Callable[[], float] = time.monotonic,
) -> _Got:
    """Try until the device is free.

    Raises:
        DeviceBusy: it was not, for so many seconds.
    """
    give_up = monotonic() + within
    pause = Event()
    while True:
        try:
            return attempt()
        except DeviceBusy:
            if monotonic() >= give_up:
                raise
        pause.wait(_LOOK_AGAIN)
