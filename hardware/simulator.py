"""Devices without devices: a printer that writes PNG files, a scanner that plays texts."""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path

from hardware.errors import (
    CoverOpen,
    DeviceTrouble,
    OutOfPaper,
    PrinterStalled,
    PrinterTrouble,
)
from hardware.language import PrinterStatus
from hardware.picture import Picture

_REMEMBERED = 100
_LOOK_AGAIN = 0.05


class TapeCondition(StrEnum):
    """What a paper tape pretends to suffer from."""

    READY = "ready"
    OUT_OF_PAPER = "out_of_paper"
    COVER_OPEN = "cover_open"
    STALLED = "stalled"


_STATUS = {
    TapeCondition.READY: PrinterStatus.READY,
    TapeCondition.OUT_OF_PAPER: PrinterStatus.OUT_OF_PAPER,
    TapeCondition.COVER_OPEN: PrinterStatus.COVER_OPEN,
    TapeCondition.STALLED: PrinterStatus.OFFLINE,
}


class PaperTape:
    """A printer whose paper is a folder: each picture becomes `badge-0001.png` and on.

    The condition lies in the folder too, in `condition.txt`, so that a person or
    another process can open the cover of a running kiosk's printer.
    """

    def __init__(
        self,
        folder: Path,
        *,
        patience: float = 30.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Use a folder, made when it is first needed.

        Args:
            patience: how many seconds a stalled print is waited for.
        """
        self._folder = folder
        self._patience = patience
        self._monotonic = monotonic
        self._one_at_a_time = threading.Lock()
        self._pictures: deque[Picture] = deque(maxlen=_REMEMBERED)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The last hundred pictures printed by this object, oldest first."""
        return tuple(self._pictures)

    @property
    def paper(self) -> tuple[Path, ...]:
        """Every file printed into the folder, oldest first."""
        return tuple(sorted(self._folder.glob("badge-*.png"), key=_number))

    @property
    def condition(self) -> TapeCondition:
        """What the printer suffers from now.

        Raises:
            PrinterTrouble: `condition.txt` holds a word that is no condition.
        """
        try:
            word = (self._folder / "condition.txt").read_text("utf-8").strip()
        except (FileNotFoundError, NotADirectoryError):
            return TapeCondition.READY
        try:
            return TapeCondition(word or "ready")
        except ValueError as problem:
            raise PrinterTrouble(f"condition.txt says {word!r}") from problem

    @condition.setter
    def condition(self, condition: TapeCondition) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / "condition.txt.part"
        draft.write_text(condition, "utf-8")
        draft.replace(self._folder / "condition.txt")

    def print(self, picture: Picture) -> None:
        """Write the picture as the next file, or suffer as told.

        Raises:
            PrinterTrouble: OutOfPaper, CoverOpen, or PrinterStalled when patience
                is over; nothing was printed then.
        """
        with self._one_at_a_time:
            self._wait_while_stalled()
            match self.condition:
                case TapeCondition.OUT_OF_PAPER:
                    raise OutOfPaper("The printer is out of labels.")
                case TapeCondition.COVER_OPEN:
                    raise CoverOpen("The printer's cover is open.")
                case TapeCondition.STALLED:
                    raise PrinterStalled("The printer does not answer.")
                case TapeCondition.READY:
                    self._print_now(picture)

    def status(self) -> PrinterStatus:
        """See `hardware.printer.Printer`."""
        try:
            return _STATUS[self.condition]
        except PrinterTrouble:
            return PrinterStatus.UNKNOWN

    def _wait_while_stalled(self) -> None:
        give_up = self._monotonic() + self._patience
        pause = threading.Event()
        while self.condition is TapeCondition.STALLED and self._monotonic() < give_up:
            pause.wait(_LOOK_AGAIN)

    def _print_now(self, picture: Picture) -> None:
        try:
            self._write(picture)
        except OSError as problem:
            raise PrinterTrouble(f"{self._folder} takes no pictures.") from problem
        self._pictures.append(picture)

    def _write(self, picture: Picture) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        number = _number(self.paper[-1]) + 1 if self.paper else 1
        # Whoever watches the folder must never see half a picture.
        draft = self._folder / f"badge-{number:04}.part"
        picture.image.save(draft, "PNG", dpi=(picture.dpi, picture.dpi))
        draft.replace(self._folder / f"badge-{number:04}.png")


class ScriptedScanner:
    """A scanner that plays the texts it was given, one per read, then waits for more."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        """Put the texts in front of the scanner."""
        self.trouble: DeviceTrouble | None = None
        self._closed = threading.Event()
        self._texts: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        for text in texts:
            self.scan(text)

    def scan(self, text: str) -> None:
        """Hold another code in front of the scanner; any thread may."""
        self._texts.put(text)

    def read(self, timeout: float) -> str | None:
        """Give the next text, or None when there was none in time."""
        if self._closed.is_set():
            return None
        try:
            return self._texts.get(timeout=timeout)
        except queue.Empty:
            return None

    def close(self) -> None:
        """End a read that is waiting; later ones give None at once."""
        self._closed.set()
        self._texts.put(None)


def _number(paper: Path) -> int:
    return int(paper.stem.removeprefix("badge-"))
