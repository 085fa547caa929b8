"""The HTTP client of the kiosk, which may be turned to another server."""

import ssl
from pathlib import Path

import httpx
from typing_extensions import override

from kiosk_app.runners.server_address import ServerAddress

NOWHERE = "https://server.invalid"
"""Where calls go that are made before anybody has said where the server is."""


class ServerLine(httpx.AsyncBaseTransport):
    """What calls go over: it knows by which certificates a server is trusted."""

    def __init__(self, address: ServerAddress, ca_file: Path | None = None) -> None:
        """Begin with an address.

        Args:
            ca_file: what the operator trusts instead of the system's certificates.
        """
        self._address = address
        self._ca_file = ca_file
        self._carrier = self._new()

    @property
    def url(self) -> str:
        """The server's address, without the API's path."""
        return self._address.url or NOWHERE

    async def turn(self, client: httpx.AsyncClient) -> None:
        """Have a client call the server that is known now."""
        before, self._carrier = self._carrier, self._new()
        client.base_url = httpx.URL(api_of(self.url))
        await before.aclose()

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return await self._carrier.handle_async_request(request)

    @override
    async def aclose(self) -> None:
        await self._carrier.aclose()

    def _new(self) -> httpx.AsyncHTTPTransport:
        trusted = trust(self._address.ca, self._ca_file)
        return httpx.AsyncHTTPTransport(verify=trusted, trust_env=False)


def trust(ca: str | None, ca_file: Path | None) -> ssl.SSLContext:
    """Say whom to trust: the operator's or the system's, and this one besides."""
    context = ssl.create_default_context(cafile=ca_file)
    if ca is not None:
        context.load_verify_locations(cadata=ca)
    return context


def api_of(url: str) -> str:
    """Give where a server's API is."""
    return f"{url.rstrip('/')}/api/v1/"
