"""Fetches the organisation's logo when there is another, and keeps it for later."""

import asyncio
from collections.abc import Callable

import structlog

from kiosk_app.journey.desk import Logo
from kiosk_app.runners.memory import Memory
from kiosk_app.runners.server_calls import NoAnswer, ServerCalls
from kiosk_app.runners.timers import Sleep
from shared.kiosk import KioskReply
from shared.refusals import Refused

PAUSE_SECONDS = 30.0

log = structlog.get_logger()


class Logos:
    """Follows the configuration: no visitor waits for a picture."""

    def __init__(
        self,
        calls: ServerCalls,
        memory: Memory,
        *,
        show: Callable[[Logo | None], None],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._calls = calls
        self._memory = memory
        self._show = show
        self._sleep = sleep
        self._wanted: str | None = None
        self._told = asyncio.Event()

    def want(self, configuration: KioskReply) -> None:
        """Hear which logo the organisation has now."""
        logo = configuration.logo
        self._wanted = logo.version if logo is not None else None
        self._told.set()

    async def run(self) -> None:
        """Fetch what is new, for as long as the kiosk runs."""
        while True:
            await self._told.wait()
            self._told.clear()
            await self._follow()

    async def _follow(self) -> None:
        known = self._memory.logo
        if self._wanted == (known.version if known is not None else None):
            return
        if self._wanted is None:
            await self._take(None)
            return
        try:
            await self._take(await self._calls.logo())
        except Refused as refusal:
            # It was removed since; the server says so itself.
            log.info("logo_not_given", code=refusal.code.value)
        except NoAnswer as problem:
            log.info("logo_not_given", why=str(problem))
            await self._sleep(PAUSE_SECONDS)
            self._told.set()

    async def _take(self, logo: Logo | None) -> None:
        self._show(logo)
        await asyncio.to_thread(self._memory.keep_logo, logo)
