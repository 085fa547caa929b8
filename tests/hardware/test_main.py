import os
import signal
import subprocess
import sys
import threading

import pytest
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from hardware.__main__ import describe, main
from hardware.framing import End, Frame


def port(device: str, description: str = "n/a", vid=None, pid=None) -> ListPortInfo:
    found = ListPortInfo(device)
    found.description = description
    found.vid, found.pid = vid, pid
    return found


@pytest.fixture
def plugged_in(monkeypatch):
    ports: list[ListPortInfo] = []
    monkeypatch.setattr(list_ports, "comports", lambda include_links=False: ports)
    return ports


class Tool:
    """The field tool as a person runs it, in its own process."""

    def __init__(self, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "hardware", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._guard = threading.Timer(20, self.process.kill)
        self._guard.start()

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def says(self, words: str) -> bool:
        """Read on until a line holds the words, or the tool has ended."""
        return any(words in line for line in iter(self.line, ""))

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(10)
        self._guard.cancel()
        self.process.stdout.close()
        return status


def test_devices_are_listed_as_a_table(plugged_in, capsys):
    """Whoever sets up a kiosk sees each device with its address."""
    plugged_in += [port("/dev/ttyACM0", "Barcode Reader", 0x0C2E, 0x0B61)]
    plugged_in += [port("/dev/ttyS0")]

    status = main(["list"])

    assert status == 0
    assert capsys.readouterr().out.splitlines() == [
        "ADDRESS       WHAT IT IS      USB ID",
        "/dev/ttyACM0  Barcode Reader  0c2e:0b61",
        "/dev/ttyS0    n/a             -",
    ]


def test_no_device_is_said_in_words(plugged_in, capsys):
    """Where nothing is plugged in, that is what is said."""
    status = main(["list"])

    assert status == 0
    assert capsys.readouterr().out == "No serial device is plugged in.\n"


def test_reading_without_a_device_says_what_to_do(plugged_in, capsys):
    """Without a device there is nothing to read, and the tool says so."""
    status = main(["read"])

    assert status == 1
    assert "No serial device is plugged in" in capsys.readouterr().out


def test_reading_with_several_devices_asks_which(plugged_in, capsys):
    """Between two devices the tool does not guess."""
    plugged_in += [port("/dev/ttyACM0"), port("/dev/ttyACM1")]

    status = main(["read"])

    assert status == 1
    assert "There are several: /dev/ttyACM0, /dev/ttyACM1." in capsys.readouterr().out


def test_codes_are_shown_and_ctrl_c_ends_in_peace(plug):
    """Each scan is a line with its length and its ending; Ctrl-C is no failure."""
    tool = Tool("read", "--port", str(plug.link))
    greeting = tool.line()

    plug.send(b"P1.ABC\r")
    shown = tool.line()
    status = tool.interrupt()

    assert str(plug.link) in greeting
    assert shown.split() == ["6", "signs", "framed", "by", "CR", "P1.ABC"]
    assert status == 0


def test_a_pulled_device_is_said_and_waited_for(plug):
    """The tool says that the scanner was pulled, and goes on when it is back."""
    tool = Tool("read", "--port", str(plug.link))
    tool.line()
    plug.send(b"ONE\r")
    tool.line()

    plug.pull()
    missing = tool.says("Plug it in")
    plug.put_in()
    back = tool.says("The device is there.")
    plug.send(b"TWO\r")
    shown = tool.says("TWO")
    status = tool.interrupt()

    assert (missing, back, shown) == (True, True, True)
    assert status == 0


def test_the_only_device_is_read_without_naming_it(plugged_in, plug, capsys):
    """With one device there is nothing to choose."""
    plugged_in += [port(str(plug.link))]
    # Long enough for the line to be open on a busy machine.
    threading.Timer(2, os.kill, (os.getpid(), signal.SIGINT)).start()

    status = main(["read", "--framing", "crlf", "--prefix", "x", "--baud", "115200"])

    assert status == 0
    assert f"Reading from {plug.link}" in capsys.readouterr().out


def test_control_signs_are_made_visible():
    """What cannot be seen on the screen is written out."""
    frame = Frame("P1äB", b"\x02P1\xc3\xa4\xff\tB", End.LF)

    shown = describe(frame)

    assert shown.endswith(r"framed by LF                  \x02P1ä\xff\tB")


def test_a_code_without_an_ending_is_pointed_out():
    """A scanner that sends no ending is found out at once."""
    frame = Frame("ABC", b"ABC", End.PAUSE)

    assert "not framed: ended by a pause" in describe(frame)
