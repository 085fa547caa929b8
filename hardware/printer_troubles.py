"""What a printer's status means for a badge that is to be printed."""

from collections.abc import Mapping

from hardware.errors import (
    CoverOpen,
    CutterBlocked,
    OutOfPaper,
    PrinterHot,
    PrinterJammed,
    PrinterStalled,
    PrinterTrouble,
)
from hardware.language import PrinterStatus

AT_WORK = frozenset({PrinterStatus.PRINTING, PrinterStatus.OVERHEATED})
"""It will go on by itself: worth waiting for."""
_TROUBLES: Mapping[PrinterStatus, tuple[type[PrinterTrouble], str]] = {
    PrinterStatus.OUT_OF_PAPER: (OutOfPaper, "The printer is out of labels."),
    PrinterStatus.COVER_OPEN: (CoverOpen, "The printer's cover is open."),
    PrinterStatus.JAM: (PrinterJammed, "Paper is stuck in the printer."),
    PrinterStatus.CUTTER: (CutterBlocked, "The printer's cutter cannot move."),
    PrinterStatus.OVERHEATED: (PrinterHot, "The printer has to cool down first."),
    PrinterStatus.OFFLINE: (PrinterStalled, "The printer does not answer."),
    PrinterStatus.PRINTING: (PrinterStalled, "The printer does not get done."),
}


def trouble_of(status: PrinterStatus) -> PrinterTrouble | None:
    """Name the trouble that a status stands for; None where a badge can be printed."""
    if status not in _TROUBLES:
        return None
    kind, words = _TROUBLES[status]
    return kind(words)
