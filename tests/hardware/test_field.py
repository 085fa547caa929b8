import pytest
import zxingcpp

from hardware.errors import (
    AddressUnknown,
    DeviceTrouble,
    OutOfPaper,
    PerhapsPrinted,
    PrinterTrouble,
)
from hardware.field.console import Console, Status, put
from hardware.field.listing import list_devices, list_models
from hardware.field.looking import PrinterWatch, show_status
from hardware.field.trial import SHORTEST_MM, trial_picture
from hardware.field.trying import Trials
from hardware.find import Found
from hardware.language import PrinterStatus
from hardware.models import load_models
from hardware.printer import open_printer
from hardware.simulator import PaperTape, TapeCondition
from tests.hardware.simulated_printers import Device, ReceiptPaper, ZplPaper

MODELS = load_models()
NUMBER = 472


class Person:
    """Answers the questions in order, and keeps what was said."""

    def __init__(self, *answers: str) -> None:
        self._answers = list(answers)
        self.heard: list[str] = []
        self.asked: list[str] = []

    def ask(self, question: str) -> str:
        self.asked.append(question)
        return self._answers.pop(0) if self._answers else ""

    @property
    def console(self) -> Console:
        return Console(say=self.heard.append, ask=self.ask)

    def was_told(self, words: str) -> bool:
        return words in "\n".join(self.heard)


class Mute:
    """A printer that takes everything and then cannot say what became of it."""

    def print(self, _picture):
        raise PerhapsPrinted("It was silent at the end.")

    def status(self):
        return PrinterStatus.UNKNOWN


def trials(person: Person, address: str, opens=open_printer, length=None) -> Trials:
    return Trials(
        address,
        open_printer=opens,
        draw_number=lambda: NUMBER,
        console=person.console,
        length_mm=length,
    )


@pytest.fixture
def tape(tmp_path):
    """A simulated printer whatever model is asked for."""
    return PaperTape(tmp_path)


@pytest.fixture
def plugged(tmp_path):
    """Simulated printers on cables; each is switched off at the end."""
    devices: list[Device] = []

    def plug(paper) -> Device:
        devices.append(Device(tmp_path / "printer", paper))
        return devices[-1]

    yield plug
    [device.end() for device in devices]


@pytest.mark.parametrize("key", ["brother-ql-820nwb", "zebra-zd421-300", "escpos-57mm"])
def test_the_test_print_can_be_measured_and_scanned(key):
    """On any printer the test print fits, its ruler is true and its code can be read."""
    model = MODELS.printer(key)

    picture = trial_picture(
        model, number=NUMBER, width_mm=model.widest_mm, length_mm=SHORTEST_MM
    )

    grey = picture.image.convert("L")
    read = zxingcpp.read_barcodes(grey.resize((grey.width * 2, grey.height * 2)))
    assert [code.text for code in read] == [f"PORTICO {NUMBER}"]
    assert picture.width == model.widest_dots
    assert picture.height_mm == pytest.approx(SHORTEST_MM, abs=0.2)


def test_a_model_is_settled_by_reading_the_number_from_the_print(tape, tmp_path):
    """Who reads the number from the paper is told what to write into the settings."""
    person = Person(str(NUMBER))
    model = MODELS.printer("epson-tm-t20iii")

    status = trials(person, "/dev/portico/printer", lambda *_: tape).of_model(model)

    assert status is Status.DONE
    assert person.was_told('printer = "/dev/portico/printer"')
    assert person.was_told('printer_model = "epson-tm-t20iii"')
    assert person.was_told("XON/XOFF")
    assert len(list(tmp_path.glob("badge-*.png"))) == 1


@pytest.mark.parametrize("answer", ["", "471", "yes"])
def test_nothing_is_settled_by_anything_but_the_number(tape, answer):
    """Whoever did not see the print settles nothing."""
    person = Person(answer)

    status = trials(person, "x", lambda *_: tape).of_model(
        MODELS.printer("escpos-80mm")
    )

    assert status is Status.NOT_SETTLED
    assert not person.was_told("printer_model")


def test_a_printer_without_paper_is_not_asked_about(tape):
    """A printer that cannot print says why, and no number is asked for."""
    tape.condition = TapeCondition.OUT_OF_PAPER
    person = Person(str(NUMBER))

    status = trials(person, "x", lambda *_: tape).of_model(
        MODELS.printer("escpos-80mm")
    )

    assert (status, person.asked) == (Status.TROUBLE, [])
    assert person.was_told("Put in a new roll.")


def test_what_came_out_counts_even_if_the_printer_was_silent():
    """A printer that never tells its status is settled by what lies in its tray."""
    person = Person(str(NUMBER))

    status = trials(person, "x", lambda *_: Mute()).of_model(
        MODELS.printer("escpos-57mm")
    )

    assert status is Status.DONE
    assert person.was_told("It was silent at the end.")


def test_an_unknown_printer_is_settled_language_by_language(plugged):
    """Nothing is sent to an unknown printer but what the person agrees to."""
    zebra = plugged(ZplPaper())
    person = Person("n", "y", str(NUMBER), "")

    status = trials(person, str(zebra.link)).of_any(MODELS)

    assert status is Status.DONE
    assert len(zebra.paper.labels) == 1
    assert person.asked[0] == "Try Brother's, for QL label printers? [y/N] "
    assert person.was_told('printer_model = "zebra-zd410-203"')


