import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

from hardware.errors import (
    DeviceBusy,
    DeviceMissing,
    DeviceNotPermitted,
    PerhapsPrinted,
    PrinterRefused,
    PrinterStalled,
    PrinterTrouble,
)
from hardware.language import PrinterStatus
from hardware.language_printer import LanguagePrinter, Line, Patience
from hardware.picture import Picture
from hardware.ports import open_port
from hardware.printers.brother_ql import BrotherQl
from hardware.printers.escpos import EscPos
from hardware.printers.zpl import Zpl
from hardware.turns import my_turn
from tests.hardware.simulated_printers import Device, LabelPaper, Paper, ZplPaper

SHORT = Patience(
    status=1, answer=0.8, turn=1.5, stall=0.5, finish=1.6, connect=0.5, slowest=1e9
)
BADGE = Picture(Image.effect_noise((400, 200), 90).convert("1"), dpi=300)
LARGE = Picture(Image.new("1", (900, 900), 1), dpi=203)


def printer_at(address: str, language=None, *, answers=True, shared=False):
    return LanguagePrinter(
        Line(address, answers=answers, shared=shared),
        language or Zpl(),
        partial(open_port, address),
        patience=SHORT,
    )


class NoisyPaper(Paper):
    """A printer at another speed: it answers, but nothing that we understand."""

    def take(self):
        return (b"\xf8\x80\xfe", len(self.unread)) if self.unread else None


