"""How often a device may call, and how much it may say."""

import asyncio
import time
from http import HTTPStatus

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admin_server.web.errors import Limited, refusal
from shared.refusals import Refusal

LARGEST_BODY = 16 * 1024
"""Bytes; the longest honest check-in is a tenth of it."""
LONGEST_BODY = 10.0
"""Seconds in which a body has to arrive."""


class DeviceLimits:
    """Counts calls per device, in memory: a device talks to one process."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._calls = parse("600/minute")
        self._check_ins = parse("120/minute")
        self._wrong_codes = parse("10/minute")

    def call(self, kiosk: str) -> None:
        """Count any call.

        Raises:
            Limited: too many.
        """
        self._hit(self._calls, "call", kiosk)

    def check_in(self, kiosk: str) -> None:
        """Count a check-in, and make sure that codes are not being guessed.

        Raises:
            Limited: too many.
        """
        self._hit(self._check_ins, "check_in", kiosk)
        if not self._limiter.test(self._wrong_codes, "wrong_code", kiosk):
            raise self._limited(self._wrong_codes, "wrong_code", kiosk)

    def wrong_code(self, kiosk: str) -> None:
        """Count a code or pass that nobody has."""
        self._limiter.hit(self._wrong_codes, "wrong_code", kiosk)

    def _hit(self, limit: RateLimitItem, what: str, kiosk: str) -> None:
        if not self._limiter.hit(limit, what, kiosk):
            raise self._limited(limit, what, kiosk)

    def _limited(self, limit: RateLimitItem, what: str, kiosk: str) -> Limited:
        stats = self._limiter.get_window_stats(limit, what, kiosk)
        return Limited(max(1, round(stats.reset_time - time.time())))


class BodyLimit:
    """Refuses a body that is too long or too slow, before anybody works on it."""

    def __init__(
        self,
        app: ASGIApp,
        largest: int = LARGEST_BODY,
        longest: float = LONGEST_BODY,
    ) -> None:
        self._app = app
        self._largest = largest
        self._longest = longest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer 408 or 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._longest):
                messages = await self._read(receive)
        except TimeoutError:
            answer = refusal(
                Refusal.REQUEST_INVALID,
                "The body took too long.",
                status=HTTPStatus.REQUEST_TIMEOUT,
                headers={"Connection": "close"},
            )
            await answer(scope, receive, send)
            return
        if messages is None:
            answer = refusal(
                Refusal.REQUEST_TOO_LARGE,
                f"The body may have at most {self._largest} bytes.",
            )
            await answer(scope, receive, send)
            return
        await self._app(scope, _replay(messages, receive), send)

    async def _read(self, receive: Receive) -> list[Message] | None:
        messages: list[Message] = []
        size = 0
        while True:
            message = await receive()
            messages.append(message)
            size += len(message.get("body", b""))
            if size > self._largest:
                return None
            if message["type"] != "http.request" or not message.get("more_body"):
                return messages


def _replay(messages: list[Message], receive: Receive) -> Receive:
    waiting = iter(messages)

    async def next_message() -> Message:
        return next(waiting, None) or await receive()

    return next_message
