"""What listens on the network while the server runs."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI

from admin_server.core.ports import Clock
from admin_server.jobs.loop import Job, keep_going
from admin_server.settings import Settings
from admin_server.web.current import Parts
from admin_server.web.listening import Listening
from admin_server.web.proxies import TrustedProxies
from admin_server.web.supervised import keep_telling_systemd

if TYPE_CHECKING:
    from admin_server.web.certificates import TlsFiles


def web_server(app: FastAPI, settings: Settings) -> uvicorn.Server:
    """Make what listens on the network for an application.

    Raises:
        SettingWrong: the certificate or its key, or the address for metrics, cannot
            be used.
    """
    parts: Parts = app.state.parts
    tls = _tls_files(settings, parts.clock)
    meanwhile = [keep_telling_systemd, *_beside(parts, settings)]
    context = tls.context() if tls else None
    config = uvicorn.Config(
        TrustedProxies(app, settings.proxies),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        # Its own idea of proxies would believe anything that comes from this machine.
        proxy_headers=False,
        ssl_context_factory=(lambda *_: context) if context else None,
        # The faster parser lets a header grow without end before anybody is asked
        # who they are; this one stops at 64 kB.
        http="h11",
        ws="none",
        timeout_graceful_shutdown=3,
    )
    if tls is not None:
        renewing = Job("renew_certificate", tls.turn)
        meanwhile.append(partial(keep_going, renewing, parts.readiness.beats))
    return Listening(config, parts.pulse, meanwhile)


def _tls_files(settings: Settings, clock: Clock) -> "TlsFiles | None":
    if settings.tls_certificate is None:
        # Where a proxy speaks TLS, nobody here has to read certificates.
        return None
    from admin_server.web.certificates import tls_files  # noqa: PLC0415 - see above

    return tls_files(settings, clock)


def _beside(
    parts: Parts, settings: Settings
) -> list[Callable[[], Coroutine[None, None, None]]]:
    if settings.metrics_listen is None:
        return []
    # Imported where wanted: most servers tell no metrics.
    from admin_server.web.beside import beside  # noqa: PLC0415 - see above

    return [beside(parts, settings.metrics_listen).until_cancelled]
