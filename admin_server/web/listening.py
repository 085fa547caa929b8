"""Listening on the network, and letting go of everybody in an orderly way."""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Sequence

import uvicorn
from typing_extensions import override

from admin_server.pulse import Pulse


class Listening(uvicorn.Server):
    """Lets the kiosks' long polls go before it waits for open connections.

    What is to be done meanwhile is begun once it listens, and ended first.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        pulse: Pulse,
        meanwhile: Sequence[Callable[[], Coroutine[None, None, None]]],
    ) -> None:
        super().__init__(config)
        self._pulse = pulse
        self._meanwhile = meanwhile
        self._running: list[asyncio.Task[None]] = []

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._running = [asyncio.create_task(begin()) for begin in self._meanwhile]

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._pulse.end()
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await super().shutdown(sockets)
