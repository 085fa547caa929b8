"""The HTTP client for everything outside: one deadline, a byte cap, few errors."""

import ssl
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Self

from admin_server.outbound.exchange import (
    LedElsewhere,
    NobodyTrusted,
    OutboundError,
    Reply,
    Request,
    TooLarge,
    TooSlow,
    Unreachable,
)

if TYPE_CHECKING:
    from admin_server.outbound.wire import Wire

__all__ = [
    "Client",
    "LedElsewhere",
    "NobodyTrusted",
    "OutboundError",
    "Reply",
    "Request",
    "TooLarge",
    "TooSlow",
    "Unreachable",
]
DEADLINE = timedelta(seconds=10)
"""How long one request may take, from the first byte out to the last one in."""
BYTE_CAP = 10 * 1024 * 1024
"""How long an answer may be, in bytes."""


class Client:
    """Sends requests; safe to share between tasks of one event loop.

    Redirects are followed on the same host only, with method and body as they
    were: a redirect must not carry a password somewhere else.

    Args:
        certificates: whom to trust, and nobody else; None: whom the system trusts.
        private: addresses in private networks and of this machine are asked as well.
    """

    def __init__(
        self,
        *,
        deadline: timedelta = DEADLINE,
        byte_cap: int = BYTE_CAP,
        certificates: ssl.SSLContext | None = None,
        private: bool = True,
    ) -> None:
        self._deadline = deadline
        self._byte_cap = byte_cap
        self.private = private
        self._certificates = certificates
        self._wire: Wire | None = None
        self._is_closed = False

    async def __aenter__(self) -> Self:
        """Give the client itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the client."""
        await self.close()

    async def close(self) -> None:
        """Close all connections; doing so again does no harm."""
        self._is_closed = True
        if self._wire is not None:
            await self._wire.close()

    def trusting(self, certificates: ssl.SSLContext) -> Self:
        """Give another one like it that trusts only these."""
        return type(self)(
            deadline=self._deadline,
            byte_cap=self._byte_cap,
            certificates=certificates,
            private=self.private,
        )

    async def send(
        self, request: Request, *, deadline: timedelta | None = None
    ) -> Reply:
        """Send a request and read the whole answer, whatever its status.

        Raises:
            Unreachable, TooSlow, TooLarge, LedElsewhere: there is no answer.
        """
        seconds = (deadline or self._deadline).total_seconds()
        return await self._opened().send(request, seconds=seconds)

    def _opened(self) -> "Wire":
        if self._is_closed:
            raise RuntimeError("the client was closed")
        if self._wire is None:
            # The library and whom the system trusts take their time to load; a server
            # starts without asking anybody.
            from admin_server.outbound.wire import Wire  # noqa: PLC0415 - see above

            try:
                self._wire = Wire(
                    self._certificates, byte_cap=self._byte_cap, private=self.private
                )
            except OSError as error:
                raise Unreachable("whom the system trusts cannot be read") from error
        return self._wire
