"""How often devices and people may call, and how much they may say."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address
from types import MappingProxyType

from limits import RateLimitItem, parse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admin_server.web.errors import Limited, refusal
from admin_server.web.windows import MovingWindow
from shared.refusals import Refusal

LARGEST_BODY = 16 * 1024
"""Bytes; the longest honest check-in is a tenth of it."""
LONGEST_BODY = 10.0
"""Seconds in which a body has to arrive."""


_ONE_CUSTOMER = 64
"""Bits of an IPv6 address that say whose line it is; the rest is theirs to choose."""


def network_of(address: str) -> str:
    """Say whose tries are counted together; an IPv6 line has addresses without end."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    rest = found.max_prefixlen - _ONE_CUSTOMER
    return str(IPv6Address(int(found) >> rest << rest))


GUESSED = frozenset({Refusal.CODE_UNKNOWN, Refusal.PASS_UNKNOWN, Refusal.CLAIM_UNKNOWN})
"""Refusals that count as a wrong code: somebody may be trying."""

MOST_LINES = 30
"""Open pages of one person that are told of news: each looks again at every change."""


class DeviceLimits:
    """Counts calls per device, in memory: a device talks to one process."""

    def __init__(self) -> None:
        self._limiter = MovingWindow()
        self._calls = parse("600/minute")
        self._check_ins = parse("120/minute")
        self._kept = parse("120/minute")
        self._wrong_codes = parse("10/minute")
        self._told = parse("10/minute")
        self._names = parse("30/minute")
        self._photos = parse("30/minute")

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

    def tell(self, kiosk: str, what: str) -> None:
        """Count a mail to somebody of the house, such as a call for help.

        Wrong codes do not count here: whoever has none may still call somebody.

        Raises:
            Limited: too many.
        """
        self._hit(self._told, what, kiosk)

    def photo(self, kiosk: str) -> None:
        """Count a photo: each is long, and takes work to make small.

        Raises:
            Limited: too many.
        """
        self._hit(self._photos, "photo", kiosk)

    def look_up(self, kiosk: str) -> None:
        """Count a name that is looked for: every walk-in's is, so it is no wrong code.

        Raises:
            Limited: too many.
        """
        self._hit(self._names, "name", kiosk)

    def kept(self, kiosk: str) -> None:
        """Count a call that brings kept check-ins; codes are not guessed so either.

        Raises:
            Limited: too many.
        """
        self._hit(self._kept, "kept", kiosk)
        if not self._limiter.test(self._wrong_codes, "wrong_code", kiosk):
            raise self._limited(self._wrong_codes, "wrong_code", kiosk)

    def wrong_code(self, kiosk: str) -> None:
        """Count a code, pass or choice that nobody has."""
        self._limiter.hit(self._wrong_codes, "wrong_code", kiosk)

    def _hit(self, limit: RateLimitItem, what: str, kiosk: str) -> None:
        if not self._limiter.hit(limit, what, kiosk):
            raise self._limited(limit, what, kiosk)

    def _limited(self, limit: RateLimitItem, what: str, kiosk: str) -> Limited:
        return Limited(self._limiter.seconds_left(limit, what, kiosk))


class PeopleLimits:
    """Counts what people try, in memory: an SQLite server is one process.

    What must hold across processes, the lock after wrong passwords, is kept with
    the account itself.
    """

    def __init__(self) -> None:
        self._limiter = MovingWindow()
        self._tries = parse("10/minute")
        self._own_tries = parse("5/15 minutes")
        self._mails = parse("5/hour")
        self._changes = parse("100/minute")
        self._changes_of_all = parse("1000/minute")
        self._phones = parse("60/minute")
        self._lines: Counter[str] = Counter()

    def sign_in(self, address: str) -> None:
        """Count a password or code that somebody tries, from a network address.

        Raises:
            Limited: too many.
        """
        self._hit(self._tries, "sign_in", network_of(address))

    def has_tries(self, browser: str) -> bool:
        """Count a try of a browser that an account knows; False where it had enough."""
        return self._limiter.hit(self._own_tries, "known", browser)

    def reset(self, address: str) -> None:
        """Count a question for a new password, or the use of a link.

        Raises:
            Limited: too many.
        """
        self._hit(self._tries, "reset", network_of(address))

    def set_up(self, address: str) -> None:
        """Count a try to set up the first account.

        Raises:
            Limited: too many.
        """
        self._hit(self._tries, "set_up", network_of(address))

    def phone(self, address: str) -> None:
        """Count a visitor's phone that opens or sends its page.

        Raises:
            Limited: too many from one network, which a lobby's guests may share.
        """
        self._hit(self._phones, "phone", network_of(address))

    def mail(self, account: str) -> bool:
        """Tell whether an account may be sent one more link, and count it.

        Nobody hears of a no: it would tell that the account exists.
        """
        return self._limiter.hit(self._mails, "mail", account)

    def change(self, tenant: str, user: str) -> None:
        """Count a change that somebody who is signed in asks for.

        Raises:
            Limited: too many of theirs, or of their whole organisation.
        """
        self._hit(self._changes, "change", tenant, user)
        self._hit(self._changes_of_all, "changes", tenant)

    def open_line(self, user: str) -> bool:
        """Tell whether somebody may have one more page that is told of news, and count it.

        Whoever was told yes has to `close_line` again.
        """
        if self._lines[user] >= MOST_LINES:
            return False
        self._lines[user] += 1
        return True

    def close_line(self, user: str) -> None:
        """Count an open page no more."""
        self._lines[user] -= 1
        if not self._lines[user]:
            del self._lines[user]

    def _hit(self, limit: RateLimitItem, *what: str) -> None:
        if not self._limiter.hit(limit, *what):
            raise Limited(self._limiter.seconds_left(limit, *what))


class BodyLimit:
    """Refuses a body that is too long or too slow, before anybody works on it.

    Args:
        roomy: paths where a body may be longer, and how long.
    """

    def __init__(
        self,
        app: ASGIApp,
        largest: int = LARGEST_BODY,
        longest: float = LONGEST_BODY,
        roomy: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        self._app = app
        self._roomy = roomy
        self._largest = largest
        self._longest = longest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer 408 or 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        largest = self._roomy.get(scope["path"], self._largest)
        try:
            async with asyncio.timeout(self._longest):
                messages = await _read(receive, largest)
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
                f"The body may have at most {largest} bytes.",
            )
            await answer(scope, receive, send)
            return
        await self._app(scope, _replay(messages, receive), send)


async def _read(receive: Receive, largest: int) -> list[Message] | None:
    messages: list[Message] = []
    size = 0
    while True:
        message = await receive()
        messages.append(message)
        size += len(message.get("body", b""))
        if size > largest:
            return None
        if message["type"] != "http.request" or not message.get("more_body"):
            return messages


def _replay(messages: list[Message], receive: Receive) -> Receive:
    waiting = iter(messages)

    async def next_message() -> Message:
        return next(waiting, None) or await receive()

    return next_message
