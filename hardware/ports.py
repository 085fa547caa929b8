"""Serial lines by address: a device path, `socket://`, `rfc2217://`, `loop://`, `tape://`."""

import errno
import termios
from pathlib import Path
from typing import Protocol

import serial

from hardware.errors import (
    AddressUnknown,
    DeviceBusy,
    DeviceLost,
    DeviceMissing,
    DeviceNotPermitted,
    DeviceTrouble,
    DeviceUnusable,
)

POLL = 0.05
"""Seconds that one read waits for its first byte."""
_WRITE_TIMEOUT = 10.0
_TAPE = "tape://"
# pyserial on Linux lets all of these out when a device is pulled; termios.error is
# no OSError, and TypeError comes from a file descriptor that was set to None.
_GONE = (OSError, termios.error, TypeError)
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
        """Send all of it.

        Raises:
            DeviceLost: the device went away or took too long; a part may have
                arrived.
        """

    def close(self) -> None:
        """Let go of the device; never raises, may be called twice."""


class SerialPort:
    """A port over pyserial that speaks our errors."""

    def __init__(self, line: serial.Serial) -> None:
        """Take over an open line."""
        self._line = line

    def read(self) -> bytes:
        """See `Port`."""
        try:
            first: bytes = self._line.read(1)
            return first + self._line.read(self._line.in_waiting) if first else b""
        except _GONE as problem:
            raise DeviceLost(f"{self._line.port} went away.") from problem

    def write(self, data: bytes) -> None:
        """See `Port`."""
        try:
            self._line.write(data)
            self._line.flush()
        except _GONE as problem:
            raise DeviceLost(f"{self._line.port} took only a part.") from problem

    def close(self) -> None:
        """See `Port`."""
        try:
            self._line.close()
        except _GONE:
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


def open_port(url: str, *, baud_rate: int = 9600) -> Port:
    """Open the line at an address, for us alone where the system can promise that.

    Raises:
        DeviceTrouble: which kind says why it cannot be opened.
    """
    if url.startswith(_TAPE) and url != _TAPE:
        return TapePort(Path(url.removeprefix(_TAPE)).expanduser())
    # Any other scheme is pyserial's to know.
    connect = serial.serial_for_url if "://" in url else _Line
    try:
        line = connect(
            url,
            baudrate=baud_rate,
            timeout=POLL,
            write_timeout=_WRITE_TIMEOUT,
            exclusive=True,
        )
    except ValueError as problem:
        raise AddressUnknown(f"{url!r} is no address of a serial device.") from problem
    except _GONE as problem:
        raise _why_not(url, problem) from problem
    return SerialPort(line)


def _why_not(url: str, problem: Exception) -> DeviceTrouble:
    number = getattr(problem, "errno", None)
    if number in _FORBIDDEN:
        return DeviceNotPermitted(f"This user may not open {url}.")
    if number in _BUSY:
        return DeviceBusy(f"Another program is using {url}.")
    if number in _ABSENT or "://" in url:
        return DeviceMissing(f"There is no device at {url}.")
    return DeviceUnusable(f"{url} does not behave like a serial device.")
