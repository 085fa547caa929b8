"""0 lost, 0 double badges: every fault at every place, and what came out of it.

A badge that is said to be printed came out once; one that is said not to be did not,
and can be sent again; of one that perhaps came out, one at most did. After the fault
is mended the next badge comes out whole, and nothing of the one before it.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PIL import Image

from hardware.errors import DeviceTrouble, PerhapsPrinted
from hardware.language import FitsPaper, PrinterLanguage
from hardware.language_printer import LanguagePrinter, Line, Patience
from hardware.picture import Picture
from hardware.ports import open_port
from hardware.printers.brother_ql import BrotherQl
from hardware.printers.escpos import EscPos
from hardware.printers.zpl import Zpl
from tests.hardware.simulated_printers import (
    OPEN,
    OUT,
    Device,
    LabelPaper,
    Paper,
    ReceiptPaper,
    ZplPaper,
)

PICTURE = Picture(Image.effect_noise((560, 300), 90).convert("1"), dpi=300)
SHORT = Patience(
    status=1, answer=0.8, turn=1.0, stall=0.8, finish=1.6, connect=0.5, slowest=1e9
)


@dataclass(frozen=True)
class Case:
    """A fault, and the share of the job that the printer has read when it happens."""

    fault: str
    share: float | None
    """None: before the question that comes before the job."""


@dataclass(frozen=True)
class Outcome:
    """What was said of two badges, how many labels came out, whether the last is whole."""

    said: str
    came_out: int
    next_said: str
    next_came_out: int
    whole: bool

    @property
    def lawful(self) -> bool:
        """Nothing was lost, nothing came out twice."""
        # A badge that was torn may come out, as far as it came, before the next.
        late = self.next_came_out - 1
        at_most = {"printed": (1, 0), "not": (0, 0), "perhaps": (1, 1)}[self.said]
        came_out = self.came_out == at_most[0] or self.said == "perhaps"
        return (
            came_out
            and 0 <= late <= at_most[1]
            and self.came_out + late <= 1
            and (self.next_said, self.whole) == ("printed", True)
        )


PLACES = (None, 0.0, 0.5, 0.99, 1.0)
FAULTS = ("out of paper", "cover open", "cable", "power", "stall", "mute", "pause")
CASES = [Case(fault, share) for fault in FAULTS for share in PLACES]


class Trial:
    """One printer on its cable, and us at the other end."""

    def __init__(self, folder: Path, language: PrinterLanguage, paper: Paper) -> None:
        self.language = language
        self.paper = paper
        self.device = Device(folder, paper)
        self.printer = LanguagePrinter(
            Line(str(folder)), language, partial(open_port, str(folder)), patience=SHORT
        )

    def run(self, case: Case) -> Outcome:
        self.cause(case)
        said = self.print()
        self.mend(case.fault)
        came_out = len(self.paper.labels)
        next_said = self.print()
        self.device.settle()
        self.device.end()
        late = len(self.paper.labels) - came_out
        return Outcome(
            said, came_out, next_said, late, self.paper.labels[-1:] == [self.whole()]
        )

    def print(self) -> str:
        try:
            self.printer.print(PICTURE)
        except PerhapsPrinted:
            return "perhaps"
        except DeviceTrouble:
            return "not"
        return "printed"

    def cause(self, case: Case) -> None:
        fault = self.faults()[case.fault]
        if case.share is None:
            self.device.when_heard(0, fault)
            return
        asked = len(self.language.status_query) + len(self.language.clear)
        self.device.when_heard(asked + max(1, int(case.share * len(self.job()))), fault)

    def job(self) -> bytes:
        reply = type(self.paper)().feed(self.language.status_query)
        if isinstance(self.language, FitsPaper):
            return self.language.encode_for(PICTURE, reply)
        return self.language.encode(PICTURE)

    def whole(self) -> bytes:
        """Give the label as an undisturbed printer prints it."""
        paper = type(self.paper)()
        paper.feed(self.job())
        return paper.labels[0]

    def faults(self) -> dict[str, Callable[[], None]]:
        return {
            "out of paper": partial(setattr, self.paper, "trouble", OUT),
            "cover open": partial(setattr, self.paper, "trouble", OPEN),
            "cable": self.device.pull,
            "power": self.lose_power,
            "stall": self.device.stopped.set,
            "mute": self.fall_silent,
            "pause": self.pause,
        }

    def lose_power(self) -> None:
        self.paper.forget()
        self.device.pull()

    def fall_silent(self) -> None:
        self.paper.mute = True

    def pause(self) -> None:
        """Take nothing for a while, but not for too long."""
        self.device.stopped.set()
        threading.Timer(0.3, self.device.stopped.clear).start()

    def mend(self, fault: str) -> None:
        self.device.wait_for_fault()
        if fault in {"cable", "power"}:
            self.device.put_in()
        self.device.stopped.clear()
        self.device.settle()
        self.paper.mute = False
        self.paper.mend()


def run_all(
    folder: Path, language: PrinterLanguage, paper: Callable[[], Paper]
) -> dict[Case, Outcome]:
    """Run every case beside the others: they mostly wait."""

    def run(numbered: tuple[int, Case]) -> tuple[Case, Outcome]:
        number, case = numbered
        return case, Trial(folder / f"printer-{number}", language, paper()).run(case)

    with ThreadPoolExecutor(12) as pool:
        return dict(pool.map(run, enumerate(CASES)))


def said(outcomes: dict[Case, Outcome], fault: str) -> list[str]:
    return [outcomes[Case(fault, share)].said for share in PLACES]


def unlawful(outcomes: dict[Case, Outcome]) -> dict[Case, Outcome]:
    return {case: outcome for case, outcome in outcomes.items() if not outcome.lawful}


def test_no_fault_loses_or_doubles_a_label_of_a_zpl_printer(tmp_path: Path):
    """Whatever happens to a Zebra, nobody gets two badges, and none is lost unsaid."""
    outcomes = run_all(tmp_path, Zpl(), ZplPaper)

    assert unlawful(outcomes) == {}
    assert said(outcomes, "out of paper") == ["not", *4 * ["perhaps"]]
    assert said(outcomes, "mute") == ["not", *4 * ["perhaps"]]
    assert said(outcomes, "pause") == 5 * ["printed"]
    # No label moves before a job's last sign: most of these can be sent again.
    assert said(outcomes, "cable")[:3] == 3 * ["not"]
    assert said(outcomes, "power")[:3] == 3 * ["not"]


def test_no_fault_loses_or_doubles_a_badge_of_a_receipt_printer(tmp_path: Path):
    """A receipt printer prints as it reads: what was begun is never sent again."""
    outcomes = run_all(tmp_path, EscPos(), ReceiptPaper)

    assert unlawful(outcomes) == {}
    assert said(outcomes, "cover open") == ["not", *4 * ["perhaps"]]
    assert said(outcomes, "cable") == ["not", *4 * ["perhaps"]]
    assert said(outcomes, "stall") == ["not", *4 * ["perhaps"]]
    assert said(outcomes, "pause") == 5 * ["printed"]


def test_no_fault_loses_or_doubles_a_label_of_a_brother(tmp_path: Path):
    """A Brother tells every step itself: only what it called done is printed."""
    outcomes = run_all(tmp_path, BrotherQl(), LabelPaper)

    assert unlawful(outcomes) == {}
    assert said(outcomes, "out of paper") == ["not", *3 * ["perhaps"], "printed"]
    # Behind the last byte "done" is perhaps still read, and perhaps not.
    assert said(outcomes, "power")[:4] == ["not", *3 * ["perhaps"]]
    # Mute from the start, as over most networks: it is printed, and nothing is known.
    assert said(outcomes, "mute")[:2] == ["printed", "perhaps"]
    assert said(outcomes, "pause") == 5 * ["printed"]
