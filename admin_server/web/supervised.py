"""Tells systemd that the server listens, and then that it goes on, again and again.

Where no systemd asks for it, nothing is told.
"""

import asyncio
import contextlib
import os
import socket

_MICROSECONDS = 1_000_000
_NO_LIMIT = 30.0


async def keep_telling_systemd() -> None:
    """Tell "ready" now, and thrice in the time that the watchdog gives, that we go on.

    It is told by the event loop that answers kiosks: once that hangs, nothing is
    told, and systemd starts the server anew.
    """
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    given = os.environ.get("WATCHDOG_USEC", "")
    every = int(given) / _MICROSECONDS / 3 if given.isdigit() else _NO_LIMIT
    _tell(address, "READY=1")
    while True:
        _tell(address, "WATCHDOG=1")
        await asyncio.sleep(every)


def _tell(address: str, state: str) -> None:
    # An address that begins with @ is one without a file.
    where = f"\0{address[1:]}" if address.startswith("@") else address
    with (
        contextlib.suppress(OSError),
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as datagram,
    ):
        datagram.sendto(state.encode(), where)
