"""A small TCP proxy that makes the network bad in chosen ways."""

import asyncio
import socket
import struct
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Self

_CHUNK = 64 * 1024
_END_OF_HEAD = b"\r\n\r\n"


class Fault(StrEnum):
    """How the network is bad."""

    NONE = "none"
    LATENCY = "latency"
    BLACK_HOLE = "black_hole"
    RESET = "reset"
    RESET_IN_BODY = "reset_in_body"
    DRIP = "drip"
    TRUNCATED = "truncated"


@dataclass
class FaultProxy:
    """Forwards connections to a port of 127.0.0.1, with a fault.

    Attributes:
        latency: seconds before each answer is forwarded.
        drip_every: seconds between two bytes of a dripping body.
        connections: how many were made.
    """

    target_port: int
    fault: Fault = Fault.NONE
    latency: float = 0.1
    drip_every: float = 0.02
    connections: int = 0

    async def __aenter__(self) -> Self:
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
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
        return f"http://127.0.0.1:{self.port}/"

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._spoil(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _spoil(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if self.fault is Fault.RESET:
            _reset(writer)
            return
        if self.fault is Fault.BLACK_HOLE:
            while await reader.read(_CHUNK):
                pass
            return
        there, onward = await asyncio.open_connection("127.0.0.1", self.target_port)
        asking = asyncio.create_task(_forward(reader, onward))
        try:
            await self._answer(there, writer)
        finally:
            asking.cancel()
            onward.close()

    async def _answer(
        self, there: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if self.fault in {Fault.NONE, Fault.LATENCY}:
            delay = self.latency if self.fault is Fault.LATENCY else 0
            while piece := await there.read(_CHUNK):
                await asyncio.sleep(delay)
                writer.write(piece)
                await writer.drain()
            return
        writer.write(await there.readuntil(_END_OF_HEAD))
        if self.fault is Fault.DRIP:
            while byte := await there.read(1):
                writer.write(byte)
                await writer.drain()
                await asyncio.sleep(self.drip_every)
            return
        writer.write(await there.readexactly(40))
        await writer.drain()
        if self.fault is Fault.RESET_IN_BODY:
            _reset(writer)


async def _forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(_CHUNK):
        writer.write(piece)
        await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close so that the other side sees a reset, not an orderly end."""
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
