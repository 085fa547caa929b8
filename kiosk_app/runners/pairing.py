"""Asks the server for a pairing code, and then whether an admin has approved it."""

import asyncio

import structlog

from kiosk_app.journey.events import Approval, CodeGiven, CodeNotGiven, TokenAsked
from kiosk_app.journey.states import PairingCode
from kiosk_app.runners.browser_gate import BrowserGate
from kiosk_app.runners.kiosk_token import KioskToken
from kiosk_app.runners.server_calls import NoAnswer, ServerCalls
from kiosk_app.runners.timers import Sleep
from shared.pairing import PairingReply
from shared.refusals import Refusal, Refused

SLOWER_SECONDS = 5.0
FIRST_PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 30.0

log = structlog.get_logger()


class Pairings:
    """The device's half of RFC 8628; only the newest code is asked about.

    Where browsers come from elsewhere, a code belongs to the one that showed it:
    an admin who approves it approves that browser.
    """

    def __init__(
        self,
        calls: ServerCalls,
        token: KioskToken,
        *,
        gate: BrowserGate | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._calls = calls
        self._token = token
        self._gate = gate
        self._sleep = sleep
        self._asked = 0
        self._shown_in: str | None = None
        self._given: PairingReply | None = None
        self._interval = 0.0
        self._pause = 0.0

    def start_over(self) -> None:
        """Forget how the server before this one answered."""
        self._given, self._pause = None, 0.0

    async def ask_for_code(self) -> CodeGiven | CodeNotGiven | None:
        """Ask for a code; after a failure wait longer each time before asking.

        None where a newer question was asked meanwhile: that one goes on.
        """
        self._asked += 1
        asked = self._asked
        await self._sleep(self._pause)
        answer = await self._ask_now()
        return answer if asked == self._asked else None

    async def _ask_now(self) -> CodeGiven | CodeNotGiven:
        shown_in = self._gate.on_stage if self._gate else None
        try:
            given = await self._calls.start_pairing()
        except (NoAnswer, Refused) as problem:
            self._pause = min(
                max(self._pause * 2, FIRST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS
            )
            log.info("pairing_not_started", why=type(problem).__name__)
            code = problem.code if isinstance(problem, Refused) else None
            return CodeNotGiven(too_old=code is Refusal.KIOSK_TOO_OLD)
        if self._gate is not None and self._gate.on_stage != shown_in:
            return CodeNotGiven()
        self._given, self._shown_in, self._pause = given, shown_in, 0.0
        self._interval = float(given.interval)
        log.info("pairing_started")
        return CodeGiven(
            PairingCode(given.code, given.address, given.address_with_code)
        )

    async def ask_for_token(self, code: str) -> TokenAsked | None:
        """Ask once whether the code was approved, an interval after the last time."""
        await self._sleep(self._interval)
        given = self._given
        if given is None or given.code != code:
            return None
        if self._gate is not None and self._shown_in is None:
            # No browser has shown this code: nobody can have meant to approve it.
            return TokenAsked(code, Approval.PENDING)
        return TokenAsked(code, await self._ask(given.device_secret))

    async def _ask(self, secret: str) -> Approval:
        try:
            reply = await self._calls.pairing_token(secret)
        except NoAnswer:
            return Approval.AWAY
        except Refused as refusal:
            return self._said(refusal.code)
        self._given = None
        try:
            if self._gate is not None:
                # Before the token: who starts with one must know the browser.
                self._gate.bind(self._shown_in)
            self._token.take(reply.token)
        except OSError as problem:
            # It was given once and cannot be kept: an admin has to approve again.
            log.exception("token_not_kept", error=type(problem).__name__)
            return Approval.EXPIRED
        if self._gate is not None:
            self._gate.close_to_others()
        log.info("kiosk_paired")
        return Approval.APPROVED

    def _said(self, code: Refusal) -> Approval:
        match code:
            case Refusal.AUTHORIZATION_PENDING:
                return Approval.PENDING
            case Refusal.SLOW_DOWN | Refusal.RATE_LIMITED:
                self._interval += SLOWER_SECONDS
                return Approval.PENDING
            case Refusal.ACCESS_DENIED:
                return Approval.DENIED
            case _:
                return Approval.EXPIRED
