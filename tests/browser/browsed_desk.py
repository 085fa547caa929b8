"""A front desk of the test's own, whose glass a real browser shows."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import uvicorn

from kiosk_app.app import build_app
from tests.fakes.front_desk import FrontDesk, QuietServer, open_front_desk
from tests.fakes.lobby import Lobby
from tests.fakes.ports import free_port

T = TypeVar("T")


class BrowsedDesk:
    """A whole front desk on a loop of its own, and its glass for a browser."""

    def __init__(
        self, folder: Path, *, before: Callable[[Lobby], Awaitable[None]]
    ) -> None:
        """Prepare a house in a folder.

        Args:
            before: done to the house before its kiosk is switched on.
        """
        self.port = free_port()
        self._folder = folder
        self._before = before
        self._ready = threading.Event()
        self._desk: FrontDesk | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: uvicorn.Server | None = None
        self._thread = threading.Thread(target=asyncio.run, args=(self._run(),))

    @contextmanager
    def open(self) -> Iterator["BrowsedDesk"]:
        """Serve as long as it is needed."""
        self._thread.start()
        try:
            assert self._ready.wait(60)
            yield self
        finally:
            assert self._server is not None
            self._server.should_exit = True
            self._thread.join(20)

    def do(self, work: Callable[[Lobby], Coroutine[None, None, T]]) -> T:
        """Do something to the house, or ask it something."""
        assert self._desk is not None
        assert self._loop is not None
        asked = asyncio.run_coroutine_threadsafe(work(self._desk.lobby), self._loop)
        return asked.result(10)

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with open_front_desk(self._folder, before=self._before) as desk:
            self._desk = desk
            self._server = QuietServer(
                uvicorn.Config(
                    build_app(desk.kiosk, port=self.port),
                    host="127.0.0.1",
                    port=self.port,
                    log_level="warning",
                    ws="websockets-sansio",
                    timeout_graceful_shutdown=2,
                )
            )
            self._ready.set()
            await self._server.serve()
