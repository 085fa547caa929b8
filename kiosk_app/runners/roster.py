"""Asks for today's list once a minute, so that the kiosk can go on without its server."""

import asyncio
from collections.abc import Callable

import structlog

from kiosk_app.journey.events import Event, Unpaired
from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.memory import Memory
from kiosk_app.runners.server_calls import NoAnswer, Revoked, ServerCalls
from kiosk_app.runners.timers import Sleep
from shared.refusals import Refused

EVERY_SECONDS = 60.0

log = structlog.get_logger()


class RosterKeeping:
    """Keeps the memory fresh, and empties it when the kiosk does not belong any more."""

    def __init__(
        self,
        calls: ServerCalls,
        token: KioskToken,
        memory: Memory,
        *,
        send: Callable[[Event], None],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._calls = calls
        self._token = token
        self._memory = memory
        self._send = send
        self._sleep = sleep
        self._known: str | None = None

    async def run(self) -> None:
        """Ask for ever; what goes wrong is tried again a minute later."""
        while True:
            if self._token.text is None:
                await self._forget()
            await self._token.known()
            try:
                await self._ask()
            except Revoked as refusal:
                await self._forget()
                if self._token.forget(refusal.token):
                    self._send(Unpaired())
            except (NoAnswer, Refused) as problem:
                log.debug("roster_not_told", why=type(problem).__name__)
                await asyncio.to_thread(self._memory.look_at_age)
            await self._sleep(EVERY_SECONDS)

    async def _ask(self) -> None:
        # Nothing can be unchanged that is not there.
        known = self._known if self._memory.has_roster else None
        roster, self._known = await self._calls.roster(known)
        await asyncio.to_thread(self._memory.take, roster)

    async def _forget(self) -> None:
        self._known = None
        await asyncio.to_thread(self._memory.forget)
