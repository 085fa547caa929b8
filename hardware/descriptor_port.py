"""A port over a file descriptor: what is written is never waited for without an end."""

import fcntl
import os
import select
import socket
import struct
import termios
import time
from collections.abc import Callable
from dataclasses import dataclass

from hardware.errors import DeviceLost, DeviceStalled

POLL = 0.05
"""Seconds that one read waits for its first byte."""
STALL = 10.0
"""Seconds without a single byte taken after which a device counts as stalled."""
# termios.error is no OSError; ValueError comes from a descriptor that was closed.
GONE = (OSError, termios.error, TypeError, ValueError)
_SLICE = 4096
_LOOK_AGAIN = 0.02
# The count of bytes that wait to leave is a little old when we have it.
_STILL_LEAVING = 64
_ABORT = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Habits:
    """How a kind of device behaves.

    Attributes:
        line_printer: it is a USB printer's own device (usblp): reading nothing is
            no end there, and it cannot count what waits to leave.
        stall: seconds without a byte taken after which we give up.
        monotonic: the clock.
    """

    line_printer: bool = False
    stall: float = STALL
    monotonic: Callable[[], float] = time.monotonic


class _NothingTaken(Exception):
    """The device has taken nothing for as long as we wait."""


class DescriptorPort:
    """Reads and writes a serial line, a connection or a line printer's device."""

    def __init__(
        self, name: str, descriptor: int, close: Callable[[], None], habits: Habits
    ) -> None:
        """Take over an open descriptor that does not block.

        Args:
            close: lets go of the device.
        """
        self._name = name
        self._descriptor = descriptor
        self._close = close
        self._habits = habits

    def read(self) -> bytes:
        """See `hardware.ports.Port`."""
        try:
            announced, _, _ = select.select([self._descriptor], [], [], POLL)
            if not announced:
                return b""
            data = os.read(self._descriptor, _SLICE)
        except BlockingIOError:
            return b""
        except GONE as problem:
            raise DeviceLost(f"{self._name} went away.") from problem
        if not data and not self._habits.line_printer:
            raise DeviceLost(f"{self._name} went away.")
        if not data:
            select.select([], [], [], POLL)
        return data

    def write(self, data: bytes) -> None:
        """See `hardware.ports.Port`."""
        given = 0
        progress = self._habits.monotonic()
        try:
            while given < len(data):
                moved = self._give(data[given : given + _SLICE])
                given += moved
                progress = self._still_moving(progress, moved=moved > 0)
            self._wait_until_left()
        except _NothingTaken as problem:
            taken = self._taken(given)
            self._drop()
            raise DeviceStalled(
                f"{self._name} takes nothing more.", taken=taken
            ) from problem
        except GONE as problem:
            raise DeviceLost(f"{self._name} went away.", taken=given) from problem

    def close(self) -> None:
        """See `hardware.ports.Port`."""
        # The descriptor's number may be somebody else's after the first time.
        close, self._close = self._close, _leave_closed
        try:
            close()
        except GONE:
            return  # It has gone, which is what was wanted.

    def _give(self, data: bytes) -> int:
        _, ready, _ = select.select([], [self._descriptor], [], _LOOK_AGAIN)
        if not ready:
            return 0
        try:
            return os.write(self._descriptor, data)
        except BlockingIOError:
            select.select([], [], [], _LOOK_AGAIN)
            return 0

    def _wait_until_left(self) -> None:
        """Wait as long as bytes leave this machine, however slowly.

        The system's own way to wait, tcdrain, has no end when a printer says "wait".
        """
        progress = self._habits.monotonic()
        waiting = self._waiting()
        while waiting:
            select.select([], [], [], _LOOK_AGAIN)
            now_waiting = self._waiting()
            progress = self._still_moving(progress, moved=now_waiting < waiting)
            waiting = now_waiting

    def _still_moving(self, progress: float, *, moved: bool) -> float:
        """Give the moment of the last progress.

        Raises:
            _NothingTaken: it is too long ago.
        """
        now = self._habits.monotonic()
        if moved:
            return now
        if now - progress > self._habits.stall:
            raise _NothingTaken
        return progress

    def _waiting(self) -> int:
        """Count what has not left; on a connection, what was not acknowledged."""
        if self._habits.line_printer:
            # It can be written again when its last bytes are with the printer; when
            # closed earlier it drops them.
            _, left, _ = select.select([], [self._descriptor], [], 0)
            return 0 if left else 1
        answer = bytearray(4)
        try:
            fcntl.ioctl(self._descriptor, termios.TIOCOUTQ, answer)
        except OSError:
            return 0  # It cannot count: perhaps it has gone, which is noticed next.
        return int.from_bytes(answer, "little")

    def _taken(self, given: int) -> int:
        return min(given, given - self._waiting() + _STILL_LEAVING)

    def _drop(self) -> None:
        """Forget what has not left: nothing is to come out by itself later."""
        try:
            termios.tcflush(self._descriptor, termios.TCOFLUSH)
        except GONE:
            self._forget_connection()

    def _forget_connection(self) -> None:
        try:
            with socket.socket(fileno=os.dup(self._descriptor)) as connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
        except OSError:
            return  # A line printer keeps nothing that we could take back.


def _leave_closed() -> None:
    """Do nothing: it is closed already."""