class WorkingPaper(ZplPaper):
    """A printer that is at work with somebody else's label."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = [b"somebody else's"]
        self.trouble = None

    def _print(self):
        """Leave it waiting."""


@pytest.fixture
def device(tmp_path: Path) -> Iterator[Device]:
    device = Device(tmp_path / "printer", ZplPaper())
    yield device
    device.end()


class JetDirect:
    """A network printer that hears one caller at a time, or several at once."""

    def __init__(self, callers: int) -> None:
        self.paper = ZplPaper()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._threads = [threading.Thread(target=self._serve) for _ in range(callers)]
        [thread.start() for thread in self._threads]

    def end(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        [thread.join(5) for thread in self._threads]

    def _serve(self) -> None:
        for caller in iter(self._accept, None):
            # In small parts, so that two callers' bytes would surely be mixed.
            for data in iter(partial(caller.recv, 200), b""):
                caller.sendall(self.paper.feed(data))
                threading.Event().wait(0.001)
            caller.close()

    def _accept(self) -> socket.socket | None:
        try:
            return self._server.accept()[0]
        except OSError:
            return None


@contextmanager
def jet_direct(callers: int) -> Iterator[JetDirect]:
    printer = JetDirect(callers)
    yield printer
    printer.end()


def print_at_once(printers: list[LanguagePrinter]) -> None:
    kiosks = [threading.Thread(target=one.print, args=(BADGE,)) for one in printers]
    [kiosk.start() for kiosk in kiosks]
    [kiosk.join(20) for kiosk in kiosks]


def whole_label() -> bytes:
    paper = ZplPaper()
    paper.feed(Zpl().encode(BADGE))
    return paper.labels[0]


def test_kiosks_at_one_network_printer_wait_for_each_other():
    """Two kiosks, one printer in the network: two whole badges, none mixed."""
    with jet_direct(callers=1) as printer:
        # Two names of one printer: as from two machines, which share no lock.
        names = ("127.0.0.1", "localhost")
        addresses = [f"socket://{name}:{printer.port}" for name in names]

        print_at_once([printer_at(one, shared=True) for one in addresses])

        assert printer.paper.labels == [whole_label()] * 2


def test_kiosks_of_one_machine_never_mix_their_badges():
    """A printer that hears several callers at once gets one of ours at a time."""
    with jet_direct(callers=3) as printer:
        address = f"socket://127.0.0.1:{printer.port}"

        print_at_once([printer_at(address, shared=True) for _ in range(3)])

        assert printer.paper.labels == [whole_label()] * 3


def test_two_kiosks_at_one_cable_take_turns(device):
    """Two processes at one USB printer: the second waits, and both badges come out."""
    kiosks = [
        LanguagePrinter(
            # Different names for the lock: as in two containers of one machine.
            Line(f"{device.link}{number}"),
            Zpl(),
            partial(open_port, str(device.link)),
            patience=SHORT,
        )
        for number in range(2)
    ]

    print_at_once(kiosks)

    assert device.paper.labels == [whole_label()] * 2


def test_a_printer_in_use_is_printing_and_a_badge_waits_for_it_in_vain(device):
    """Another program that never lets go is named; nothing was sent."""
    printer = printer_at(str(device.link))

    with my_turn(str(device.link), within=0):
        status = printer.status()
        with pytest.raises(DeviceBusy):
            printer.print(BADGE)

    assert status is PrinterStatus.PRINTING
    assert device.paper.labels == []


def test_the_status_is_asked_between_jobs(device):
    """The staff page says how the printer is, and prints nothing by that."""
    printer = printer_at(str(device.link))

    before = printer.status()
    device.paper.trouble = PrinterStatus.COVER_OPEN
    after = printer.status()

    assert (before, after) == (PrinterStatus.READY, PrinterStatus.COVER_OPEN)
    assert device.paper.labels == []


def test_a_printer_that_is_not_there_is_offline(tmp_path):
    """No cable: the badge waits, and staff read that the printer is off."""
    printer = printer_at(str(tmp_path / "nothing"))

    with pytest.raises(DeviceMissing):
        printer.print(BADGE)

    assert printer.status() is PrinterStatus.OFFLINE


def test_a_printer_that_we_may_not_open_is_unknown():
    """A missing permission is not taken for a printer that is off."""

    def refuse(**_):
        raise DeviceNotPermitted("not ours")

    printer = LanguagePrinter(Line("x"), Zpl(), refuse, patience=SHORT)

    assert printer.status() is PrinterStatus.UNKNOWN


def test_an_address_that_does_not_answer_costs_two_seconds_at_most():
    """A status is there in time, even where opening the line takes for ever."""
    late = threading.Event()

    def never(**_):
        late.wait(5)
        raise DeviceMissing("too late")

    printer = LanguagePrinter(Line("slow"), Zpl(), never, patience=SHORT)
    began = time.monotonic()

    status = printer.status()
    meanwhile = printer.status()
    took = time.monotonic() - began
    late.set()

    assert (status, meanwhile) == (PrinterStatus.OFFLINE, PrinterStatus.PRINTING)
    assert took < 1.5


def test_a_mute_printer_is_printed_to_without_a_question(tmp_path):
    """A cable without a way back: the badge is printed, its state is not known."""
    device = Device(tmp_path / "printer", ZplPaper())
    printer = printer_at(str(device.link), answers=False)

    printer.print(BADGE)
    status = printer.status()
    device.settle()
    device.end()

    assert device.paper.labels == [whole_label()]
    assert status is PrinterStatus.UNKNOWN


def test_a_printer_that_answers_noise_gets_no_badge(tmp_path):
    """The wrong model or speed is told apart before anything is printed."""
    device = Device(tmp_path / "printer", NoisyPaper())

    with pytest.raises(PrinterTrouble, match="is the model right"):
        printer_at(str(device.link)).print(BADGE)

    device.end()


def test_a_printer_that_does_not_get_done_with_others_work_gets_no_badge(tmp_path):
    """A printer that hangs in another job is not sent a second one."""
    device = Device(tmp_path / "printer", WorkingPaper())

    with pytest.raises(PrinterStalled, match="does not get done"):
        printer_at(str(device.link)).print(BADGE)

    device.end()


def test_a_badge_too_large_for_the_printer_is_refused(device):
    """A badge that no roll takes is refused before a dot was sent."""
    with pytest.raises(PrinterRefused, match="104 mm wide"):
        printer_at(str(device.link)).print(LARGE)

    assert device.paper.labels == []


def test_a_badge_too_large_for_the_roll_in_it_is_refused(tmp_path):
    """The wrong roll in a Brother is named, and nothing is printed."""
    device = Device(tmp_path / "printer", LabelPaper())
    wide = Picture(Image.new("1", (1200, 1200), 1), dpi=300)

    with pytest.raises(PrinterRefused, match="too large for a roll 62 mm wide"):
        printer_at(str(device.link), BrotherQl()).print(wide)

    device.end()
    assert device.paper.labels == []


@pytest.mark.parametrize(
    ("language", "said"), [(Zpl(), PrinterStalled), (EscPos(), PerhapsPrinted)]
)
def test_a_printer_that_takes_nothing_is_given_up(language, said):
    """A label printer that stalls early printed nothing; a receipt printer perhaps."""
    long = Picture(Image.effect_noise((400, 7000), 90).convert("1"), dpi=203)
    with socket.socket() as nobody:
        nobody.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)
        nobody.bind(("127.0.0.1", 0))
        nobody.listen()
        printer = printer_at(
            f"socket://127.0.0.1:{nobody.getsockname()[1]}", language, answers=False
        )

        with pytest.raises(said):
            printer.print(long)
