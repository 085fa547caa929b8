import errno
import os
import termios

import pytest
from serial import SerialException

from hardware.errors import (
    AddressUnknown,
    DeviceBusy,
    DeviceLost,
    DeviceMissing,
    DeviceNotPermitted,
    DeviceUnusable,
)
from hardware.ports import SerialPort, open_port


class FailingLine:
    """A pyserial line that lets out one of the errors that pyserial lets out."""

    port = "/dev/ttyACM0"

    def __init__(self, problem: Exception) -> None:
        self.problem = problem

    def read(self, size):
        raise self.problem

    def write(self, data):
        raise self.problem

    def close(self):
        raise self.problem


GONE = [
    SerialException("device reports readiness to read but returned no data"),
    OSError(errno.EIO, "Input/output error"),
    termios.error(errno.EIO, "Input/output error"),
    TypeError("argument must be an int, or have a fileno() method"),
]


def test_what_is_written_to_a_loop_comes_back():
    """A line without a device carries bytes both ways."""
    port = open_port("loop://")

    port.write(b"HELLO")
    got = port.read()
    port.close()

    assert got == b"HELLO"


def test_a_silent_line_gives_nothing():
    """Where nothing is sent, nothing is read, and nobody waits long."""
    port = open_port("loop://")

    got = port.read()
    port.close()

    assert got == b""


def test_a_device_is_written_to(plug):
    """What we send reaches the device."""
    port = open_port(str(plug.link))

    port.write(b"STATUS?")
    got = os.read(plug._master, 100)
    port.close()

    assert got == b"STATUS?"


def test_what_came_before_we_opened_is_kept(plug):
    """A code scanned while the kiosk starts is not lost."""
    plug.send(b"EARLY\r")

    port = open_port(str(plug.link))
    got = port.read()
    port.close()

    assert got == b"EARLY\r"


def test_the_tape_keeps_the_bytes(tmp_path):
    """A printer's bytes can be looked at without a printer."""
    port = open_port(f"tape://{tmp_path / 'tape'}")

    port.write(b"ONE")
    port.write(b"TWO")
    got = port.read()
    port.close()

    assert (tmp_path / "tape" / "bytes.bin").read_bytes() == b"ONETWO"
    assert got == b""


@pytest.mark.parametrize("problem", GONE, ids=lambda problem: type(problem).__name__)
def test_a_pulled_device_is_lost_whatever_the_system_calls_it(problem):
    """Pulling the cable always means the same to the kiosk."""
    port = SerialPort(FailingLine(problem))

    with pytest.raises(DeviceLost):
        port.read()
    with pytest.raises(DeviceLost):
        port.write(b"x")
    port.close()


def test_a_missing_device_is_missing(tmp_path):
    """A device that is not plugged in is called missing."""
    with pytest.raises(DeviceMissing, match="no device at"):
        open_port(str(tmp_path / "ttyACM0"))


def test_a_silent_address_is_missing():
    """A network box that is switched off is called missing."""
    with pytest.raises(DeviceMissing):
        open_port("socket://127.0.0.1:9")


def test_a_second_program_is_told_that_the_device_is_busy(plug):
    """A device in use is not shared."""
    port = open_port(str(plug.link))

    with pytest.raises(DeviceBusy):
        open_port(str(plug.link))

    port.close()


def test_a_file_is_no_device(tmp_path):
    """A wrong path is named as such."""
    (tmp_path / "notes.txt").write_text("not a scanner", "utf-8")

    with pytest.raises(DeviceUnusable):
        open_port(str(tmp_path / "notes.txt"))


def test_an_unknown_kind_of_address_is_named():
    """A mistyped address is not taken for a missing device."""
    with pytest.raises(AddressUnknown):
        open_port("carrier-pigeon://roof")


def test_a_device_that_we_may_not_open_says_so(monkeypatch):
    """Where a permission is missing, that is what the person reads."""

    def refuse(path, flags, *rest):
        raise PermissionError(errno.EACCES, "Permission denied", path)

    monkeypatch.setattr(os, "open", refuse)

    with pytest.raises(DeviceNotPermitted):
        open_port("/dev/ttyACM7")
