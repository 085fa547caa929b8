"""httpx's way to public addresses alone."""

import ssl
from collections.abc import Iterable

import httpcore
import httpx
from typing_extensions import override

from admin_server.outbound.public_only import (
    NO_PUBLIC_ADDRESS,
    NotPublic,
    public_addresses,
)


class PublicBackend(httpcore.AsyncNetworkBackend):
    """Connects to public addresses alone; TLS still asks for the name."""

    def __init__(self) -> None:
        self._through = httpcore.AnyIOBackend()

    @override
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first of a name's addresses that answers."""
        try:
            addresses = await public_addresses(host, port)
        except NotPublic as error:
            raise httpcore.ConnectError(NO_PUBLIC_ADDRESS) from error
        for address in addresses[:-1]:
            try:
                return await self._through.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except httpcore.ConnectError:
                continue
        return await self._through.connect_tcp(
            addresses[-1], port, timeout, local_address, socket_options
        )

    @override
    async def sleep(self, seconds: float) -> None:
        """Wait, as httpcore does between two tries."""
        await self._through.sleep(seconds)


class PublicTransport(httpx.AsyncHTTPTransport):
    """httpx's own transport over such connections."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(verify=context)
        # httpx has no way to say so; the pool is all that its transport consists of.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context, network_backend=PublicBackend()
        )
