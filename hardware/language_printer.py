"""A printer that takes bytes over a line: asked before, watched after, never guessed."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from hardware.errors import (
    DeviceBusy,
    DeviceLost,
    DeviceMissing,
    DeviceStalled,
    DeviceTrouble,
    PerhapsPrinted,
    PrinterRefused,
    PrinterStalled,
    PrinterTrouble,
)
from hardware.in_time import status_in_time
from hardware.language import (
    ChecksPaper,
    FitsPaper,
    PrinterLanguage,
    PrinterStatus,
    ReportsJobs,
    StartsAtEnd,
)
from hardware.picture import Picture
from hardware.ports import Port
from hardware.printer_troubles import AT_WORK, trouble_of
from hardware.turns import my_turn, when_free

_ASK_AGAIN = 0.2
_DONE = frozenset({PrinterStatus.READY, PrinterStatus.LOW})
_SILENT = PrinterStatus.OFFLINE


class Opens(Protocol):
    """Opens the printer's line anew."""

    def __call__(self, *, stall: float, connect: float) -> Port:
        """Open it, as `hardware.ports.open_port` does."""


@dataclass(frozen=True)
class Line:
    """What a printer hangs on.

    Attributes:
        answers: whether anything can be heard of the printer over it.
        shared: whether other machines may print there too.
    """

    address: str
    answers: bool = True
    shared: bool = False


@dataclass(frozen=True)
class Patience:
    """How many seconds a printer is waited for.

    Attributes:
        status: in all, for `status()`.
        answer: for one answer before a job.
        turn: while somebody else's job is printed.
        stall: without a byte taken in the middle of a job.
        finish: after a job's last byte, until the printer says that it is done.
        connect: for a printer behind the network.
        slowest: millimetres per second; so slow is a printer that cannot say when it
            is done.
    """

    status: float = 1.9
    answer: float = 2.0
    turn: float = 20.0
    stall: float = 10.0
    finish: float = 20.0
    connect: float = 5.0
    slowest: float = 60.0


