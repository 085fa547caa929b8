"""The scanner as the kiosk sees it, and the one place where an address becomes one."""

from collections.abc import Callable, Iterable
from typing import Protocol

from hardware.errors import DeviceTrouble
from hardware.find import Found, Whereabouts, plugged_in
from hardware.framing import FrameShape
from hardware.ports import Port, open_port
from hardware.scanners.keyboard import open_keyboard
from hardware.scanners.serial_line import SerialLineScanner

_KEYBOARD = "keyboard://"


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
    url: str,
    *,
    shape: FrameShape | None = None,
    baud_rate: int = 9600,
    self_checking: Callable[[str], bool] | None = None,
    devices: Callable[[], Iterable[Found]] = plugged_in,
) -> SerialLineScanner:
    """Make the scanner at an address ready; the first read opens the device.

    Args:
        url: a device path, best one under /dev/serial/by-id, or a pattern or
            `usb://` ids (see `Whereabouts`), or `socket://`, `rfc2217://`, `loop://`;
            `keyboard://` and the path of one that can only act as a keyboard.
        shape: how the scanner ends its codes; by default CR, LF or both.
        self_checking: tells a text that cannot be the tail of another; see
            `SerialLineScanner`.
        devices: lists what is plugged in, to find the scanner at another path.
    """
    place = Whereabouts(url.removeprefix(_KEYBOARD), devices=devices)

    def connect() -> Port:
        if url.startswith(_KEYBOARD):
            return open_keyboard(place.now())
        return open_port(place.now(), baud_rate=baud_rate)

    return SerialLineScanner(
        connect,
        shape or FrameShape(),
        self_checking=self_checking,
    )
