"""Does what the staff's page asks: checks a PIN, and says how the kiosk is."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import httpx

from kiosk_app.journey.effects import AskStaffFacts, CheckStaffPin, Effect
from kiosk_app.journey.events import (
    Event,
    StaffFactsTold,
    StaffLetIn,
    StaffTurnedAway,
)
from kiosk_app.journey.states_staff import ReaderState, StaffFacts
from kiosk_app.runners.errands import Perform
from kiosk_app.runners.printing import Printing
from kiosk_app.runners.recent_mishaps import RecentMishaps
from kiosk_app.runners.server_calls import NoAnswer, ServerCalls
from kiosk_app.runners.staff_door import StaffDoor
from shared.kiosk import HealthReport, KioskReply
from shared.refusals import Refused


class ServerWatch:
    """When the server answered last; a hook of the HTTP client."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.seen_at: datetime | None = None

    async def __call__(self, answer: httpx.Response) -> None:
        """Note an answer, unless a proxy says that nobody is behind it."""
        if not answer.is_server_error:
            self.seen_at = self._now()


class Staff:
    """Answers the effects of the staff's page, and passes all others on."""

    def __init__(
        self,
        door: StaffDoor,
        calls: ServerCalls,
        *,
        facts: Callable[[], StaffFacts],
        configure: Callable[[KioskReply], None],
        now: Callable[[], datetime],
        others: Perform,
    ) -> None:
        """Stand before whoever does the other effects.

        Args:
            facts: looks how the kiosk is.
            configure: takes a configuration that was asked for anew.
        """
        self._door = door
        self._calls = calls
        self.facts = facts
        self._configure = configure
        self._now = now
        self._others = others

    async def perform(self, effect: Effect) -> Event | None:
        """Do what the journey asks, and say what came of it."""
        match effect:
            case CheckStaffPin(pin):
                return await asyncio.to_thread(self._check, pin)
            case AskStaffFacts():
                return await self._ask_anew()
            case _:
                return await self._others(effect)

    def _check(self, pin: str) -> Event:
        if self._door.check(pin):
            return StaffLetIn(self.facts())
        pause = self._door.closed_for()
        return StaffTurnedAway(self._now() + pause if pause else None)

    async def _ask_anew(self) -> StaffFactsTold:
        try:
            self._configure(await self._calls.configuration())
        except (NoAnswer, Refused):
            # When the server answered last stands on the page.
            return StaffFactsTold(self.facts())
        return StaffFactsTold(self.facts())


def facts_of(
    report: HealthReport,
    *,
    server: str,
    seen_at: datetime | None,
    reader: ReaderState,
    mishaps: RecentMishaps | None,
    printing: Printing | None = None,
) -> StaffFacts:
    """Put together how a kiosk is: what it reports, and what only staff here need."""
    return StaffFacts(
        version=report.version,
        server=urlsplit(server).netloc,
        server_seen_at=seen_at,
        queue_length=report.queue_length,
        printer=report.printer,
        reader=reader,
        mishaps=mishaps.newest_first() if mishaps else (),
        badges=printing.badges.queue.recent() if printing else (),
        badges_waiting=printing.badges.queue.waiting if printing else 0,
        design_unread=printing.designs.is_unread if printing else False,
    )
