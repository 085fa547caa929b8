import errno
import os
import socket
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from serial import SerialException, SerialTimeoutException, serial_for_url
from serial.rfc2217 import PortManager

from hardware import ports
from hardware.errors import (
    AddressUnknown,
    DeviceBusy,
    DeviceLost,
    DeviceMissing,
    DeviceNotPermitted,
    DeviceStalled,
    DeviceUnusable,
)
from hardware.models import Flow
from hardware.ports import SerialPort, is_line_printer, open_line_printer, open_port

# The standard module has no name for it on Linux.
CRTSCTS = 0o20000000000


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


@contextmanager
def network_box(buffer: int) -> Iterator[socket.socket]:
    """A device behind the network that takes so many bytes before it has to read."""
    with socket.socket() as box:
        box.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        box.bind(("127.0.0.1", 0))
        box.listen()
        yield box


def address_of(box: socket.socket) -> str:
    return f"socket://127.0.0.1:{box.getsockname()[1]}"


def test_a_slow_printer_is_not_taken_for_a_stalled_one():
    """A job may take as long as the line needs, if only something is taken."""
    picture = bytes(120_000)
    heard = bytearray()

    def read_slowly(box):
        caller, _ = box.accept()
        while len(heard) < len(picture):
            heard.extend(caller.recv(6_000))
            threading.Event().wait(0.05)
        caller.close()

    with network_box(4096) as box:
        reading = threading.Thread(target=read_slowly, args=(box,))
        reading.start()
        port = open_port(address_of(box), stall=0.5)
        began = time.monotonic()
        port.write(picture)
        took = time.monotonic() - began
        reading.join(5)
        port.close()

    assert len(heard) == len(picture)
    assert took > 0.5


def test_a_printer_that_takes_nothing_is_given_up_and_gets_nothing_later():
    """What did not leave us is forgotten: no badge comes out by itself at night."""
    with network_box(4096) as box:
        port = open_port(address_of(box), stall=0.3)
        with pytest.raises(DeviceStalled) as stalled:
            port.write(bytes(9_000_000))
        port.close()
        caller, _ = box.accept()
        with pytest.raises(ConnectionResetError):
            [caller.recv(1_000_000) for _ in range(20)]
        caller.close()

    assert 0 < stalled.value.taken < 9_000_000


def test_a_network_box_that_hangs_up_is_lost():
    """The other end closes the line: that is a lost device, not a silent one."""
    with network_box(4096) as box:
        port = open_port(address_of(box))
        box.accept()[0].close()

        with pytest.raises(DeviceLost):
            port.read()
        port.close()


@pytest.mark.parametrize("url", ["socket://", "socket://printer:99999", "socket://:x"])
def test_an_address_without_a_computer_is_named(url):
    """A mistyped network address is not taken for a printer that is off."""
    with pytest.raises(AddressUnknown):
        open_port(url)


@pytest.mark.parametrize(
    ("flow", "software", "hardware"),
    [(Flow.NONE, 0, 0), (Flow.XON_XOFF, termios.IXON, 0), (Flow.RTS_CTS, 0, CRTSCTS)],
)
def test_the_line_waits_as_the_printer_asks(plug, flow, software, hardware):
    """Each printer says "wait" in its own way, and the line is set for it."""
    port = open_port(str(plug.link), flow=flow)

    line = os.open(plug.link, os.O_RDWR | os.O_NOCTTY)
    settings = termios.tcgetattr(line)
    os.close(line)
    port.close()

    assert settings[0] & termios.IXON == software
    assert settings[2] & CRTSCTS == hardware


def test_a_printer_that_says_wait_is_waited_for(plug):
    """XOFF stops the line, XON lets it go on, and nothing is lost between."""
    port = open_port(str(plug.link), flow=Flow.XON_XOFF, stall=5)
    plug.send(b"\x13")
    threading.Timer(0.5, plug.send, (b"\x11",)).start()
    threading.Event().wait(0.1)
    began = time.monotonic()

    port.write(b"BADGE")
    took = time.monotonic() - began
    got = os.read(plug._master, 100)
    port.close()

    assert got == b"BADGE"
    assert took > 0.2


def test_a_printer_that_never_says_go_on_is_given_up(plug):
    """A printer that said "wait" and was switched off does not hold us for ever."""
    port = open_port(str(plug.link), flow=Flow.XON_XOFF, stall=0.3)
    plug.send(b"\x13")
    threading.Event().wait(0.1)

    with pytest.raises(DeviceStalled):
        port.write(b"BADGE")
    port.close()


def test_a_usb_printers_own_device_is_read_and_written(plug):
    """A USB printer without a serial line is asked and answers all the same."""
    port = open_line_printer(str(plug.link))

    port.write(b"~HS")
    asked = os.read(plug._master, 10)
    plug.send(b"fine")
    answer = port.read()
    nothing = port.read()
    port.close()
    port.close()

    assert (asked, answer, nothing) == (b"~HS", b"fine", b"")


def test_a_usb_printer_is_used_by_one_program_at_a_time(plug, monkeypatch):
    """Two kiosks never write into one USB printer at once."""
    monkeypatch.setattr(ports, "_LINE_PRINTERS", (os.path.realpath(plug.link),))
    port = open_port(str(plug.link))

    with pytest.raises(DeviceBusy):
        open_port(str(plug.link))

    port.close()
    open_port(str(plug.link)).close()


@pytest.mark.parametrize(
    ("url", "so"),
    [("/dev/usb/lp0", True), ("/dev/ttyUSB0", False), ("socket:///dev/usb/lp0", False)],
)
def test_a_usb_printers_device_is_known_by_its_name(url, so):
    """/dev/usb/lp0 is a printer, /dev/ttyUSB0 a serial line."""
    assert is_line_printer(url) is so


def test_a_line_without_a_descriptor_that_takes_nothing_is_given_up():
    """A serial line behind another machine is not waited for without an end either."""
    port = SerialPort(FailingLine(SerialTimeoutException("Write timeout")))

    with pytest.raises(DeviceStalled) as stalled:
        port.write(b"BADGE")

    assert stalled.value.taken == 5


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


class SerialBox:
    """A box that puts its serial line onto the network, as RFC 2217 says."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"rfc2217://127.0.0.1:{self._server.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def end(self) -> None:
        self._thread.join(5)
        self._server.close()

    def write(self, data: bytes) -> None:
        self._caller.sendall(data)

    def _serve(self) -> None:
        line = serial_for_url("loop://", timeout=0)
        self._caller, _ = self._server.accept()
        box = PortManager(line, self)
        for data in iter(lambda: self._caller.recv(1000), b""):
            heard = b"".join(box.filter(data))
            self._caller.sendall(b"".join(box.escape(heard)))
        self._caller.close()


# pyserial 3.5 starts its reader by methods that Python has renamed.
@pytest.mark.filterwarnings("ignore:set(Daemon|Name)")
def test_a_line_behind_a_serial_box_carries_every_byte():
    """A printer at a serial-to-network box is spoken to, whatever the bytes are."""
    box = SerialBox()
    port = open_port(box.url)
    everything = bytes(range(256)) * 4

    port.write(everything)
    heard = b"".join(port.read() for _ in range(20))
    port.close()
    box.end()

    assert heard == everything
