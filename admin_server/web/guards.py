"""What every answer carries and every request is held to, whatever the page."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admin_server.web.errors import refusal
from shared.refusals import Refusal

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_NO_COOKIE = ("/api/", "/healthz", "/readyz")
"""What is asked for by programs, which send no cookie."""
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    # Pico draws its select arrows and ticks as data.
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS: Mapping[str, str] = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


class SafeHeaders:
    """Adds the headers that keep a browser on our side (ASVS 5.0, V3.4)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                # Whatever is not a file of ours may hold somebody's name.
                headers.setdefault("cache-control", "no-store")
                if scope["scheme"] == "https":
                    headers.setdefault("strict-transport-security", "max-age=31536000")
            await send(message)

        await self._app(scope, receive, with_headers)


class SameOrigin:
    """Refuses a change that another site's page asks for in a visitor's name (CSRF).

    A browser says where a request comes from in `Sec-Fetch-Site`, an older one in
    `Origin`. Programs with a token of their own (`/api/`) send no cookie and are
    asked nothing.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer 403."""
        if scope["type"] == "http" and not _is_ours(scope):
            answer = refusal(
                Refusal.NOT_ALLOWED, "This request came from another site."
            )
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_ours(scope: Scope) -> bool:
    if scope["method"] in _SAFE or scope["path"].startswith(_NO_COOKIE):
        return True
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    if origin is None:
        return False
    asking = urlsplit(origin)
    if scope["scheme"] == "https" and asking.scheme != "https":
        # Whoever sits on the line can put a page of their own on our plain address.
        return False
    return asking.netloc.casefold() == headers.get("host", "").casefold()
