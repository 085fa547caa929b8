"""How often somebody may start a pairing or guess a code, and where a kiosk called from."""

import asyncio
from collections import OrderedDict

from fastapi import Request
from limits import RateLimitItem, parse

from admin_server.web.errors import Limited
from admin_server.web.limits import network_of
from admin_server.web.windows import MovingWindow

_REMEMBERED = 1000


class PairingLimits:
    """Counts in memory: a server is one process, and a code lives ten minutes.

    Five guesses at 34 bits, then a pause as long as any code lives: the odds stay
    below one in 2^32 (RFC 8628, 5.1).
    """

    def __init__(self) -> None:
        self._limiter = MovingWindow()
        self._starts = parse("10/minute")
        self._questions = parse("600/minute")
        self._guesses = parse("5/10minutes")
        self.one_guess = asyncio.Lock()
        """Held from asking for a code until a wrong one is counted; else guesses
        that come all at once would count only afterwards."""
        # An address says where a device stands: it is not kept in the database.
        self._came_from: OrderedDict[str, str] = OrderedDict()

    def start(self, address: str) -> None:
        """Count a kiosk that asks for a code.

        Raises:
            Limited: too many from this address.
        """
        self._hit(self._starts, "start", network_of(address))

    def ask(self, address: str) -> None:
        """Count a question for a token.

        Raises:
            Limited: too many from this address.
        """
        self._hit(self._questions, "ask", network_of(address))

    def guess(self, *whoever: str) -> None:
        """Make sure that codes are not being guessed, by account nor by address.

        Raises:
            Limited: there were too many wrong codes.
        """
        for one in whoever:
            if not self._limiter.test(self._guesses, "guess", one):
                raise self._limited(self._guesses, "guess", one)

    def wrong_guess(self, *whoever: str) -> None:
        """Count a code that no kiosk shows."""
        for one in whoever:
            self._limiter.hit(self._guesses, "guess", one)

    def note_address(self, pairing: str, address: str) -> None:
        """Remember where a kiosk called from, for the admin who is asked about it."""
        self._came_from[pairing] = address
        if len(self._came_from) > _REMEMBERED:
            self._came_from.popitem(last=False)

    def came_from(self, pairing: str) -> str | None:
        """Say where a kiosk called from; None once that is forgotten."""
        return self._came_from.get(pairing)

    def _hit(self, limit: RateLimitItem, what: str, address: str) -> None:
        if not self._limiter.hit(limit, what, address):
            raise self._limited(limit, what, address)

    def _limited(self, limit: RateLimitItem, what: str, address: str) -> Limited:
        return Limited(self._limiter.seconds_left(limit, what, address))


def caller_address(request: Request) -> str:
    """Say which network address a request came from; a trusted proxy tells its own."""
    return request.client.host if request.client else "unknown"
