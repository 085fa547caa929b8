"""Tells systemd that the kiosk is ready, and then that it is well, again and again.

Where no systemd asks for it, nothing is told.
"""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping

import structlog

from kiosk_app.runners.timers import Sleep

_MICROSECONDS = 1_000_000
_ANSWER_SECONDS = 5.0
_UNTIL_READY_SECONDS = 0.2
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - not bound, but asked for

log = structlog.get_logger()

Tell = Callable[[str], None]


def teller(environment: Mapping[str, str]) -> Tell | None:
    """Give the way to tell systemd something; None where it does not listen."""
    address = environment.get("NOTIFY_SOCKET")
    if not address:
        return None
    # An address that begins with @ is one without a file.
    where = f"\0{address[1:]}" if address.startswith("@") else address

    def tell(state: str) -> None:
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as datagram,
        ):
            datagram.sendto(state.encode(), where)

    return tell


def beat_seconds(environment: Mapping[str, str]) -> float:
    """Say how often to tell that all is well: thrice in the time that is given."""
    given = environment.get("WATCHDOG_USEC", "")
    return int(given) / _MICROSECONDS / 3 if given.isdigit() else 10.0


async def keep_telling(
    tell: Tell,
    are_well: Callable[[], Awaitable[bool]],
    *,
    every: float,
    sleep: Sleep = asyncio.sleep,
) -> None:
    """Tell "ready" once all is well for the first time, and then each beat.

    While it is not, nothing is told, and systemd starts the kiosk anew.
    """
    while not await are_well():
        await sleep(_UNTIL_READY_SECONDS)
    tell("READY=1")
    was_well = True
    while True:
        is_well = await are_well()
        if is_well:
            tell("WATCHDOG=1")
        elif was_well:
            log.error("kiosk_does_not_answer")
        was_well = is_well
        await sleep(every)


def watch(
    loop_goes_on: Callable[[], Awaitable[None]], page: tuple[str, int, bool]
) -> Callable[[], Awaitable[bool]]:
    """Make what says whether the journey goes on and the page's server answers.

    Args:
        loop_goes_on: comes back once the loop has taken what there was to take.
        page: where the server is: host, port, and whether it speaks TLS.
    """

    async def are_well() -> bool:
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                await loop_goes_on()
                return await _answers(*page)
        except (OSError, TimeoutError):
            return False

    return are_well


async def _answers(host: str, port: int, secure: bool) -> bool:  # noqa: FBT001 - one of three
    reader, writer = await asyncio.open_connection(
        _EVERYWHERE.get(host, host), port, ssl=_ourselves() if secure else None
    )
    try:
        writer.write(
            f"GET /healthz HTTP/1.1\r\nHost: localhost:{port}\r\n"
            "Connection: close\r\n\r\n".encode()
        )
        await writer.drain()
        return (await reader.readline()).startswith(b"HTTP/1.1 ")
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def _ourselves() -> ssl.SSLContext:
    # It is our own port on this machine, whatever name the certificate is for, and
    # nothing is told to it.
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
