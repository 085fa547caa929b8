"""An http object as Google's libraries want one, over our own client.

The libraries are synchronous and speak to something like httplib2. They run in a
thread; what they send is sent by the event loop, under its deadlines and limits.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import CancelledError, Executor, Future
from typing import TypeVar

from google.auth.transport import Request as TokenRequest
from google.auth.transport import Response as TokenResponse
from typing_extensions import override

from admin_server.outbound.client import Reply, Request

T = TypeVar("T")

Send = Callable[[Request], Coroutine[object, object, Reply]]
"""Sends a request; raises one of the `CalendarError`s where it is refused."""


class GivenUp(Exception):
    """Nobody waits for the answer any more; ends the thread that asked."""


class Response(dict[str, str]):
    """An answer's headers and status, as httplib2 gives them."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.headers)
        self.status = reply.status
        self.reason = ""


class Wire:
    """Sends requests out of one thread; made for one call and then closed."""

    def __init__(self, send: Send, loop: asyncio.AbstractEventLoop) -> None:
        self._send = send
        self._loop = loop
        self._lock = threading.Lock()
        self._closed = False
        self._waiting: Future[Reply] | None = None

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: str | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **_: object,
    ) -> tuple[Response, bytes]:
        """Send a request, as `httplib2.Http.request` would."""
        reply = self.ask(_outgoing(uri, method, body, headers))
        return Response(reply), reply.body

    def ask(self, request: Request) -> Reply:
        """Send a request and wait for the answer, in the thread that calls.

        Raises:
            GivenUp: the wire was closed meanwhile.
        """
        with self._lock:
            if self._closed:
                raise GivenUp
            waiting = asyncio.run_coroutine_threadsafe(self._send(request), self._loop)
            self._waiting = waiting
        try:
            return waiting.result()
        except CancelledError as error:
            raise GivenUp from error

    def close(self) -> None:
        """Stop waiting: what is under way is cancelled, nothing new is sent."""
        with self._lock:
            self._closed = True
            if self._waiting is not None:
                self._waiting.cancel()


class TokenTransport(TokenRequest):
    """Sends the token requests of google-auth over a wire."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    @override
    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        **kwargs: object,
    ) -> TokenResponse:
        """Send one request."""
        return _TokenReply(self._wire.ask(_outgoing(url, method, body, headers)))


class _TokenReply(TokenResponse):
    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    @property
    @override
    def status(self) -> int:
        return self._reply.status

    @property
    @override
    def headers(self) -> Mapping[str, str]:
        return self._reply.headers

    @property
    @override
    def data(self) -> bytes:
        return self._reply.body


async def in_thread(executor: Executor, work: Callable[[Wire], T], send: Send) -> T:
    """Do work in a thread of its own; it ends with us, whatever it waits for."""
    loop = asyncio.get_running_loop()
    wire = Wire(send, loop)
    try:
        return await loop.run_in_executor(executor, work, wire)
    finally:
        wire.close()


def _outgoing(
    url: str,
    method: str,
    body: str | bytes | None,
    headers: Mapping[str, str] | None,
) -> Request:
    content = body.encode() if isinstance(body, str) else body or b""
    # httpx writes the length itself, and compressed answers outgrow the byte cap.
    kept = {
        name: text
        for name, text in (headers or {}).items()
        if name.lower() not in {"content-length", "accept-encoding", "user-agent"}
    }
    return Request(method, url, kept, content)
