"""A scanner that can only act as a keyboard, kept from everything but us.

Its device is grabbed: while we hold it, no other program on this machine sees a key.
What it types becomes bytes, and is framed and judged as those of any other scanner.
"""

import errno
import fcntl
import os
import select
import struct
from collections.abc import Callable
from typing import Final

from hardware.errors import (
    DeviceBusy,
    DeviceLost,
    DeviceMissing,
    DeviceNotPermitted,
    DeviceTrouble,
    DeviceUnusable,
)

_POLL = 0.05
# linux/input.h: a moment, then what, which, and how.
_EVENT = struct.Struct("@llHHi")
_AT_ONCE = 64 * _EVENT.size
_GRAB: Final = 0x40044590
_SYNC, _KEY = 0, 1
_DROPPED = 3
_UP, _DOWN = 0, 1
_SHIFTS = frozenset({42, 54})
_ENTERS = frozenset({28, 96})
# Rows of a keyboard as the kernel numbers them, and what they are on an American one.
_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (44, "zxcvbnm,./", "ZXCVBNM<>?"),
    (57, " ", " "),
)
_PLAIN = {start + at: sign for start, row, _ in _ROWS for at, sign in enumerate(row)}
_SHIFTED = {start + at: sign for start, _, row in _ROWS for at, sign in enumerate(row)}
_NO_SIGN = "\ufffd"
"""Stands for a key that is no sign: a text with it is no code of ours."""


class Keys:
    """Makes signs of a keyboard's events, for an American layout; pure."""

    def __init__(self) -> None:
        """Start with no key held."""
        self._held: set[int] = set()
        self._rest = b""

    def signs(self, data: bytes) -> bytes:
        """Take events, cut anywhere; give what they type."""
        data = self._rest + data
        whole = len(data) - len(data) % _EVENT.size
        self._rest = data[whole:]
        events = _EVENT.iter_unpack(data[:whole])
        return "".join(self._sign(*event[2:]) for event in events).encode()

    def _sign(self, kind: int, code: int, value: int) -> str:
        if kind == _SYNC:
            return _NO_SIGN if code == _DROPPED else ""
        if kind != _KEY:
            return ""
        if code in _SHIFTS:
            (self._held.discard if value == _UP else self._held.add)(code)
            return ""
        # A key that is held down repeats by itself; a scanner holds none.
        if value != _DOWN:
            return ""
        if code in _ENTERS:
            return "\r"
        return (_SHIFTED if self._held else _PLAIN).get(code, _NO_SIGN)


class KeyboardPort:
    """A grabbed keyboard as a line that is only listened to."""

    def __init__(self, path: str, descriptor: int) -> None:
        """Take over an open, grabbed device."""
        self._path = path
        self._descriptor = descriptor
        self._keys = Keys()

    def read(self) -> bytes:
        """See `hardware.ports.Port`."""
        try:
            ready, _, _ = select.select([self._descriptor], [], [], _POLL)
            data = os.read(self._descriptor, _AT_ONCE) if ready else None
        except (OSError, ValueError) as problem:
            raise DeviceLost(f"{self._path} went away.") from problem
        if data == b"":
            raise DeviceLost(f"{self._path} went away.")
        return self._keys.signs(data or b"")

    def write(self, data: bytes) -> None:
        """See `hardware.ports.Port`; nothing is ever sent to a keyboard."""
        raise DeviceUnusable(f"{self._path} takes no {len(data)} bytes.")

    def close(self) -> None:
        """See `hardware.ports.Port`; the system ends the grab with it."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor = -1


def open_keyboard(
    path: str, *, grab: Callable[[int], object] | None = None
) -> KeyboardPort:
    """Open a keyboard's device for us alone.

    Raises:
        DeviceTrouble: which kind says why it cannot be had, or not for us alone.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as problem:
        raise _why_not(path, problem) from problem
    try:
        (grab or _grab)(descriptor)
    except OSError as problem:
        os.close(descriptor)
        raise _why_not(path, problem) from problem
    return KeyboardPort(path, descriptor)


def _grab(descriptor: int) -> None:
    fcntl.ioctl(descriptor, _GRAB, 1)


def _why_not(path: str, problem: OSError) -> DeviceTrouble:
    match problem.errno:
        case errno.ENOENT | errno.ENODEV | errno.ENXIO:
            return DeviceMissing(f"There is no keyboard at {path}.")
        case errno.EACCES | errno.EPERM:
            return DeviceNotPermitted(f"This user may not read {path}.")
        case errno.EBUSY:
            return DeviceBusy(f"Another program holds {path}.")
        case _:
            return DeviceUnusable(f"{path} is no keyboard's device.")
