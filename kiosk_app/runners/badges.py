"""Prints badges, one at a time and beside everything else."""

import asyncio
from collections.abc import Callable

import structlog

from hardware.errors import DeviceTrouble, PerhapsPrinted, PrinterRefused
from kiosk_app.journey.badges import BadgeNews
from kiosk_app.journey.effects import PrintBadge
from kiosk_app.journey.events import (
    BadgeElsewhere,
    BadgeFailed,
    BadgePrinted,
    Event,
)
from kiosk_app.journey.states_staff import BadgeFate
from kiosk_app.runners.badge_words import BadgeWords
from kiosk_app.runners.mishaps import log_mishap
from kiosk_app.runners.press import OwnPrinter, Press, state_after
from kiosk_app.runners.print_queue import Job, PrintQueue
from kiosk_app.runners.server_calls import NoAnswer
from kiosk_app.runners.timers import Sleep
from kiosk_app.runners.waking import Waking
from shared.badge import Badge
from shared.kiosk import PrinterState
from shared.refusals import Refusal, Refused

PRINT_SECONDS = 45.0
"""After so long a visitor is told that reception has their badge."""
LOOK_SECONDS = 2.0
"""How often a printer in trouble is looked at."""
MUTE_SECONDS = 15.0
"""How often one is tried that does not say how it is."""
IDLE_SECONDS = 30.0
ASK_SECONDS = 5.0
_MAY_PRINT = frozenset(
    {
        PrinterState.READY,
        PrinterState.PRINTING,
        PrinterState.LOW,
        PrinterState.UNKNOWN,
    }
)
_NOT_DONE = ("Connect", "status_500", "status_503")
"""How an unanswered call begins that the server never took."""

log = structlog.get_logger()


