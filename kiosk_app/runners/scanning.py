"""Reads the scanner; tells the journey of each code once, and of a lost reader."""

import asyncio
from collections.abc import Callable

import structlog

from hardware.errors import DeviceTrouble
from hardware.framing import FrameShape, Framing
from hardware.scanner import Scanner, open_scanner
from kiosk_app.journey.desk import Desk
from kiosk_app.journey.events import ReaderSeen, Scanned
from kiosk_app.settings import Settings
from shared.check_in import PASS_LENGTH
from shared.visit_pass import looks_like_pass

READ_SECONDS = 1.0
REPEAT_SECONDS = 3.0
"""A phone that is held there is read again and again: that is one scan."""

log = structlog.get_logger()


def open_reader(address: str, settings: Settings) -> Scanner:
    """Make the scanner ready as the settings describe it."""
    shape = FrameShape(
        Framing(settings.scanner_framing), prefix=settings.scanner_prefix
    )
    return open_scanner(
        address,
        shape=shape,
        baud_rate=settings.scanner_baud,
        # The tail of a pass may well look like the six signs of a typed code.
        self_checking=looks_like_pass,
    )


class Scanning:
    """The scanner's watch; the scanner looks after its own device."""

    def __init__(
        self,
        scanner: Scanner,
        desk: Desk,
        *,
        monotonic: Callable[[], float],
    ) -> None:
        self._scanner = scanner
        self._desk = desk
        self._monotonic = monotonic
        self._seen: dict[str, float] = {}
        self._trouble: type[DeviceTrouble] | None = None

    async def run(self) -> None:
        """Read codes until the scanner is closed."""
        while True:
            text = await asyncio.to_thread(self._scanner.read, READ_SECONDS)
            self._note_trouble()
            if text is not None and self._is_new(text):
                # Cut, an over-long text is still no code: it is refused all the same.
                self._desk.send(Scanned(text[:PASS_LENGTH], self._desk.stamp()))

    def _is_new(self, text: str) -> bool:
        # Two phones that lie there are read in turns: not only the last code counts.
        now = self._monotonic()
        self._seen = {
            known: at for known, at in self._seen.items() if now - at <= REPEAT_SECONDS
        }
        new = text not in self._seen
        self._seen[text] = now
        return new

    def _note_trouble(self) -> None:
        trouble = self._scanner.trouble
        kind = type(trouble) if trouble else None
        if kind is self._trouble:
            return
        self._trouble = kind
        self._desk.send(ReaderSeen(works=kind is None))
        if kind is None:
            log.info("scanner_back")
        else:
            log.warning("scanner_away", why=kind.__name__)
