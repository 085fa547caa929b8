"""A small TCP proxy that makes the network bad in chosen ways."""

import asyncio
import random
import socket
import ssl
import struct
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

_CHUNK = 64 * 1024
_END_OF_HEAD = b"\r\n\r\n"
_BODY_BEFORE_A_BREAK = 40


class Fault(StrEnum):
    """How the network is bad."""

    NONE = "none"
    LATENCY = "latency"
    BLACK_HOLE = "black_hole"
    RESET = "reset"
    RESET_IN_BODY = "reset_in_body"
    DRIP = "drip"
    TRUNCATED = "truncated"
    BANDWIDTH = "bandwidth"
    SLOW_CLOSE = "slow_close"
    DATA_LIMIT = "data_limit"
    FLAKY = "flaky"


@dataclass(frozen=True)
class Tls:
    """What the proxy needs to open an encrypted connection and encrypt it anew.

    Attributes:
        certificate: the server's certificate with its key, to be it for the client.
        authority: whom to trust towards the real server.
    """

    certificate: Path
    authority: Path

    def being_the_server(self) -> ssl.SSLContext:
        """The side that clients see."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        return context

    def being_a_client(self) -> ssl.SSLContext:
        """The side that the real server sees."""
        return ssl.create_default_context(cafile=str(self.authority))


@dataclass
class FaultProxy:
    """Forwards connections to a port of 127.0.0.1, with a fault.

    Attributes:
        tls: set where the target speaks TLS; then faults are inside of it.
        latency: seconds before each piece of an answer is forwarded.
        drip_every: seconds between two bytes of a dripping body.
        bytes_per_second: how much of an answer passes where bandwidth is short.
        slow_close: seconds that a connection stays open after the target closed it.
        data_limit: bytes of a connection that pass before it is closed.
        chance: decides which answers of a flaky network are cut off: every second.
        connections: how many were made.
        asked: how often somebody began to ask.
        at_once: the most questions that were without an answer at one time.
    """

    target_port: int
    fault: Fault = Fault.NONE
    tls: Tls | None = None
    latency: float = 0.1
    drip_every: float = 0.02
    bytes_per_second: int = 4000
    slow_close: float = 0.2
    data_limit: int = 120
    chance: random.Random = field(default_factory=lambda: random.Random(9))
    connections: int = 0
    asked: int = 0
    at_once: int = 0

    async def __aenter__(self) -> Self:
        self._tasks: set[asyncio.Task[None]] = set()
        self._unanswered: set[asyncio.StreamWriter] = set()
        self._open = asyncio.Event()
        self._open.set()
        being = self.tls.being_the_server() if self.tls else None
        self._trusting = self.tls.being_a_client() if self.tls else None
        self._server = await asyncio.start_server(
            self._serve, "127.0.0.1", 0, ssl=being
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def port(self) -> int:
        """The port to connect to instead of the target's."""
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def url(self) -> str:
        """The proxy's address, ending in a slash."""
        scheme = "https" if self.tls else "http"
        return f"{scheme}://127.0.0.1:{self.port}/"

    def hold(self) -> None:
        """Let nothing come back, whatever the fault, until `let_go`."""
        self._open.clear()

    def let_go(self) -> None:
        """Let answers and faults come through."""
        self._open.set()

    @property
    def is_held(self) -> bool:
        """Tell whether nothing comes back at present."""
        return not self._open.is_set()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._spoil(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # Cancelled only at the end, when nobody looks any more.
        finally:
            self._tasks.discard(task)
            self._unanswered.discard(writer)
            writer.close()

    async def _spoil(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if self.fault is Fault.RESET:
            await self._open.wait()
            _reset(writer)
            return
        if self.fault is Fault.BLACK_HOLE:
            while await reader.read(_CHUNK):
                pass
            return
        there, onward = await asyncio.open_connection(
            "127.0.0.1", self.target_port, ssl=self._trusting
        )
        asking = asyncio.create_task(self._ask(reader, onward, asker=writer))
        try:
            await self._answer(there, writer)
        finally:
            asking.cancel()
            onward.close()

    async def _ask(
        self,
        reader: asyncio.StreamReader,
        onward: asyncio.StreamWriter,
        *,
        asker: asyncio.StreamWriter,
    ) -> None:
        while piece := await reader.read(_CHUNK):
            if asker not in self._unanswered:
                self.asked += 1
                self._unanswered.add(asker)
                self.at_once = max(self.at_once, len(self._unanswered))
            onward.write(piece)
            await onward.drain()
        self._unanswered.discard(asker)
        onward.close()

    async def _answer(
        self, there: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        match self.fault:
            case Fault.DRIP | Fault.RESET_IN_BODY | Fault.TRUNCATED:
                await self._say(writer, await there.readuntil(_END_OF_HEAD))
                await self._break(there, writer)
            case Fault.BANDWIDTH:
                await self._squeeze(there, writer)
            case Fault.DATA_LIMIT:
                await self._cut_off(there, writer)
            case _:
                await self._pass_on(there, writer)

    async def _pass_on(
        self, there: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while piece := await there.read(_CHUNK):
            if self.fault is Fault.LATENCY:
                await asyncio.sleep(self.latency)
            if self.fault is Fault.FLAKY and self.chance.random() < 1 / 2:
                await self._open.wait()
                _reset(writer)
                return
            await self._say(writer, piece)
        if self.fault is Fault.SLOW_CLOSE:
            await asyncio.sleep(self.slow_close)

    async def _squeeze(
        self, there: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while piece := await there.read(max(self.bytes_per_second // 50, 1)):
            await asyncio.sleep(len(piece) / self.bytes_per_second)
            await self._say(writer, piece)

    async def _cut_off(
        self, there: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        left = self.data_limit
        while left > 0 and (piece := await there.read(left)):
            left -= len(piece)
            await self._say(writer, piece)

    async def _break(
        self, there: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if self.fault is Fault.DRIP:
            while byte := await there.read(1):
                await self._say(writer, byte)
                await asyncio.sleep(self.drip_every)
            return
        await self._say(writer, await there.readexactly(_BODY_BEFORE_A_BREAK))
        if self.fault is Fault.RESET_IN_BODY:
            _reset(writer)

    async def _say(self, writer: asyncio.StreamWriter, piece: bytes) -> None:
        await self._open.wait()
        self._unanswered.discard(writer)
        writer.write(piece)
        await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close so that the other side sees a reset, not an orderly end."""
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
