"""Serves the kiosk's page on this machine, until a signal says stop."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator

import structlog
import uvicorn
from fastapi import FastAPI
from typing_extensions import override

from kiosk_app.journey.desk import Desk
from kiosk_app.runners.kiosk import run_kiosk
from kiosk_app.settings import Settings

# Flet keeps a task for each socket that closed early, and would wait for it for ever.
_STOP_SECONDS = 2

log = structlog.get_logger()


async def serve(settings: Settings, build: Callable[[Desk], FastAPI]) -> None:
    """Run the kiosk and its page until SIGTERM or SIGINT.

    Raises:
        DeviceTrouble: an address names no device of a kind that we know.
    """
    async with run_kiosk(settings) as desk:
        server = _Server(
            uvicorn.Config(
                build(desk),
                host="127.0.0.1",
                port=settings.port,
                ws="websockets-sansio",
                timeout_graceful_shutdown=_STOP_SECONDS,
                log_config=None,
                access_log=False,
            )
        )
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, server.stop)
        log.info("kiosk_started", port=settings.port)
        await server.serve()
    log.info("kiosk_stopped")


class _Server(uvicorn.Server):
    """A server that leaves signals to us.

    uvicorn raises a signal again once it has stopped, which would end the process
    before the kiosk has put its devices away.
    """

    @override
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def stop(self) -> None:
        log.info("kiosk_stopping")
        self.should_exit = True
