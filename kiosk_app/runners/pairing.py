"""Asks the server for a pairing code, and then whether an admin has approved it."""

import asyncio

import structlog

from kiosk_app.journey.events import Approval, CodeGiven, CodeNotGiven, TokenAsked
from kiosk_app.journey.states import PairingCode
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
    """The device's half of RFC 8628; only the newest code is asked about."""

    def __init__(
        self, calls: ServerCalls, token: KioskToken, *, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._calls = calls
        self._token = token
        self._sleep = sleep
        self._given: PairingReply | None = None
        self._interval = 0.0
        self._pause = 0.0

    async def ask_for_code(self) -> CodeGiven | CodeNotGiven:
        """Ask for a code; after a failure wait longer each time before asking."""
        await self._sleep(self._pause)
        try:
            given = await self._calls.start_pairing()
        except (NoAnswer, Refused) as problem:
            self._pause = min(
                max(self._pause * 2, FIRST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS
            )
            log.info("pairing_not_started", why=type(problem).__name__)
            return CodeNotGiven()
        self._given, self._pause = given, 0.0
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
            self._token.take(reply.token)
        except OSError as problem:
            # It was given once and cannot be kept: an admin has to approve again.
            log.exception("token_not_kept", error=type(problem).__name__)
            return Approval.EXPIRED
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
