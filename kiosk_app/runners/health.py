"""Tells the server once a minute how this kiosk is, and renews its token when asked."""

import asyncio
from collections.abc import Callable

import structlog

from kiosk_app.journey.events import Event, Unpaired
from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.server_calls import NoAnswer, Revoked, ServerCalls
from kiosk_app.runners.timers import Sleep
from kiosk_app.runners.waking import Waking
from shared.kiosk import HealthReport
from shared.refusals import Refused

EVERY_SECONDS = 60.0

log = structlog.get_logger()


class Health:
    """Reports for as long as the kiosk runs and has a token."""

    def __init__(
        self,
        calls: ServerCalls,
        token: KioskToken,
        *,
        report: Callable[[], HealthReport],
        send: Callable[[Event], None],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._calls = calls
        self._token = token
        self._report = report
        self._send = send
        self._waking = Waking(sleep)

    def hurry(self) -> None:
        """Report at once: something has changed that others act on."""
        self._waking.wake()

    async def run(self) -> None:
        """Report for ever; what goes wrong is tried again a minute later."""
        while True:
            await self._token.known()
            try:
                await self._tell()
            except Revoked as refusal:
                if self._token.forget(refusal.token):
                    self._send(Unpaired())
            except (NoAnswer, Refused) as problem:
                # The news notice for everybody that the server is away.
                log.debug("health_not_told", why=type(problem).__name__)
            await self._waking.pause(EVERY_SECONDS)

    async def _tell(self) -> None:
        reply = await self._calls.health(self._report())
        if not reply.renew_token or not self._token.is_ours:
            return
        renewed = await self._calls.new_token()
        try:
            self._token.take(renewed.token)
        except OSError as problem:
            # The old one counts until the new one is used.
            log.exception("token_not_kept", error=type(problem).__name__)
            return
        log.info("token_renewed")
