"""How a picture becomes a printer's bytes: the port that each language fills; pure."""

from enum import StrEnum
from typing import Protocol

from hardware.picture import Picture


class PrinterStatus(StrEnum):
    """What a printer says of itself; where it says several things, the worst."""

    READY = "ready"
    PRINTING = "printing"
    OUT_OF_PAPER = "out_of_paper"
    COVER_OPEN = "cover_open"
    JAM = "jam"
    CUTTER = "cutter"
    OVERHEATED = "overheated"
    LOW = "low"
    """It prints, but the roll ends soon."""
    OFFLINE = "offline"
    """Nothing answers at its address, or it was told to pause."""
    UNKNOWN = "unknown"
    """It said nothing that we understand, or cannot say anything."""


class PrinterLanguage(Protocol):
    """One family of printers; files in `printers/` fill it without any I/O."""

    @property
    def status_query(self) -> bytes:
        """The bytes that ask for the status; b"" where the printer has no such thing.

        Only sent between two jobs: within a picture they would be dots.
        """

    @property
    def silence(self) -> PrinterStatus:
        """What it means that the query is not answered."""

    @property
    def clear(self) -> bytes:
        """The bytes that end a job of which only a part arrived."""

    def encode(self, picture: Picture) -> bytes:
        """Write the picture as one whole print job.

        Raises:
            ValueError: this printer cannot print a picture of this size.
        """

    def answer_is_whole(self, answer: bytes) -> bool:
        """Tell whether more of a status answer is to be waited for; never raises."""

    def parse_status(self, answer: bytes) -> PrinterStatus:
        """Understand what came back; never raises, whatever the bytes."""
