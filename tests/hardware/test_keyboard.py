"""Scanners that act as keyboards; their device is a pipe here, with the kernel's events."""

import errno
import os
import struct

import pytest

from hardware.errors import (
    DeviceBusy,
    DeviceLost,
    DeviceMissing,
    DeviceNotPermitted,
    DeviceTrouble,
    DeviceUnusable,
)
from hardware.framing import FrameShape
from hardware.scanner import open_scanner
from hardware.scanners.keyboard import Keys, open_keyboard
from hardware.scanners.serial_line import SerialLineScanner

SHIFT, ENTER, P, ONE, DOT, A, F4, ALT = 42, 28, 25, 2, 52, 30, 62, 56


def event(kind: int, code: int, value: int) -> bytes:
    return struct.pack("@llHHi", 0, 0, kind, code, value)


def press(code: int) -> bytes:
    return event(1, code, 1) + event(0, 0, 0) + event(1, code, 0) + event(0, 0, 0)


def shifted(code: int) -> bytes:
    return event(1, SHIFT, 1) + press(code) + event(1, SHIFT, 0)


P1_A = shifted(P) + press(ONE) + press(DOT) + press(A)


class Pipe:
    """A device file into which a test types."""

    def __init__(self, path):
        self.path = str(path)
        os.mkfifo(path)
        self._end = os.open(path, os.O_RDWR)

    def types(self, data: bytes) -> None:
        os.write(self._end, data)

    def pull(self) -> None:
        os.close(self._end)


@pytest.fixture
def pipe(tmp_path):
    return Pipe(tmp_path / "event7")


def test_what_a_scanner_types_is_a_code(pipe):
    """A scanner that can only act as a keyboard is read like any other."""
    scanner = SerialLineScanner(
        lambda: open_keyboard(pipe.path, grab=lambda _: None), FrameShape()
    )
    scanner.read(0.2)
    pipe.types(P1_A + press(ENTER))

    text = scanner.read(2)
    scanner.close()
    pipe.pull()

    assert text == "P1.a"


@pytest.mark.parametrize("cut", range(0, len(P1_A), 13))
def test_events_cut_anywhere_type_the_same(cut):
    """However the system hands the keys over, they type the same."""
    keys = Keys()

    assert keys.signs(P1_A[:cut]) + keys.signs(P1_A[cut:]) == b"P1.a"


@pytest.mark.parametrize(
    "more", [press(F4), event(0, 3, 0), event(1, ALT, 1) + press(A)], ids=str
)
def test_a_key_that_is_no_sign_spoils_the_code(more):
    """Shortcuts and lost keys leave a mark, so that the text is no code of ours."""
    assert "\ufffd" in Keys().signs(P1_A + more).decode()


def test_a_key_that_is_held_down_types_once():
    """A key that got stuck fills nothing."""
    assert Keys().signs(event(1, A, 1) + event(1, A, 2) * 50) == b"a"


def test_other_movements_type_nothing():
    """A mouse wheel or a lamp on the same device is no key."""
    assert Keys().signs(event(2, 8, 1) + event(17, 0, 1)) == b""


def test_a_keyboard_is_only_had_alone(pipe):
    """A keyboard that another program holds, or that we cannot grab, is not used."""

    def taken(_):
        raise OSError(errno.EBUSY, "busy")

    with pytest.raises(DeviceBusy):
        open_keyboard(pipe.path, grab=taken)
    with pytest.raises(DeviceUnusable, match="no keyboard"):
        open_keyboard(pipe.path)


@pytest.mark.parametrize(
    ("number", "trouble"),
    [(errno.ENODEV, DeviceMissing), (errno.EACCES, DeviceNotPermitted)],
)
def test_why_a_keyboard_cannot_be_had_is_told(pipe, number, trouble):
    """The staff page says whether the scanner is missing or not permitted."""

    def refuses(_):
        raise OSError(number, "no")

    with pytest.raises(trouble):
        open_keyboard(pipe.path, grab=refuses)


def test_a_missing_keyboard_is_waited_for(tmp_path):
    """The kiosk starts without its scanner, whatever kind it is of."""
    scanner = open_scanner(f"keyboard://{tmp_path}/event9")

    text = scanner.read(0.1)
    scanner.close()

    assert text is None
    assert isinstance(scanner.trouble, DeviceMissing)


def test_a_pulled_keyboard_is_lost_and_takes_nothing(tmp_path):
    """A keyboard that was pulled is told of, and nothing is ever sent to one."""
    path = tmp_path / "event7"
    os.mkfifo(path)
    port = open_keyboard(str(path), grab=lambda _: None)
    os.close(os.open(path, os.O_RDWR))

    with pytest.raises(DeviceLost):
        port.read()
    with pytest.raises(DeviceTrouble):
        port.write(b"x")
    port.close()
    port.close()
    with pytest.raises(DeviceLost):
        port.read()