class LanguagePrinter:
    """Prints by one language over one line, which is opened anew for every job."""

    def __init__(
        self,
        line: Line,
        language: PrinterLanguage,
        opens: Opens,
        *,
        patience: Patience | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Touch nothing yet."""
        self._address = line.address
        self._language = language
        self._opens = opens
        self._answers = line.answers and bool(language.status_query)
        self._shared = line.shared
        self._patience = patience or Patience()
        self._monotonic = monotonic
        self._one_at_a_time = threading.Lock()
        # A process may have died in the middle of a job before this one began.
        self._torn = True

    def print(self, picture: Picture) -> None:
        """See `hardware.printer.Printer`."""
        patience = self._patience
        if not self._one_at_a_time.acquire(timeout=patience.turn):
            raise DeviceBusy(f"{self._address} is still being used.")
        try:
            with my_turn(
                self._address, within=patience.turn, monotonic=self._monotonic
            ):
                self._print(picture)
        finally:
            self._one_at_a_time.release()

    def status(self) -> PrinterStatus:
        """See `hardware.printer.Printer`."""
        return status_in_time(self._status, self._patience.status)

    def _print(self, picture: Picture) -> None:
        patience = self._patience
        port = when_free(
            lambda: self._opens(stall=patience.stall, connect=patience.connect),
            within=patience.turn,
            monotonic=self._monotonic,
        )
        try:
            # A printer that says that it cannot print is sent not a dot.
            answer = self._wait_until_ready(port) if self._answers else b""
            job = self._encode(picture, answer)
            if self._torn:
                port.write(self._language.clear)
            self._torn = False
            self._send(port, job)
            # Of one that was mute before, nothing more can be known than that it
            # took all: so are Brother's label printers over a network.
            if answer:
                self._see_it_out(port, picture)
        finally:
            port.close()

    def _encode(self, picture: Picture, answer: bytes) -> bytes:
        language = self._language
        if isinstance(language, ChecksPaper):
            why = language.refusal(picture, answer)
            if why is not None:
                raise PrinterRefused(why)
        try:
            if isinstance(language, FitsPaper):
                return language.encode_for(picture, answer)
            return self._language.encode(picture)
        except ValueError as problem:
            raise PrinterRefused(str(problem)) from problem

    def _wait_until_ready(self, port: Port) -> bytes:
        """Give the answer by which the printer said that it can print."""
        give_up = self._monotonic() + self._patience.turn
        answer = self._ask(port, self._first_answer())
        noise = answer and self._understand(answer) is PrinterStatus.UNKNOWN
        if noise or (self._torn and not answer):
            # Perhaps it still waits for the rest of a job that was torn off.
            port.write(self._language.clear)
            answer = self._ask(port, self._patience.answer)
        while self._understand(answer) in AT_WORK and self._monotonic() < give_up:
            self._pause()
            answer = self._ask(port, self._patience.answer)
        self._refuse_trouble(answer)
        return answer

    def _first_answer(self) -> float:
        # Most network printers hear one caller at a time: the next one waits in line.
        # Those that are mute anyway are not waited for.
        in_line = self._shared and self._language.silence is not PrinterStatus.UNKNOWN
        return self._patience.turn if in_line else self._patience.answer

    def _refuse_trouble(self, answer: bytes) -> None:
        status = self._understand(answer)
        if trouble := trouble_of(status):
            raise trouble
        if answer and status is PrinterStatus.UNKNOWN:
            raise PrinterTrouble(
                "The printer answers what its model never says: is the model right,"
                " and the line's speed?"
            )

    def _send(self, port: Port, job: bytes) -> None:
        try:
            port.write(job)
        except DeviceLost as lost:
            self._torn = True
            raise self._what_was_lost(job, lost) from lost

    def _what_was_lost(self, job: bytes, lost: DeviceLost) -> DeviceTrouble:
        language = self._language
        harmless = language.harmless(job) if isinstance(language, StartsAtEnd) else 0
        if lost.taken > harmless:
            return PerhapsPrinted(f"{lost} A part of the badge had been sent.")
        if isinstance(lost, DeviceStalled):
            return PrinterStalled("The printer takes nothing.")
        return DeviceLost(f"{lost} Nothing was printed.", taken=lost.taken)

    def _see_it_out(self, port: Port, picture: Picture) -> None:
        """Return when the printer is known to be done.

        Raises:
            PerhapsPrinted: it had all of the badge, but did not say that it is out.
        """
        try:
            status = self._final_status(port, picture)
        except DeviceLost as lost:
            self._torn = True
            raise PerhapsPrinted(f"{lost} The badge had been sent.") from lost
        if trouble := trouble_of(status):
            self._torn = True
            # What did not come out now is not to come out later, in an empty lobby.
            with suppress(DeviceLost):
                port.write(self._language.clear)
            raise PerhapsPrinted(f"{trouble} The badge had been sent.") from trouble

    def _final_status(self, port: Port, picture: Picture) -> PrinterStatus:
        language = self._language
        if isinstance(language, ReportsJobs):
            return self._reported(port, language)
        patience = self._patience
        sent = self._monotonic()
        # Some are "ready" as soon as they have it all, long before it is out.
        longest = max(picture.width_mm, picture.height_mm)
        out = sent + longest / patience.slowest
        status = _SILENT
        while self._monotonic() < sent + patience.finish:
            # A busy printer may be silent for a while: only what is said settles it.
            answer = self._ask(port, patience.answer)
            status = self._understand(answer) if answer else _SILENT
            if status in AT_WORK:
                out = sent
            elif answer and self._settles(status, out):
                return status
            self._pause()
        return status if status in AT_WORK else _SILENT

    def _settles(self, status: PrinterStatus, out: float) -> bool:
        if status in _DONE:
            return self._monotonic() >= out
        return trouble_of(status) is not None

    def _reported(self, port: Port, language: ReportsJobs) -> PrinterStatus:
        give_up = self._monotonic() + self._patience.finish
        pushed = b""
        while self._monotonic() < give_up:
            pushed += port.read()
            if (status := language.job_end(pushed)) is not None:
                return status
        return _SILENT

    def _status(self) -> PrinterStatus:
        if not self._one_at_a_time.acquire(blocking=False):
            return PrinterStatus.PRINTING
        try:
            with my_turn(self._address, within=0):
                return self._status_now()
        except DeviceBusy:
            return PrinterStatus.PRINTING
        except (DeviceLost, DeviceMissing):
            return PrinterStatus.OFFLINE
        except DeviceTrouble:
            return PrinterStatus.UNKNOWN
        finally:
            self._one_at_a_time.release()

    def _status_now(self) -> PrinterStatus:
        part = self._patience.status / 4
        port = self._opens(stall=part, connect=part)
        try:
            if not self._answers:
                return PrinterStatus.UNKNOWN
            return self._understand(self._ask(port, 2 * part))
        finally:
            port.close()

    def _ask(self, port: Port, within: float) -> bytes:
        """Ask for the status; what came before the question is no answer to it."""
        give_up = self._monotonic() + within
        while port.read() and self._monotonic() < give_up:
            continue
        port.write(self._language.status_query)
        answer = b""
        while not self._language.answer_is_whole(answer):
            if self._monotonic() >= give_up:
                break
            answer += port.read()
        return answer

    def _understand(self, answer: bytes) -> PrinterStatus:
        if not answer:
            return self._language.silence
        return self._language.parse_status(answer)

    def _pause(self) -> None:
        threading.Event().wait(_ASK_AGAIN)
