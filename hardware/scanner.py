"""The scanner as the kiosk sees it, and the one place where an address becomes one."""

from typing import Protocol

from hardware.errors import DeviceTrouble
from hardware.framing import FrameShape
from hardware.ports import open_port
from hardware.scanners.serial_line import SerialLineScanner


class Scanner(Protocol):
    """Gives the texts of scanned codes, in order; looks after its own device.

    A device that is missing or pulled is no error here: reads give None until it
    is back, and `trouble` says why.
    """

    @property
    def trouble(self) -> DeviceTrouble | None:
        """Why the device cannot be read now, or None while it can."""

    def read(self, timeout: float) -> str | None:
        """Wait for the next code, at most so many seconds; None when none came."""

    def close(self) -> None:
        """Let go of the device; any thread may call it, also during a read.

        A read that is waiting gives None, and so does every later one, at once.
        """


def open_scanner(
    url: str, *, shape: FrameShape | None = None, baud_rate: int = 9600
) -> SerialLineScanner:
    """Make the scanner at an address ready; the first read opens the device.

    Args:
        url: a device path, best one under /dev/serial/by-id, or `socket://`,
            `rfc2217://`, `loop://`.
        shape: how the scanner ends its codes; by default CR, LF or both.
    """
    return SerialLineScanner(
        lambda: open_port(url, baud_rate=baud_rate), shape or FrameShape()
    )