def test_who_knows_the_model_names_it(plugged):
    """Of the models that fit, the person takes theirs, and is told its settings."""
    zebra = plugged(ZplPaper())
    person = Person("n", "y", str(NUMBER), "40", "zebra-gk420d")

    trials(person, str(zebra.link)).of_any(MODELS)

    assert person.was_told('printer_model = "zebra-gk420d"')
    assert person.was_told("switched to ZPL")


def test_after_a_wrong_language_the_printer_is_switched_off_and_on(tape):
    """A printer that was sent what it does not understand is not trusted with more."""
    person = Person("y", "", "n", "n")

    status = trials(person, "x", lambda *_: tape).of_any(MODELS)

    assert status is Status.NOT_SETTLED
    assert person.was_told("Switch the printer off and on again now.")


def test_the_ruler_tells_how_fine_an_unknown_printer_is(plugged):
    """The print came out smaller than it was drawn: the printer has finer dots."""
    zebra = plugged(ZplPaper())
    person = Person("n", "y", str(NUMBER), "27,1")

    trials(person, str(zebra.link)).of_any(MODELS)

    assert person.was_told("It prints 300 dots per inch")
    assert person.was_told('printer_model = "zebra-zd421-300"')


@pytest.mark.parametrize("length", ["17", "long"])
def test_a_ruler_that_fits_no_model_changes_nothing(plugged, length):
    """A measure that cannot be is no reason to forget what was settled."""
    zebra = plugged(ZplPaper())
    person = Person("n", "y", str(NUMBER), length)

    status = trials(person, str(zebra.link)).of_any(MODELS)

    assert status is Status.DONE
    assert person.was_told('printer_model = "zebra-zd410-203"')


def test_a_printer_that_nobody_agreed_to_try_is_sent_nothing(plugged):
    """Who says no three times has an untouched printer."""
    receipts = plugged(ReceiptPaper())
    person = Person("n", "", "no")

    status = trials(person, str(receipts.link)).of_any(MODELS)

    assert status is Status.NOT_SETTLED
    assert receipts.heard == 0
    assert person.was_told("through CUPS")


def test_a_language_that_fails_is_followed_by_the_next(tape):
    """A printer that refuses one language is offered the next."""
    tape.condition = TapeCondition.COVER_OPEN
    person = Person("y", "y", "n")

    status = trials(person, "x", lambda *_: tape).of_any(MODELS)

    assert status is Status.NOT_SETTLED
    assert len(person.asked) == 3
    assert person.was_told("Close it until it clicks.")


@pytest.mark.parametrize(
    ("condition", "status", "said"),
    [
        (TapeCondition.READY, Status.DONE, "ready: It is ready."),
        (TapeCondition.OUT_OF_PAPER, Status.TROUBLE, "out_of_paper: It is out of"),
    ],
)
def test_the_status_is_said_in_words(tape, condition, status, said):
    """The printer's state is a word, a sentence and what the program ends with."""
    tape.condition = condition
    person = Person()

    assert show_status(tape, person.console) is status
    assert person.was_told(said)


def test_a_watched_printer_is_told_of_once_for_each_change(tape):
    """Whoever watches sees the cover open and close, and nothing in between."""
    person = Person()
    clock = iter(range(0, 100, 5))
    watch = PrinterWatch(tape, person.console, clock=lambda: next(clock))

    watch.look()
    watch.look()
    tape.condition = TapeCondition.COVER_OPEN
    watch.look()

    assert [line.split(":")[0] for line in person.heard] == [
        "printer  ready",
        "printer  cover_open",
    ]


def test_devices_are_listed_with_what_settings_want():
    """Whoever sets up a kiosk sees each device's address and its model."""
    person = Person()
    devices = [
        Found("/dev/ttyACM0", "/dev/portico/scanner", "Symbol", "05e0:1701"),
        Found("/dev/ttyAMA0", "/dev/ttyAMA0", "n/a"),
    ]

    list_devices(devices, MODELS, person.console)

    assert person.heard == [
        "/dev/ttyACM0  05e0:1701  Symbol",
        "    address: /dev/portico/scanner",
        "    perhaps: scanner zebra-ds2208 (Zebra DS2208)",
        "    perhaps: scanner zebra-ds9308 (Zebra DS9308, for the desk)",
        "/dev/ttyAMA0  a serial line",
        "    not known: see `portico-hardware read` and `test-print`",
    ]


def test_every_model_is_listed():
    """All models can be looked up before anything is bought."""
    person = Person()

    list_models(MODELS, person.console)

    assert len(person.heard) == len(MODELS.printers) + len(MODELS.scanners)
    assert person.was_told("brother-ql-820nwb            Brother QL-820NWB")


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (OutOfPaper("It is empty."), "It is empty. Put in a new roll."),
        (AddressUnknown("What?"), "What? Try a path such as"),
        (PrinterTrouble("It is odd."), "It is odd."),
        (DeviceTrouble("Hm."), "Hm."),
    ],
)
def test_a_trouble_is_put_with_what_to_do(trouble, said):
    """Where there is something to be done, it stands behind what is wrong."""
    assert put(trouble).startswith(said)
