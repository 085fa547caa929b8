"""The HTTP side of msal: its requests go through our client, to one server only."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlencode

from admin_server.calendars.microsoft.account import same_server
from admin_server.calendars.microsoft.reading import json_object
from admin_server.calendars.microsoft.refusals import (
    outbound_refusal,
    pause_in,
    token_refusal,
)
from admin_server.core.errors import StrangeReply, TryLater
from admin_server.core.ports import Clock
from admin_server.outbound.client import Client, OutboundError, Reply, Request

_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """An answer in the shape in which msal reads it."""

    status_code: int
    text: str
    headers: Mapping[str, str]

    def raise_for_status(self) -> None:
        """Do nothing: what failed was raised before msal sees it."""


class SignInHttp:
    """What msal calls `http_client`; it is used in threads, our client is not.

    msal's own client would read REQUESTS_CA_BUNDLE, which overrides the trust that
    a connection's `ca_file` sets, and has no deadline for a whole answer.
    """

    def __init__(
        self,
        http: Client,
        loop: asyncio.AbstractEventLoop,
        *,
        login_url: str,
        clock: Clock,
    ) -> None:
        self._http = http
        self._loop = loop
        self._login_url = login_url
        self._clock = clock
        self._asked: set[Future[Reply]] = set()

    def give_up(self) -> None:
        """End the requests that run, and with them the threads that wait for them."""
        for asked in list(self._asked):
            asked.cancel()

    def get(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        **_: object,
    ) -> Answer:
        """Send a GET request."""
        address = f"{url}?{urlencode(params)}" if params else url
        return self._ask(Request("GET", address, headers=dict(headers or {})))

    def post(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | str | None = None,
        headers: Mapping[str, str] | None = None,
        **_: object,
    ) -> Answer:
        """Send a POST request with a form."""
        address = f"{url}?{urlencode(params)}" if params else url
        form = data if isinstance(data, str) else urlencode(data or {})
        said = {**(headers or {}), "Content-Type": _FORM}
        return self._ask(Request("POST", address, headers=said, body=form.encode()))

    def close(self) -> None:
        """Do nothing: the client is not ours to close."""

    def _ask(self, request: Request) -> Answer:
        # The address comes from the server's own description of itself, and a
        # request carries the secret: it must not lead anywhere else.
        if not same_server(request.url, self._login_url):
            raise StrangeReply("sign-in leads to another server than login_url")
        asked = asyncio.run_coroutine_threadsafe(self._http.send(request), self._loop)
        self._asked.add(asked)
        try:
            reply = asked.result()
        except OutboundError as error:
            raise outbound_refusal(error) from error
        finally:
            self._asked.discard(asked)
        return _understood(reply, now=self._clock.now())


def _understood(reply: Reply, *, now: datetime) -> Answer:
    """Take what msal can read: tokens, descriptions, and refusals to tell apart."""
    status = reply.status
    busy = status == HTTPStatus.TOO_MANY_REQUESTS
    if busy or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        after = pause_in(reply.headers, now=now)
        raise TryLater(after, f"the sign-in server answered {status}")
    stated = json_object(reply.body)
    if status >= HTTPStatus.BAD_REQUEST and "error" not in stated:
        raise StrangeReply(f"the sign-in server answered {status}")
    if stated.get("error") == "invalid_tenant":
        # Met while msal reads the description, where it would hide the reason.
        raise token_refusal(stated)
    return Answer(status, reply.body.decode(), reply.headers)
