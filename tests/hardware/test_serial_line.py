import itertools
import socket
import threading
import time

import pytest

from hardware.errors import DeviceBusy, DeviceLost, DeviceMissing
from hardware.framing import Drop, End, FrameShape, Framing
from hardware.scanner import open_scanner
from hardware.scanners.serial_line import SerialLineScanner
from tests.hardware.lines import Plug, wait_until

CODE = "P1." + "ABCDEFGHJKLMNPQRSTUVWXYZ234567A" * 4


@pytest.fixture
def scanner(plug: Plug):
    scanner = open_scanner(str(plug.link))
    scanner.read(0)
    yield scanner
    scanner.close()


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_a_whole_code_is_read(plug, scanner, end):
    """A visitor's code is read, whichever line ending the scanner sends."""
    plug.send(CODE.encode() + end)

    text = scanner.read(2)

    assert text == CODE


def test_a_code_in_two_parts_is_one_code(plug, scanner):
    """A code that arrives slowly is waited for."""
    plug.send(CODE[:20].encode())

    first = scanner.read(0.2)
    plug.send(CODE[20:].encode() + b"\r")
    second = scanner.read(2)

    assert first is None
    assert second == CODE


def test_two_codes_at_once_are_read_one_by_one(plug, scanner):
    """Two quick visitors are both read, in order."""
    plug.send(b"FIRST\r\nSECOND\r\n")

    got = [scanner.read(2), scanner.read(2), scanner.read(0.1)]

    assert got == ["FIRST", "SECOND", None]


def test_a_bare_code_is_read_after_a_pause(plug):
    """A scanner that sends nothing after the code is read all the same."""
    scanner = open_scanner(str(plug.link), shape=FrameShape(Framing.NONE))
    scanner.read(0)
    plug.send(b"BARE")

    frame = scanner.read_frame(2)
    scanner.close()

    assert frame is not None
    assert (frame.text, frame.end) == ("BARE", End.PAUSE)


def test_garbage_does_not_stop_the_next_code(plug, scanner):
    """After noise on the line the next visitor is read."""
    garbage = bytes(range(0x0E, 0x100)) * 10
    plug.send(garbage + b"\r")
    plug.send(b"GOOD\r")

    got = [scanner.read(2), scanner.read(2)]

    assert got[1] == "GOOD"


def test_a_pulled_scanner_is_read_again_within_three_seconds(plug, scanner):
    """The scanner is unplugged and plugged in again: nobody has to restart anything."""
    plug.pull()
    during = scanner.read(0.5)
    trouble = scanner.trouble
    plug.put_in()
    began = time.monotonic()
    plug.send(CODE.encode() + b"\r")

    text = scanner.read(5)

    assert during is None
    assert isinstance(trouble, DeviceLost | DeviceMissing)
    assert text == CODE
    assert time.monotonic() - began < 3
    assert scanner.trouble is None


@pytest.mark.parametrize("at", range(1, len(CODE), 9))
def test_pulled_in_the_middle_of_a_code_gives_no_wrong_code(plug, scanner, at):
    """A scanner pulled while it sends never makes a wrong code of two halves."""
    plug.send(CODE[:at].encode())
    scanner.read(0.06)
    plug.pull()
    scanner.read(0.1)
    plug.put_in()
    plug.send(CODE.encode() + b"\r")

    text = scanner.read(3)

    assert text == CODE
    assert scanner.framer.dropped == {Drop.UNFINISHED: 1}


def test_a_missing_scanner_is_waited_for(tmp_path):
    """The kiosk starts without its scanner and reads as soon as there is one."""
    scanner = open_scanner(str(tmp_path / "scanner"))

    before = scanner.read(0.1)
    trouble = scanner.trouble
    plug = Plug(tmp_path / "scanner")
    plug.send(b"LATE\r")
    text = scanner.read(3)
    scanner.close()
    plug.pull()

    assert before is None
    assert isinstance(trouble, DeviceMissing)
    assert text == "LATE"


def test_a_scanner_that_another_program_reads_says_so(plug, scanner):
    """Two programs do not share one scanner: the second is told that it is busy."""
    second = open_scanner(str(plug.link))

    text = second.read(0.1)
    second.close()

    assert text is None
    assert isinstance(second.trouble, DeviceBusy)


def test_closing_ends_a_read_that_waits(scanner):
    """Stopping the kiosk does not wait for a visitor."""
    got: list[str | None] = []
    reader = threading.Thread(target=lambda: got.append(scanner.read(30)))
    reader.start()

    scanner.close()
    reader.join(2)

    assert got == [None]
    assert not reader.is_alive()


def test_closing_ends_the_wait_for_a_missing_scanner(tmp_path):
    """Stopping the kiosk does not wait for a scanner that is not there."""
    scanner = open_scanner(str(tmp_path / "nothing"))
    reader = threading.Thread(target=lambda: scanner.read(30))
    reader.start()
    wait_until(lambda: scanner.trouble is not None)

    scanner.close()
    reader.join(2)

    assert not reader.is_alive()


def test_a_closed_scanner_reads_nothing_more(plug, scanner):
    """After closing, nothing is read and the device is free for others."""
    scanner.close()
    scanner.close()
    plug.send(b"LATE\r")

    other = open_scanner(str(plug.link))
    got = [scanner.read(5), other.read(2)]
    other.close()

    assert got == [None, "LATE"]


def test_a_scanner_behind_the_network_is_read_and_comes_back():
    """A scanner behind a serial-to-network box works like one on the desk."""
    listening = socket.create_server(("127.0.0.1", 0))
    scanner = open_scanner(f"socket://127.0.0.1:{listening.getsockname()[1]}")

    scanner.read(0)
    peer, _ = listening.accept()
    peer.sendall(b"OVER\r")
    first = scanner.read(2)
    peer.close()
    scanner.read(0.2)
    wait_until(lambda: scanner.read(0.1) is None and scanner.trouble is None)
    peer, _ = listening.accept()
    peer.sendall(b"AGAIN\r")
    second = scanner.read(3)
    scanner.close()
    peer.close()
    listening.close()

    assert [first, second] == ["OVER", "AGAIN"]


def test_it_tries_again_at_growing_intervals_of_at_most_a_second():
    """A missing scanner is looked for at least once a second, without haste."""
    tries: list[float] = []

    def connect():
        tries.append(time.monotonic())
        raise DeviceMissing("not there")

    scanner = SerialLineScanner(connect, FrameShape())

    scanner.read(3.0)

    pauses = [late - early for early, late in itertools.pairwise(tries)]
    assert pauses[:3] == [
        pytest.approx(0.25, abs=0.2),
        pytest.approx(0.5, abs=0.3),
        pytest.approx(1.0, abs=0.5),
    ]


def test_a_tail_is_believed_only_if_it_proves_itself(plug):
    """A code that came while the reader came back counts if nothing else can end so."""
    plug.send(b"TAIL\rP1.WHOLE\r")
    plug.send(b"SURE\r")
    scanner = open_scanner(
        str(plug.link), self_checking=lambda text: text.startswith("P1.")
    )

    got = [scanner.read(1), scanner.read(1), scanner.read(0)]
    scanner.close()

    assert got == ["P1.WHOLE", "SURE", None]
    assert scanner.framer.dropped == {Drop.UNSURE: 1}
