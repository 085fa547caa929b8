import os
import signal
import subprocess
import sys
import threading

import pytest
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from hardware.__main__ import main
from hardware.field.reading import describe
from hardware.framing import End, Frame
from tests.hardware.simulated_printers import Device, ReceiptPaper


def port(device: str, description: str = "n/a", vid=None, pid=None) -> ListPortInfo:
    found = ListPortInfo(device)
    found.description = description
    found.vid, found.pid = vid, pid
    return found


@pytest.fixture
def plugged_in(monkeypatch):
    ports: list[ListPortInfo] = []
    monkeypatch.setattr(list_ports, "comports", lambda: ports)
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


def test_what_is_plugged_in_is_listed(plugged_in, capsys):
    """Whoever sets up a kiosk sees each device, and its model where it is known."""
    plugged_in += [port("/dev/ttyACM0", "Barcode Reader", 0x0C2E, 0x0B6A)]

    status = main(["list"])

    assert status == 0
    assert capsys.readouterr().out.splitlines() == [
        "/dev/ttyACM0  0c2e:0b6a  Barcode Reader",
        "    perhaps: scanner honeywell-vuquest-3310g (Honeywell Vuquest 3310g)",
    ]


def test_all_models_are_listed_on_request(capsys):
    """The keys that settings want can be looked up."""
    status = main(["list", "--models"])

    assert status == 0
    assert "zebra-zd421-203" in capsys.readouterr().out


def test_no_device_is_said_in_words(plugged_in, capsys):
    """Where nothing is plugged in, that is what is said."""
    status = main(["list"])

    assert status == 0
    assert "No serial device and no USB printer" in capsys.readouterr().out


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

    plug.send(b"\rP1.ABC\r")
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


def test_a_code_that_may_lack_its_head_is_pointed_out():
    """The first code after opening is not praised too early."""
    frame = Frame("ABC", b"ABC", End.CR, whole=False)

    assert "framed by CR, perhaps without its head" in describe(frame)


def test_a_printer_is_not_taken_for_the_only_scanner(plugged_in, capsys):
    """With a printer on the only serial line there is no scanner to read."""
    plugged_in += [port("/dev/ttyACM0", "EPSON TM-T20III", 0x04B8, 0x0E28)]

    status = main(["read"])

    assert status == 1
    assert "No serial device" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["status", "--port", "x", "--model", "zebra-zd421"], "zebra-zd421-203"),
        (["test-print", "--port", "x", "--model", "nothing"], "No model is called"),
        (["read", "--port", "x", "--scanner-model", "ds2208"], "zebra-ds2208"),
        (["status", "--port", "tape://x", "--model", "ipp-everywhere"], "ipp://"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(words, said, capsys):
    """A wrong model or address is told in one sentence, with what would be right."""
    status = main(words)

    assert status == 1
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["monitor"], "--scanner"),
        (["monitor", "--printer", "tape://x"], "--model"),
        (["test-print", "--port", "x", "--length", "-5"], "10 to 400 mm"),
        (["test-print", "--port", "x", "--length", "nan"], "10 to 400 mm"),
        (["test-print", "--port", "x", "--length", "five"], "five"),
    ],
)
def test_words_that_make_no_sense_are_refused_before_a_device_is_touched(
    words, said, capsys
):
    """Whoever leaves a word out, or mistypes one, reads which one."""
    with pytest.raises(SystemExit) as ended:
        main(words)

    assert ended.value.code == 2
    assert said in capsys.readouterr().err


@pytest.fixture
def receipts(tmp_path):
    """A receipt printer on a cable."""
    device = Device(tmp_path / "printer", ReceiptPaper())
    yield device
    device.end()


def test_a_receipt_printer_prints_and_says_how_it_is(receipts, capsys, monkeypatch):
    """The tool prints on a printer at a cable; nobody who reads it means not settled."""
    monkeypatch.setattr("builtins.input", lambda _: "no number")
    address = ["--port", str(receipts.link), "--model", "escpos-80mm"]

    printed = main(["test-print", *address])
    told = main(["status", *address])

    assert (printed, told) == (3, 0)
    assert len(receipts.paper.labels) == 1
    assert "ready: It is ready." in capsys.readouterr().out


def test_nobody_to_ask_settles_nothing(receipts, monkeypatch):
    """Run without a person, the tool prints and settles nothing."""

    def nobody(_):
        raise EOFError

    monkeypatch.setattr("builtins.input", nobody)

    status = main(
        ["test-print", "--port", str(receipts.link), "--model", "escpos-80mm"]
    )

    assert status == 3


def test_both_devices_are_watched_until_ctrl_c(plug, tmp_path):
    """Codes and the printer's troubles are shown as they come, side by side."""
    receipts = Device(tmp_path / "printer", ReceiptPaper())
    tool = Tool(
        "monitor",
        *("--scanner", str(plug.link), "--scanner-model", "zebra-ds2208"),
        *("--printer", str(receipts.link), "--model", "escpos-80mm"),
    )

    ready = tool.says("printer  ready")
    plug.send(b"P1.ABC\r")
    shown = tool.says("P1.ABC")
    status = tool.interrupt()
    receipts.end()

    assert (ready, shown, status) == (True, True, 0)