class Badges:
    """Prints what waits, oldest first; what can be sent again is, what cannot is not.

    Attributes:
        printer_state: how the printer was when it was last looked at.
    """

    def __init__(
        self,
        press: Press,
        queue: PrintQueue,
        words: BadgeWords,
        *,
        sleep: Sleep = asyncio.sleep,
        seconds: float = PRINT_SECONDS,
    ) -> None:
        """Print with a press what a queue holds.

        Args:
            seconds: how long a visitor waits for news of their badge.
        """
        self._press = press
        self.queue = queue
        self._words = words
        self._seconds = seconds
        self._waking = Waking(sleep)
        self._heard: dict[Job, asyncio.Future[BadgeNews]] = {}
        self._send: Callable[[Event], None] = _nobody
        self._changed: Callable[[], None] = _nothing
        self.printer_state = PrinterState.UNKNOWN
        self._in_trouble = False

    def attend(
        self, *, send: Callable[[Event], None], changed: Callable[[], None]
    ) -> None:
        """Say who hears of badges later on, and of any change."""
        self._send, self._changed = send, changed

    async def print(self, order: PrintBadge) -> BadgeNews:
        """Print a badge and answer with the first news of it; later ones are sent.

        Where its room is still looked for, that is waited for first.
        """
        job = await self.queue.add(order.visit, is_kept=order.is_kept, is_coming=True)
        heard = asyncio.get_running_loop().create_future()
        self._heard[job] = heard
        job.stays_here = job.is_test
        try:
            job.badge = await self._words.of(order)
        finally:
            job.is_coming = False
        self._waking.wake()
        self._changed()
        done, _ = await asyncio.wait([heard], timeout=self._seconds)
        self._heard.pop(job, None)
        return heard.result() if done else BadgeFailed(order.visit, self.printer_state)

    async def order(self, visit: str, order: str | None) -> None:
        """Print a badge that somebody wants here; its words come from the server."""
        job = await self.queue.add(visit, order=order)
        job.stays_here = True
        self._waking.wake()
        self._changed()

    async def again(self, number: int) -> None:
        """Print one of the last badges once more."""
        visit = self.queue.visit_of(number)
        if visit is not None:
            await self.order(visit, None)

    async def know(self, request: str, visit: str) -> None:
        """Hear under which id the server has a check-in that was kept."""
        await self.queue.know(request, visit)
        self._waking.wake()

    async def run(self) -> None:
        """Print for as long as the kiosk runs."""
        while True:
            await self._waking.pause(await self.work())

    async def work(self) -> float:
        """Print what can be printed now; say how long nothing else can be done."""
        for job in self.queue.overdue():
            await self._end(job, BadgeFate.FAILED)
        if self._in_trouble:
            self._in_trouble = not await self._looks_ready()
        while able := self.queue.next(is_ready=not self._in_trouble):
            await self._serve(able)
        if not self.queue.waiting:
            await self._looks_ready()
            return IDLE_SECONDS
        if not self._in_trouble:
            # What waits, waits for its words; staff want to know the printer already.
            await self._looks_ready()
            return ASK_SECONDS
        mute = self.printer_state is PrinterState.UNKNOWN
        return MUTE_SECONDS if mute else LOOK_SECONDS

    def close(self) -> None:
        """Take no more badges; one that is being printed is not waited for."""
        self._press.close()

    async def _looks_ready(self) -> bool:
        """Look at the printers; one that cannot say how it is has to be tried."""
        states = [await self._press.status(one) for one in self._press.printers]
        self._note(states[0])
        return any(state in _MAY_PRINT for state in states)

    async def _serve(self, job: Job) -> None:
        badge = job.badge or await self._ask_for_words(job)
        if badge is None:
            return
        job.badge = badge
        troubles: list[DeviceTrouble] = []
        for printer in self._press.printers[: 1 if job.is_test else None]:
            trouble = await self._print(job, badge, printer)
            if trouble is None:
                return
            troubles.append(trouble)
        if await self._went_elsewhere(job):
            return
        if job.is_test or all(isinstance(one, PrinterRefused) for one in troubles):
            await self._end(job, BadgeFate.FAILED)
            return
        job.is_tried = self._in_trouble = True
        self._tell(job, BadgeFailed(job.kept.visit, self.printer_state))

    async def _print(
        self, job: Job, badge: Badge, printer: OwnPrinter
    ) -> DeviceTrouble | None:
        """Print, and say why not; None: there is nothing more to be done."""
        is_first = printer is self._press.printers[0]
        await self.queue.mark(job, BadgeFate.SENDING)
        state = PrinterState.READY
        try:
            if is_first:
                self._note(PrinterState.PRINTING)
            await self._press.print(badge, printer)
        except PerhapsPrinted:
            state = PrinterState.OFFLINE
            await self._end(job, BadgeFate.PERHAPS)
        except DeviceTrouble as trouble:
            state = state_after(trouble)
            log.warning(
                "badge_failed", visit=job.kept.visit, why=type(trouble).__name__
            )
            await self.queue.mark(job, BadgeFate.WAITING)
            return trouble
        except Exception as problem:  # noqa: BLE001 - others wait for their badges
            log_mishap("badge_not_drawn", problem, visit=job.kept.visit)
            await self._end(job, BadgeFate.FAILED)
        else:
            await self._end(job, BadgeFate.PRINTED)
        finally:
            if is_first:
                self._note(state)
        return None

    async def _went_elsewhere(self, job: Job) -> bool:
        """Ask another kiosk; where nobody knows whether it heard, ask nobody else."""
        if job.stays_here or job.kept.is_kept:
            return False
        # Should the power go now: perhaps the other kiosk prints it.
        await self.queue.mark(job, BadgeFate.SENDING)
        try:
            kiosk = await self._words.elsewhere(job.kept.visit)
        except Refused:
            job.stays_here = True
        except NoAnswer as problem:
            if not str(problem).startswith(_NOT_DONE):
                await self._end(job, BadgeFate.PERHAPS)
                return True
        else:
            await self._end(job, BadgeFate.ELSEWHERE, kiosk=kiosk)
            return True
        await self.queue.mark(job, BadgeFate.WAITING)
        return False

    async def _ask_for_words(self, job: Job) -> Badge | None:
        """Ask the server what stands on a badge; None: not yet, or it does not say."""
        try:
            return await self._words.ask(job.kept.visit)
        except NoAnswer:
            self.queue.defer(job, ASK_SECONDS)
            return None
        except Refused as refusal:
            if refusal.code is Refusal.RATE_LIMITED:
                self.queue.defer(job, ASK_SECONDS)
                return None
            log.warning("badge_not_given", visit=job.kept.visit, why=refusal.code.value)
            await self._end(job, BadgeFate.FAILED)
        return None

    async def _end(self, job: Job, fate: BadgeFate, *, kiosk: str = "") -> None:
        visit = job.kept.visit
        await self.queue.mark(job, fate)
        _log(visit, fate)
        self._tell(job, self._news(visit, fate, kiosk))
        self._changed()

    def _news(self, visit: str, fate: BadgeFate, kiosk: str) -> BadgeNews:
        if fate is BadgeFate.PRINTED:
            return BadgePrinted(visit)
        if fate is BadgeFate.ELSEWHERE:
            return BadgeElsewhere(visit, kiosk)
        perhaps = fate is BadgeFate.PERHAPS
        return BadgeFailed(visit, self.printer_state, perhaps=perhaps)

    def _tell(self, job: Job, news: BadgeNews) -> None:
        heard = self._heard.get(job)
        if heard is not None and not heard.done():
            heard.set_result(news)
        else:
            self._send(news)

    def _note(self, state: PrinterState) -> None:
        if state is not self.printer_state:
            self.printer_state = state
            self._changed()


def _nobody(_event: Event) -> None:
    """Nobody hears of badges yet."""


def _nothing() -> None:
    """Nobody wants to know yet."""


def _log(visit: str, fate: BadgeFate) -> None:
    match fate:
        case BadgeFate.PRINTED:
            log.info("badge_printed", visit=visit)
        case BadgeFate.ELSEWHERE:
            log.info("badge_elsewhere", visit=visit)
        case BadgeFate.PERHAPS:
            log.warning("badge_perhaps_printed", visit=visit)
        case _:
            log.warning("badge_given_up", visit=visit)
