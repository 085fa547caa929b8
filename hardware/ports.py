"""Lines to devices by address: a path, `socket://`, `rfc2217://`, `loop://`, `tape://`."""

import errno
import fcntl
import os
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import serial

from hardware.descriptor_port import GONE, POLL, STALL, DescriptorPort, Habits
from hardware.errors import (
    AddressUnknown,
    DeviceBusy,
    DeviceLost,
    DeviceMissing,
    DeviceNotPermitted,
    DeviceStalled,
    DeviceTrouble,
    DeviceUnusable,
)
from hardware.models import Flow

RAW_PRINTING = 9100
"""The port at which network printers take bytes, unless the address says another."""
_CONNECT = 5.0
_SLICE = 256
_TAPE = "tape://"
_SOCKET = "socket://"
_RFC2217 = "rfc2217://"
_LINE_PRINTERS = ("/dev/usb/lp", "/dev/usblp", "/dev/lp")
_BUSY = {errno.EBUSY, errno.EAGAIN}
_FORBIDDEN = {errno.EACCES, errno.EPERM}
_ABSENT = {errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO, errno.ENOTDIR}


class Port(Protocol):
    """A line to a device; used by one thread at a time."""

    def read(self) -> bytes:
        """Give what has come, waiting at most `POLL` seconds; b"" if nothing did.

        Raises:
            DeviceLost: the device went away.
        """

    def write(self, data: bytes) -> None:
        """Send all of it, however slowly, as long as the device takes something.

        Raises:
            DeviceLost: the device went away; `taken` says how much may have arrived.
            DeviceStalled: it took nothing for too long; what had not left this
                machine was forgotten.
        """

    def close(self) -> None:
        """Let go of the device; never raises, may be called twice."""


class SerialPort:
    """A port over pyserial, for those of its lines that are no descriptor."""

    def __init__(self, line: serial.Serial) -> None:
        """Take over an open line."""
        self._line = line

    def read(self) -> bytes:
        """See `Port`."""
        try:
            first: bytes = self._line.read(1)
            return first + self._line.read(self._line.in_waiting) if first else b""
        except GONE as problem:
            raise DeviceLost(f"{self._line.port} went away.") from problem

    def write(self, data: bytes) -> None:
        """See `Port`."""
        for start in range(0, len(data), _SLICE):
            part = data[start : start + _SLICE]
            try:
                self._line.write(part)
            except serial.SerialTimeoutException as problem:
                raise DeviceStalled(
                    f"{self._line.port} takes nothing more.", taken=start + len(part)
                ) from problem
            except GONE as problem:
                raise DeviceLost(
                    f"{self._line.port} took only a part.", taken=start + len(part)
                ) from problem

    def close(self) -> None:
        """See `Port`."""
        try:
            self._line.close()
        except GONE:
            return  # It has gone, which is what was wanted.


class _Line(serial.Serial):
    """A local line that keeps what came before we opened it.

    pyserial 3.5 empties the input on opening: a code scanned while we came back
    would be lost, or lose its head and pass for another.
    """

    def _reset_input_buffer(self) -> None:
        """Keep it."""


class TapePort:
    """A port that only listens to us: whatever is written is appended to a file."""

    def __init__(self, folder: Path) -> None:
        """Write to `bytes.bin` in the folder, made when first needed."""
        self._folder = folder

    def read(self) -> bytes:
        """Say nothing, at once."""
        return b""

    def write(self, data: bytes) -> None:
        """Keep the bytes."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "bytes.bin").open("ab") as tape:
            tape.write(data)

    def close(self) -> None:
        """Do nothing: the tape is closed after each write."""


def open_port(
    url: str,
    *,
    baud_rate: int = 9600,
    flow: Flow = Flow.NONE,
    stall: float = STALL,
    connect: float = _CONNECT,
) -> Port:
    """Open the line at an address, for us alone where the system can promise that.

    Args:
        stall: seconds without a byte taken after which a write gives up.
        connect: seconds that a device behind the network is waited for.

    Raises:
        DeviceTrouble: which kind says why it cannot be opened.
    """
    if url.startswith(_TAPE) and url != _TAPE:
        return TapePort(Path(url.removeprefix(_TAPE)).expanduser())
    opens: Callable[[], Port]
    if url.startswith(_SOCKET):
        opens = partial(_open_connection, url, within=connect, stall=stall)
    elif is_line_printer(url):
        opens = partial(open_line_printer, url, stall=stall)
    else:
        opens = partial(_open_line, url, baud_rate=baud_rate, flow=flow, stall=stall)
    try:
        return opens()
    except GONE as problem:
        raise _why_not(url, problem) from problem


def is_line_printer(url: str) -> bool:
    """Tell a USB printer's own device, also behind a link, from a serial line."""
    return "://" not in url and os.path.realpath(url).startswith(_LINE_PRINTERS)


def open_line_printer(path: str, *, stall: float = STALL) -> Port:
    """Open a line printer's device for us alone, with its channel back.

    Raises:
        OSError: it is not there, not permitted, or taken (EAGAIN).
    """
    descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    habits = Habits(line_printer=True, stall=stall)
    return DescriptorPort(path, descriptor, partial(os.close, descriptor), habits)


def _open_connection(url: str, *, within: float, stall: float) -> Port:
    host, number = _host_and_port(url)
    connection = socket.create_connection((host, number), timeout=within)
    connection.settimeout(0)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    habits = Habits(stall=stall)
    return DescriptorPort(url, connection.fileno(), connection.close, habits)


def _host_and_port(url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        number = parts.port or RAW_PRINTING
    except ValueError as problem:
        raise AddressUnknown(f"{url!r} names no port that there is.") from problem
    if not parts.hostname:
        raise AddressUnknown(f"{url!r} names no computer.")
    return parts.hostname, number


def _open_line(url: str, *, baud_rate: int, flow: Flow, stall: float) -> Port:
    # Any other scheme is pyserial's to know.
    connect = serial.serial_for_url if "://" in url else _Line
    try:
        line = connect(
            url,
            baudrate=baud_rate,
            timeout=POLL,
            # pyserial's RFC 2217 refuses this one; its socket gives up after 5 s.
            write_timeout=None if url.startswith(_RFC2217) else stall,
            xonxoff=flow is Flow.XON_XOFF,
            rtscts=flow is Flow.RTS_CTS,
            exclusive=True,
        )
    except serial.SerialException:
        raise
    except ValueError as problem:
        raise AddressUnknown(f"{url!r} is no address of a serial device.") from problem
    if not isinstance(line, _Line):
        return SerialPort(line)
    return DescriptorPort(url, line.fileno(), line.close, Habits(stall=stall))


def _why_not(url: str, problem: Exception) -> DeviceTrouble:
    number = getattr(problem, "errno", None)
    if number in _FORBIDDEN:
        return DeviceNotPermitted(f"This user may not open {url}.")
    if number in _BUSY:
        return DeviceBusy(f"Another program is using {url}.")
    if number in _ABSENT or "://" in url:
        return DeviceMissing(f"There is no device at {url}.")
    return DeviceUnusable(f"{url} does not behave like a serial device.")
