"""What the operator's own tools ask for, on an address that visitors never reach."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from typing_extensions import override

from admin_server.core.errors import StoreUnavailable
from admin_server.core.ports import Figures
from admin_server.core.readiness import Checked
from admin_server.settings import SettingWrong
from admin_server.web.current import Parts
from admin_server.web.metrics import PrometheusMeasures

_FORMAT = "text/plain; version=0.0.4; charset=utf-8"
_HIGHEST_PORT = 65535


def beside(parts: Parts, address: str) -> "Beside":
    """Make what listens on an address such as "127.0.0.1:9464", and take it.

    Raises:
        SettingWrong: it is no address, or cannot be had.
    """
    return Beside(operators_app(parts), listen_on(address))


def operators_app(parts: Parts) -> Starlette:
    """Make the application that tells of metrics, and of readiness in words."""
    measures = parts.measures
    if not isinstance(measures, PrometheusMeasures):
        raise TypeError("nothing was measured")

    async def metrics(_: Request) -> Response:
        checks = await parts.readiness.look()
        page = measures.page(await _figures(parts), checks, now=parts.clock.now())
        return Response(page, media_type=_FORMAT)

    async def readyz(_: Request) -> Response:
        return ready_in_words(await parts.readiness.look())

    return Starlette(routes=[Route("/metrics", metrics), Route("/readyz", readyz)])


def ready_in_words(found: list[Checked]) -> JSONResponse:
    """Answer the operator: each check, what is wrong with it, and what to do."""
    is_ready = all(one.is_ok for one in found)
    said = {
        "status": "ready" if is_ready else "not_ready",
        "checks": [_in_words(one) for one in found],
    }
    return JSONResponse(said, status_code=200 if is_ready else 503)


def _in_words(checked: Checked) -> dict[str, str]:
    advice = checked.advice
    if checked.trouble is None or advice is None:
        return {"check": checked.check, "state": "ok"}
    return {
        "check": checked.check,
        "state": "failing",
        "trouble": checked.trouble,
        "message": advice.said,
        "do": advice.do,
    }


async def _figures(parts: Parts) -> Figures | None:
    try:
        return await parts.store.figures(parts.clock.now())
    except StoreUnavailable:
        return None


def listen_on(address: str) -> socket.socket:
    """Take an address such as "127.0.0.1:9464" before anything else starts.

    Raises:
        SettingWrong: it is no address, or cannot be had.
    """
    host, _, port = address.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or int(port) > _HIGHEST_PORT:
        raise SettingWrong(
            "PORTICO_METRICS_LISTEN must be an address and a port such as "
            "127.0.0.1:9464."
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, int(port)), family=family)
    except OSError as problem:
        raise SettingWrong(
            f"PORTICO_METRICS_LISTEN names {address}, which cannot be listened on: "
            f"{problem.strerror or problem}."
        ) from problem


class Beside(uvicorn.Server):
    """Listens beside the server proper, which alone hears signals."""

    def __init__(self, app: Starlette, listening: socket.socket) -> None:
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            http="h11",
            ws="none",
            timeout_graceful_shutdown=1,
        )
        super().__init__(config)
        self._listening = listening

    @override
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def until_cancelled(self) -> None:
        """Answer until cancelled, then let go in an orderly way."""
        serving = asyncio.create_task(self.serve(sockets=[self._listening]))
        try:
            await asyncio.shield(serving)
        finally:
            self.should_exit = True
            await serving
