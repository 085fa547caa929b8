"""The kiosk's printers: a badge is drawn and printed in a thread, one at a time."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from PIL import Image

from hardware.errors import (
    CoverOpen,
    CutterBlocked,
    DeviceTrouble,
    OutOfPaper,
    PrinterHot,
    PrinterJammed,
    PrinterStalled,
    PrinterTrouble,
)
from hardware.picture import Picture
from hardware.printer import Printer
from shared.badge import Badge
from shared.kiosk import PrinterState

_STATES: tuple[tuple[type[DeviceTrouble], PrinterState], ...] = (
    (OutOfPaper, PrinterState.OUT_OF_PAPER),
    (CoverOpen, PrinterState.COVER_OPEN),
    (PrinterJammed, PrinterState.JAM),
    (CutterBlocked, PrinterState.CUTTER),
    (PrinterHot, PrinterState.OVERHEATED),
    (PrinterStalled, PrinterState.OFFLINE),
    (PrinterTrouble, PrinterState.UNKNOWN),
    (DeviceTrouble, PrinterState.OFFLINE),
)


@dataclass(frozen=True)
class OwnPrinter:
    """A printer of this kiosk's, and how fine it prints."""

    printer: Printer
    dpi: int


class Press:
    """This kiosk's own printer, and its second one where it has two."""

    def __init__(
        self,
        printers: Sequence[OwnPrinter],
        draw: Callable[[Badge, int], Image.Image],
    ) -> None:
        """Print with the first of these, or with the next.

        Args:
            draw: draws a badge in dots of so many per inch.
        """
        self.printers = tuple(printers)
        self._draw = draw
        # One thread: two badges never meet in one printer.
        self._hand = ThreadPoolExecutor(max_workers=1, thread_name_prefix="badges")

    async def print(self, badge: Badge, printer: OwnPrinter) -> None:
        """Print a badge.

        Raises:
            PerhapsPrinted: as `hardware.printer.Printer` raises it.
            DeviceTrouble: any other kind: it was not printed.
            ValueError: it cannot be drawn.
        """
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._hand, self._print_now, badge, printer)

    async def status(self, printer: OwnPrinter) -> PrinterState:
        """Ask a printer how it is."""
        loop = asyncio.get_running_loop()
        said = await loop.run_in_executor(self._hand, printer.printer.status)
        return PrinterState(said.value)

    def close(self) -> None:
        """Take no more badges; one that is being printed is not waited for."""
        self._hand.shutdown(wait=False, cancel_futures=True)

    def _print_now(self, badge: Badge, printer: OwnPrinter) -> None:
        drawn = self._draw(badge, printer.dpi)
        printer.printer.print(Picture(drawn, printer.dpi))


def state_after(trouble: DeviceTrouble) -> PrinterState:
    """Say how a printer is that did not print."""
    return next(state for kind, state in _STATES if isinstance(trouble, kind))
