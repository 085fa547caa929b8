"""Serves the kiosk's page on this machine, until a signal says stop."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import structlog
import uvicorn
from fastapi import FastAPI
from typing_extensions import override

from kiosk_app.journey.desk import Desk
from kiosk_app.runners.browser_gate import BrowserGate
from kiosk_app.runners.kiosk import run_kiosk
from kiosk_app.runners.loop import Loop
from kiosk_app.runners.recent_mishaps import RecentMishaps
from kiosk_app.runners.watchdog import beat_seconds, keep_telling, teller, watch
from kiosk_app.settings import Settings, SettingWrong

# Flet keeps a task for each socket that closed early, and would wait for it for ever.
_STOP_SECONDS = 2
RENEWED_SECONDS = 60.0
"""How soon a renewed certificate is noticed."""

log = structlog.get_logger()


async def serve(
    settings: Settings,
    build: Callable[[Desk], FastAPI],
    *,
    gate: BrowserGate | None = None,
    mishaps: RecentMishaps | None = None,
) -> None:
    """Run the kiosk and its page until SIGTERM or SIGINT.

    Args:
        gate: which browser may show the page; None where it runs on this device.
        mishaps: what went wrong of late, for the staff's page.

    Raises:
        DeviceTrouble: an address names no device of a kind that we know.
        SettingWrong: the page's certificate cannot be used.
    """
    async with run_kiosk(settings, gate=gate, mishaps=mishaps) as desk:
        config = uvicorn.Config(
            build(desk),
            host=settings.host,
            port=settings.port,
            ws="websockets-sansio",
            ssl_certfile=settings.tls_certificate,
            ssl_keyfile=settings.tls_key,
            timeout_graceful_shutdown=_STOP_SECONDS,
            log_config=None,
            access_log=False,
        )
        _load(config)
        server = _Server(config)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, server.stop)
        log.info("kiosk_started", port=settings.port)
        beside = [
            asyncio.create_task(_take_renewed(settings, config)),
            asyncio.create_task(_tell_systemd(settings, desk)),
        ]
        await server.serve()
        for task in beside:
            task.cancel()
    log.info("kiosk_stopped")


def _load(config: uvicorn.Config) -> None:
    try:
        config.load()
    except OSError as problem:
        # Of TLS too: a key that is another certificate's, or needs a pass phrase.
        raise SettingWrong(
            "PORTICO_KIOSK_TLS_CERTIFICATE and PORTICO_KIOSK_TLS_KEY cannot be used"
            f" together: {type(problem).__name__}."
        ) from problem


async def _tell_systemd(settings: Settings, loop: Loop) -> None:
    tell = teller(os.environ)
    if tell is None:
        return
    page = (settings.host, settings.port, settings.tls_certificate is not None)
    are_well = watch(loop.caught_up, page)
    await keep_telling(tell, are_well, every=beat_seconds(os.environ))


async def _take_renewed(settings: Settings, config: uvicorn.Config) -> None:
    """Take a renewed certificate within a minute; new connections get it."""
    certificate, key, context = settings.tls_certificate, settings.tls_key, config.ssl
    if certificate is None or key is None or context is None:
        return
    loaded = _when_written(certificate, key)
    while True:
        await asyncio.sleep(RENEWED_SECONDS)
        now = _when_written(certificate, key)
        if now == loaded or None in now:
            continue
        try:
            context.load_cert_chain(certificate, key)
        except OSError as problem:
            # Mostly only one of the two is new: the old pair stays in use.
            log.warning("certificate_not_taken", why=type(problem).__name__)
            continue
        loaded = now
        log.info("certificate_taken")


def _when_written(*files: Path) -> tuple[int | None, ...]:
    return tuple(file.stat().st_mtime_ns if file.is_file() else None for file in files)


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
