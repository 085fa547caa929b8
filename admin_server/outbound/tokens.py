"""Access tokens for sending mail (OAuth 2.0): asked for once, kept until they end."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

from admin_server.core.ports import Clock
from admin_server.outbound.client import OutboundError, Request
from admin_server.outbound.clients import Clients
from admin_server.outbound.pauses import pause_in

_EARLY = timedelta(minutes=2)
"""A token that ends this soon could end on its way."""
_USUAL_LIFE = 3600
_LONGEST_CODE = 60


class TokenRefused(Exception):
    """There is no token now; the text is the server's own short code, never more.

    Attributes:
        after: the least pause, where the server said one.
    """

    def __init__(self, why: str, after: timedelta | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.after = after


@dataclass(frozen=True)
class Grant:
    """By what a token is given: the app itself, or a person's lasting consent.

    Attributes:
        url: the token endpoint, https.
        refresh_token: a person's consent; without it the app acts for itself.
        ca_file: certificates to trust instead of the system's.
    """

    url: str
    client_id: str
    scope: str = ""
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    ca_file: str | None = None


Keep = Callable[[str], Awaitable[None]]
"""Saves a new refresh token, where the server gave one."""


class AccessTokens:
    """Gives the access token of one account."""

    def __init__(
        self, clients: Clients, clock: Clock, grant: Grant, *, keep: Keep
    ) -> None:
        self._clients = clients
        self._clock = clock
        self._grant = grant
        self._keep = keep
        self._token = ""
        self._until: datetime | None = None
        self._refresh = grant.refresh_token
        self._one_at_a_time = asyncio.Lock()

    async def get(self) -> str:
        """Give a token that is good for a while.

        Raises:
            TokenRefused: there is none.
        """
        async with self._one_at_a_time:
            if self._until is None or self._clock.now() >= self._until - _EARLY:
                await self._renew()
            return self._token

    def forget(self, token: str) -> None:
        """Drop a token that was refused; the next one is a new one."""
        if token == self._token:
            self._until = None

    async def _renew(self) -> None:
        stated = await self._ask()
        token, refresh = stated.get("access_token"), stated.get("refresh_token")
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise TokenRefused("no_token")
        life = timedelta(seconds=_seconds(stated.get("expires_in")))
        self._token, self._until = token, self._clock.now() + life
        if isinstance(refresh, str) and refresh and refresh != self._refresh:
            self._refresh = refresh
            if self._grant.refresh_token:
                await self._keep(refresh)

    async def _ask(self) -> Mapping[str, object]:
        request = Request(
            "POST",
            _https(self._grant.url),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode(self._form()).encode(),
        )
        try:
            http = await self._clients.trusting(self._grant.ca_file)
            reply = await http.send(request)
        except OutboundError as problem:
            raise TokenRefused(f"token_{type(problem).__name__}") from problem
        stated = _object(reply.body)
        if reply.status == HTTPStatus.OK:
            return stated
        code = stated.get("error")
        known = isinstance(code, str) and code.isascii() and code.isprintable()
        why = f"token_{code}"[:_LONGEST_CODE] if known else f"token_{reply.status}"
        raise TokenRefused(why, pause_in(reply.headers, now=self._clock.now()))

    def _form(self) -> dict[str, str]:
        grant = self._grant
        form = {"client_id": grant.client_id, "scope": grant.scope}
        if grant.client_secret:
            form["client_secret"] = grant.client_secret
        if grant.refresh_token:
            form |= {"grant_type": "refresh_token", "refresh_token": self._refresh}
        else:
            form["grant_type"] = "client_credentials"
        return {name: value for name, value in form.items() if value}


def _https(url: str) -> str:
    try:
        split = urlsplit(url)
    except ValueError as problem:
        raise TokenRefused("token_address") from problem
    # The secret goes there, so never without encryption.
    if split.scheme != "https" or not split.hostname:
        raise TokenRefused("token_address")
    return url


def _object(body: bytes) -> Mapping[str, object]:
    try:
        stated = json.loads(body)
    except ValueError:
        return {}
    return stated if isinstance(stated, dict) else {}


def _seconds(stated: object) -> int:
    # Some servers write the number as a text.
    text = str(stated)
    return int(text) if text.isascii() and text.isdecimal() else _USUAL_LIFE
