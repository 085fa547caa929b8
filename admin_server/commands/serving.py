"""What listens on the network while the server runs."""

from functools import partial

import uvicorn
from fastapi import FastAPI

from admin_server.jobs.loop import Job, keep_going
from admin_server.settings import Settings
from admin_server.web.certificates import tls_files
from admin_server.web.current import Parts
from admin_server.web.listening import Listening
from admin_server.web.proxies import TrustedProxies


def web_server(app: FastAPI, settings: Settings) -> uvicorn.Server:
    """Make what listens on the network for an application.

    Raises:
        SettingWrong: the certificate or its key cannot be used.
    """
    parts: Parts = app.state.parts
    tls = tls_files(settings, parts.clock)
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
    renewing = Job("renew_certificate", tls.turn) if tls else None
    meanwhile = [partial(keep_going, renewing)] if renewing else []
    return Listening(config, parts.pulse, meanwhile)
