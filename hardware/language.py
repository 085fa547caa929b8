"""How a picture becomes a printer's bytes: the port that each language fills; pure."""

from enum import StrEnum
from typing import Protocol

from hardware.picture import Picture


class PrinterStatus(StrEnum):
    """What a printer says of itself; where it says several things, the worst."""

    READY = "ready"
    OUT_OF_PAPER = "out_of_paper"
    COVER_OPEN = "cover_open"
    PAUSED = "paused"
    FAULT = "fault"
    SILENT = "silent"
    """No answer: some printers fall silent exactly when paper is out."""


class PrinterLanguage(Protocol):
    """One family of printers; files in `printers/` fill it without any I/O."""

    @property
    def status_query(self) -> bytes:
        """The bytes that ask for the status."""

    def encode(self, picture: Picture) -> bytes:
        """Write the picture as one whole print job."""

    def parse_status(self, answer: bytes) -> PrinterStatus:
        """Understand what came back; never raises, whatever the bytes."""
