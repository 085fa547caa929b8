"""Requests on the wire, by httpx: one deadline, a byte cap, redirects at home only."""

import asyncio
import logging
import os
import ssl
from functools import lru_cache

import httpx

from admin_server.outbound.exchange import (
    LedElsewhere,
    Reply,
    Request,
    TooLarge,
    TooSlow,
    Unreachable,
)
from admin_server.outbound.public_transport import PublicTransport
from shared.version import VERSION

_REDIRECTS = 5
_TURNS_INTO_GET = 303
_HIGHEST_PORT = 65535


class Wire:
    """Connections that are kept open between requests.

    Args:
        certificates: whom to trust, and nobody else; None: whom the system trusts.
        private: addresses in private networks and of this machine are asked as well.
    """

    def __init__(
        self, certificates: ssl.SSLContext | None, *, byte_cap: int, private: bool
    ) -> None:
        # Both write addresses into the log, and ours hold mailboxes.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        logging.getLogger("httpcore").setLevel(logging.WARNING)
        self._byte_cap = byte_cap
        context = certificates or _system_trust(
            os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
        )
        self._open = _http(context, None)
        self._http = self._open if private else _http(context, PublicTransport(context))

    async def close(self) -> None:
        """Close all connections; doing so again does no harm."""
        await self._http.aclose()
        await self._open.aclose()

    async def send(self, request: Request, *, seconds: float) -> Reply:
        """Send a request and read the whole answer, whatever its status.

        Raises:
            Unreachable, TooSlow, TooLarge, LedElsewhere: there is no answer.
        """
        try:
            async with asyncio.timeout(seconds):
                return await self._follow(request)
        except TimeoutError as error:
            raise TooSlow(f"no complete answer within {seconds:g} s") from error
        except httpx.ConnectError as error:
            # Says what an administrator needs, such as an expired certificate.
            raise Unreachable(f"no connection: {error}") from error
        except (httpx.RequestError, httpx.InvalidURL) as error:
            # Only the kind: the library's own words may hold the address.
            raise Unreachable(type(error).__name__) from error

    async def _follow(self, request: Request) -> Reply:
        url = httpx.URL(request.url)
        method, body = request.method, request.body
        for _ in range(_REDIRECTS + 1):
            response, content = await self._once(request, method, url, body=body)
            if not response.has_redirect_location:
                headers = {key.lower(): text for key, text in response.headers.items()}
                return Reply(response.status_code, headers, content, str(url))
            target = url.join(response.headers["location"])
            if not _may_follow(url, target):
                raise LedElsewhere("redirected to another host")
            url = target
            if response.status_code == _TURNS_INTO_GET:
                method, body = "GET", b""
        raise LedElsewhere("redirected too often")

    async def _once(
        self, request: Request, method: str, url: httpx.URL, *, body: bytes
    ) -> tuple[httpx.Response, bytes]:
        if url.port is not None and url.port > _HIGHEST_PORT:
            raise Unreachable("no such port")
        signed = httpx.BasicAuth(*request.sign_in) if request.sign_in else None
        http = self._open if request.anywhere else self._http
        outgoing = http.build_request(
            method, url, headers=dict(request.headers), content=body
        )
        response = await http.send(outgoing, auth=signed, stream=True)
        try:
            return response, await self._read(response)
        finally:
            await response.aclose()

    async def _read(self, response: httpx.Response) -> bytes:
        content = bytearray()
        async for piece in response.aiter_bytes():
            content += piece
            if len(content) > self._byte_cap:
                raise TooLarge(f"more than {self._byte_cap} bytes")
        return bytes(content)


@lru_cache(maxsize=4)
def _system_trust(_file: str | None, _folder: str | None) -> ssl.SSLContext:
    """Trust whom the system trusts; reading that takes longer than all the rest."""
    return httpx.create_ssl_context()


def _http(
    context: ssl.SSLContext, transport: httpx.AsyncBaseTransport | None
) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        # Our own deadline covers the whole request; httpx's are per step.
        timeout=httpx.Timeout(None),
        follow_redirects=False,
        verify=context,
        transport=transport,
        # A compressed answer could grow past the byte cap in one step.
        headers={
            "Accept-Encoding": "identity",
            "User-Agent": f"Portico/{VERSION}",
        },
    )


def _may_follow(url: httpx.URL, target: httpx.URL) -> bool:
    if url.host != target.host:
        return False
    upgraded = (url.scheme, target.scheme) == ("http", "https")
    return upgraded or (url.scheme, url.port) == (target.scheme, target.port)
