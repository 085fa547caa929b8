"""Prints badges, one at a time and beside everything else."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import structlog
from PIL import Image

from hardware.errors import (
    CoverOpen,
    DeviceLost,
    DeviceMissing,
    DeviceTrouble,
    OutOfPaper,
    PrinterStalled,
)
from hardware.picture import Picture
from hardware.printer import Printer
from kiosk_app.journey.effects import PrintBadge
from kiosk_app.journey.events import BadgeFailed, BadgePrinted
from kiosk_app.runners.rooms import Rooms
from shared.badge import Badge
from shared.check_in import RoomReply, RoomState
from shared.kiosk import PrinterState

PRINT_SECONDS = 45.0
"""How long a badge may take before it counts as not printed."""
_STATES: Mapping[type[Exception], PrinterState] = {
    OutOfPaper: PrinterState.OUT_OF_PAPER,
    CoverOpen: PrinterState.COVER_OPEN,
    PrinterStalled: PrinterState.OFFLINE,
    DeviceMissing: PrinterState.OFFLINE,
    DeviceLost: PrinterState.OFFLINE,
    TimeoutError: PrinterState.OFFLINE,
}

log = structlog.get_logger()


class Badges:
    """Draws a badge and hands it to the printer, in a thread of its own.

    Attributes:
        printer_state: how the printer was when it was last needed.
    """

    def __init__(
        self,
        printer: Printer,
        rooms: Rooms,
        *,
        draw: Callable[[Badge], Image.Image],
        dpi: int,
        seconds: float = PRINT_SECONDS,
    ) -> None:
        self._printer = printer
        self._rooms = rooms
        self._draw = draw
        self._dpi = dpi
        self._seconds = seconds
        # One thread: two badges never meet in one printer.
        self.printer_state = PrinterState.UNKNOWN
        self._hand = ThreadPoolExecutor(max_workers=1, thread_name_prefix="badges")

    async def print(self, order: PrintBadge) -> BadgePrinted | BadgeFailed:
        """Print a badge; where its room is still looked for, wait for it first."""
        badge = replace(order.badge, room=await self._room_name(order))
        self.printer_state = PrinterState.PRINTING
        loop = asyncio.get_running_loop()
        job = loop.run_in_executor(self._hand, self._print_now, badge)
        try:
            async with asyncio.timeout(self._seconds):
                await job
        except (DeviceTrouble, TimeoutError) as trouble:
            log.warning("badge_failed", visit=order.visit, why=type(trouble).__name__)
            self.printer_state = _STATES.get(type(trouble), PrinterState.UNKNOWN)
            return BadgeFailed(order.visit)
        log.info("badge_printed", visit=order.visit)
        self.printer_state = PrinterState.READY
        return BadgePrinted(order.visit)

    def close(self) -> None:
        """Take no more badges; one that is being printed is not waited for."""
        self._hand.shutdown(wait=False, cancel_futures=True)

    async def _room_name(self, order: PrintBadge) -> str | None:
        room: RoomReply | None = order.room
        if order.room.state is RoomState.LOOKING:
            room = await self._rooms.join(order.visit)
        if room is None or room.state is not RoomState.FOUND:
            return None
        return room.name

    def _print_now(self, badge: Badge) -> None:
        self._printer.print(Picture(self._draw(badge), self._dpi))
