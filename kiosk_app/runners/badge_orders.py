"""Fetches the badges that somebody wants printed here, and says what became of them."""

import asyncio

import structlog

from kiosk_app.journey.states_staff import BadgeFate
from kiosk_app.runners.badge_calls import BadgeCalls
from kiosk_app.runners.badges import Badges
from kiosk_app.runners.kept_badges import KeptBadge
from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.server_calls import NoAnswer
from kiosk_app.runners.timers import Sleep
from kiosk_app.runners.waking import Waking
from shared.badge_orders import BadgeOutcome, BadgeOutcomeReport
from shared.refusals import Refused

AGAIN_SECONDS = 5.0
_OUTCOMES = {
    BadgeFate.PRINTED: BadgeOutcome.PRINTED,
    BadgeFate.PERHAPS: BadgeOutcome.PERHAPS,
}

log = structlog.get_logger()


class BadgeOrders:
    """Asks when it is told to; an outcome is kept until the server has it."""

    def __init__(
        self,
        calls: BadgeCalls,
        badges: Badges,
        token: KioskToken,
        *,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._calls = calls
        self._badges = badges
        self._token = token
        self._waking = Waking(sleep)
        self._is_asked = True

    def ask(self) -> None:
        """Hear that there is an order, or may be one."""
        self._is_asked = True
        self._waking.wake()

    def tell(self) -> None:
        """Hear that something became of a badge."""
        self._waking.wake()

    async def run(self) -> None:
        """Ask and tell for as long as the kiosk runs."""
        while True:
            await self._token.known()
            done = await self._work()
            await self._waking.pause(None if done else AGAIN_SECONDS)

    async def _work(self) -> bool:
        try:
            await self._tell_outcomes()
            if self._is_asked:
                await self._fetch()
        except NoAnswer:
            return False
        except Refused as refusal:
            log.warning("badge_orders_refused", code=refusal.code.value)
            return True
        return not self._badges.queue.untold()

    async def _fetch(self) -> None:
        self._is_asked = False
        try:
            reply = await self._calls.orders()
        except NoAnswer:
            self._is_asked = True
            raise
        for one in reply.orders:
            if not self._badges.queue.has_order(one.order):
                log.info("badge_order_taken", visit=one.visit)
                await self._badges.order(one.visit, one.order)

    async def _tell_outcomes(self) -> None:
        for badge in self._badges.queue.untold():
            await self._tell_outcome(badge)

    async def _tell_outcome(self, badge: KeptBadge) -> None:
        report = BadgeOutcomeReport(
            outcome=_OUTCOMES.get(badge.fate, BadgeOutcome.FAILED),
            printer=self._badges.printer_state,
        )
        try:
            await self._calls.outcome(badge.order or "", report)
        except Refused as refusal:
            # It knows no such order, and will not tomorrow.
            log.warning("badge_outcome_refused", code=refusal.code.value)
        await self._badges.queue.told(badge)
