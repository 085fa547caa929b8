"""The bad network of `FaultProxy` inside an encrypted connection."""

import asyncio
import ssl
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from typing_extensions import override

from tests.fakes.fault_proxy import FaultProxy

_CHUNK = 64 * 1024


@dataclass
class TlsFaultProxy(FaultProxy):
    """Opens the encryption, spoils what is inside, and encrypts it anew.

    Attributes:
        certificate: the server's certificate with its key, to be it for the client.
        authority: whom to trust towards the real server.
    """

    certificate: Path = Path()
    authority: Path = Path()
    _onward: AsyncExitStack = field(default_factory=AsyncExitStack)

    @override
    async def __aenter__(self) -> Self:
        self._tasks: set[asyncio.Task[None]] = set()
        trusting = ssl.create_default_context(cafile=str(self.authority))
        forwarder = _Encrypting(self.target_port, trusting)
        self.target_port = await self._onward.enter_async_context(forwarder)
        being = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        being.load_cert_chain(self.certificate)
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", 0, ssl=being
        )
        return self

    @override
    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await super().__aexit__(kind, error, trace)
        await self._onward.aclose()

    @property
    @override
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"


@dataclass
class _Encrypting:
    """Takes plain connections and carries them on encrypted."""

    target_port: int
    trusting: ssl.SSLContext

    async def __aenter__(self) -> int:
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self._server.sockets[0].getsockname()[1]

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            there, onward = await asyncio.open_connection(
                "127.0.0.1", self.target_port, ssl=self.trusting
            )
            try:
                asking = asyncio.create_task(_carry(reader, onward))
                await _carry(there, writer)
                asking.cancel()
            finally:
                onward.close()
        except OSError:
            pass
        finally:
            self._tasks.discard(task)
            writer.close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(_CHUNK):
        writer.write(piece)
        await writer.drain()
