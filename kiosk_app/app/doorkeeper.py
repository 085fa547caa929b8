"""Who may talk to the kiosk's own web server, and what its pages may load."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from typing_extensions import override

from kiosk_app.app.door import Door

_CONTENT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' blob:; "
    "worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
    # The client reads a picture that it took by an address of its own memory.
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' blob:; "
    "media-src 'self' blob:; object-src 'none'; frame-ancestors 'none'; "
    "base-uri 'self'; form-action 'none'"
)
_CLOSED = ("/docs", "/redoc", "/openapi.json", "/oauth_callback", "/upload")
_MISDIRECTED = 421
_NOT_FOUND = 404
_POLICY_VIOLATION = 1008


class Doorkeeper(Door):
    """Turns away foreign hosts and origins; names what pages may load.

    Flet's socket checks no origin: without this, any page that the browser shows
    could drive the kiosk. The client also asks for one script from outside on
    every start; the content policy refuses it.
    """

    def __init__(
        self, app: ASGIApp, *, hosts: frozenset[str], origins: frozenset[str]
    ) -> None:
        super().__init__(app)
        self._hosts = hosts
        self._origins = origins

    @override
    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._knows_host(scope):
            refused = PlainTextResponse("unknown host", _MISDIRECTED)
            await refused(scope, receive, send)
        elif str(scope["path"]).startswith(_CLOSED):
            closed = PlainTextResponse("not found", _NOT_FOUND)
            await closed(scope, receive, send)
        else:
            await self._app(scope, receive, _with_headers(send))

    @override
    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        origin = Headers(scope=scope).get("origin", "")
        if self._knows_host(scope) and origin in self._origins:
            await self._app(scope, receive, send)
            return
        await receive()
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION})

    def _knows_host(self, scope: Scope) -> bool:
        return Headers(scope=scope).get("host", "") in self._hosts


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = _CONTENT_POLICY
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "no-referrer"
            # Without this a browser may keep an older client after an upgrade.
            headers.setdefault("Cache-Control", "no-cache")
            if "access-control-allow-origin" in headers:
                del headers["access-control-allow-origin"]
        await send(message)

    return sending
