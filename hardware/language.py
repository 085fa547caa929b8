"""How a picture becomes a printer's bytes: the port that each language fills; pure."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol, runtime_checkable

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


_WORST_FIRST = (
    PrinterStatus.COVER_OPEN,
    PrinterStatus.CUTTER,
    # Without paper a printer often also says that it cannot feed, or that it is off.
    PrinterStatus.OUT_OF_PAPER,
    PrinterStatus.JAM,
    PrinterStatus.OVERHEATED,
    PrinterStatus.OFFLINE,
    PrinterStatus.UNKNOWN,
    PrinterStatus.PRINTING,
    PrinterStatus.LOW,
    PrinterStatus.READY,
)


def worst(said: Iterable[PrinterStatus]) -> PrinterStatus:
    """Choose what a person must see to first; READY where nothing was said."""
    return min(said, key=_WORST_FIRST.index, default=PrinterStatus.READY)


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


@runtime_checkable
class ChecksPaper(Protocol):
    """A language whose printers say which roll lies in them."""

    def refusal(self, picture: Picture, answer: bytes) -> str | None:
        """Say why the reported roll cannot take the picture; None if it can."""


@runtime_checkable
class FitsPaper(Protocol):
    """A language whose jobs differ by the roll that lies in the printer."""

    def encode_for(self, picture: Picture, answer: bytes) -> bytes:
        """Write the picture for the roll that a status answer reported.

        As `encode` where the answer reports none.

        Raises:
            ValueError: this printer, or that roll, cannot take the picture.
        """


@runtime_checkable
class ReportsJobs(Protocol):
    """A language whose printers tell unasked what becomes of a job."""

    def job_end(self, pushed: bytes) -> PrinterStatus | None:
        """Understand all that was pushed since the job was sent.

        READY says that it came out whole, a trouble that it did not; None that there
        is nothing final yet. Never raises.
        """


@runtime_checkable
class StartsAtEnd(Protocol):
    """A language whose printers move no paper before a job's end has arrived."""

    def harmless(self, job: bytes) -> int:
        """Count the first bytes of a job that can arrive without anything coming out."""
