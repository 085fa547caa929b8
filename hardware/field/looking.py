"""`status` and `monitor`: how the devices are, now or for as long as one looks."""

from collections.abc import Callable
from threading import Event
from time import monotonic

from hardware.field.console import Console, Status
from hardware.field.reading import LISTEN, ScannerWatch
from hardware.language import PrinterStatus
from hardware.printer import Printer
from hardware.scanners.serial_line import SerialLineScanner

_EVERY = 2.0
_WORKS = {PrinterStatus.READY, PrinterStatus.PRINTING, PrinterStatus.LOW}
_SAID = {
    PrinterStatus.READY: "It is ready.",
    PrinterStatus.PRINTING: "It is printing.",
    PrinterStatus.OUT_OF_PAPER: "It is out of paper: put in a new roll.",
    PrinterStatus.COVER_OPEN: "Its cover is open: close it until it clicks.",
    PrinterStatus.JAM: "Paper is stuck: take it out and put it in again.",
    PrinterStatus.CUTTER: "Its cutter cannot move: look for paper at the blade.",
    PrinterStatus.OVERHEATED: "Its head is too hot: wait a minute.",
    PrinterStatus.LOW: "It works, but the roll ends soon.",
    PrinterStatus.OFFLINE: "It does not answer: look at its power and its cable.",
    PrinterStatus.UNKNOWN: "It says nothing that could be understood. Either the"
    " model is another one, or it cannot tell; a test print settles that.",
}


def show_status(printer: Printer, console: Console) -> Status:
    """Ask the printer once and say what it answered."""
    status = printer.status()
    console.say(f"{status}: {_SAID[status]}")
    return Status.DONE if status in _WORKS else Status.TROUBLE


class PrinterWatch:
    """Tells how the printer is, once for each change."""

    def __init__(
        self,
        printer: Printer,
        console: Console,
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Begin with a printer of which nothing is known."""
        self._printer = printer
        self._console = console
        self._clock = clock
        self._next = clock()
        self._told: PrinterStatus | None = None

    def look(self) -> None:
        """Ask the printer, unless that was done a moment ago."""
        if self._clock() < self._next:
            return
        now = self._printer.status()
        self._next = self._clock() + _EVERY
        if now is not self._told:
            self._console.say(f"printer  {now}: {_SAID[now]}")
        self._told = now


def monitor(
    scanner: SerialLineScanner | None, printer: Printer | None, console: Console
) -> Status:
    """Show what both devices say until Ctrl-C."""
    codes = ScannerWatch(scanner, console) if scanner else None
    health = PrinterWatch(printer, console) if printer else None
    try:
        console.say("Looking at the devices. Ctrl-C ends.")
        _look_on(codes, health)
    except KeyboardInterrupt:
        console.say("")
    finally:
        if scanner:
            scanner.close()
    return Status.DONE


def _look_on(codes: ScannerWatch | None, health: PrinterWatch | None) -> None:
    pause = Event()
    while True:
        if health:
            health.look()
        if codes:
            codes.look()
        else:
            pause.wait(LISTEN)
