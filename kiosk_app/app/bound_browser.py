"""Lets in the one browser that a tablet's kiosk was paired in, and nobody else."""

import asyncio
import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from html import escape
from http.cookies import CookieError, SimpleCookie

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from typing_extensions import override

from kiosk_app.app.door import Door
from kiosk_app.runners.browser_gate import BrowserGate, name_of
from kiosk_app.text.words import Words
from kiosk_app.theme.colours import GROUND, INK

COOKIE = "__Host-portico-kiosk"
BROWSER: ContextVar[str | None] = ContextVar("browser", default=None)
"""The browser whose connection is being served: Flet tells a page only its address."""
_FOUR_HUNDRED_DAYS = 34_560_000
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_PUBLIC = ("/healthz", "/manifest.json", "/icons/", "/favicon.png")
"""What a browser asks for without cookies; nothing in it is anybody's."""
_POLICY_VIOLATION = 1008
_AGAIN_SECONDS = 30

log = structlog.get_logger()


class BoundBrowser(Door):
    """Asks each browser for its cookie; gives one while the kiosk belongs to nobody."""

    def __init__(
        self, app: ASGIApp, *, gate: BrowserGate, words: Callable[[], Words]
    ) -> None:
        """Stand before an application.

        Args:
            words: the words that strangers are turned away with.
        """
        super().__init__(app)
        self._gate = gate
        self._words = words

    @override
    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, secret = str(scope["path"]), _secret_in(scope)
        if path.startswith(_PUBLIC):
            await self._app(scope, receive, send)
        elif path == "/" and (self._gate.is_open or self._admits(secret)):
            giving = _with_cookie(send, secret or secrets.token_urlsafe(32))
            await self._app(scope, receive, giving)
        elif self._admits(secret):
            await self._app(scope, receive, send)
        else:
            await _turned_away(self._words())(scope, receive, send)

    @override
    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        secret = _secret_in(scope)
        if secret is None or not self._admits(secret):
            log.warning("browser_turned_away")
            await receive()
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        BROWSER.set(name_of(secret))
        line = _Line(receive, send)
        ended = self._gate.watch(name_of(secret), line.hang_up)
        try:
            await self._app(scope, line.receive, send)
        finally:
            ended()

    def _admits(self, secret: str | None) -> bool:
        return self._gate.admits(None if secret is None else name_of(secret))


class _Line:
    """A socket that we can hang up on from elsewhere."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._ended = asyncio.Event()

    def hang_up(self) -> None:
        """Let the application hear that the browser has gone."""
        self._ended.set()

    async def receive(self) -> Message:
        """Wait for what the browser says, or for the end."""
        heard = asyncio.ensure_future(self._receive())
        ended = asyncio.ensure_future(self._ended.wait())
        try:
            await asyncio.wait({heard, ended}, return_when=asyncio.FIRST_COMPLETED)
            if not self._ended.is_set():
                return heard.result()
        finally:
            ended.cancel()
            heard.cancel()
        await self._send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}


def _secret_in(scope: Scope) -> str | None:
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(Headers(scope=scope).get("cookie", ""))
    except CookieError:
        return None
    found = cookies.get(COOKIE)
    fits = found is not None and _SECRET.fullmatch(found.value)
    return found.value if found is not None and fits else None


def _with_cookie(send: Send, secret: str) -> Send:
    cookie = (
        f"{COOKIE}={secret}; Path=/; Max-Age={_FOUR_HUNDRED_DAYS};"
        " Secure; HttpOnly; SameSite=Strict"
    )

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).append("Set-Cookie", cookie)
        await send(message)

    return sending


def _turned_away(words: Words) -> HTMLResponse:
    """Say calmly that this kiosk is shown elsewhere; looks again by itself."""
    title, more = (
        escape(words(f"another_browser.{part}")) for part in ("title", "more")
    )
    direction = "rtl" if words.from_right else "ltr"
    page = f"""<!DOCTYPE html>
<html lang="{escape(words.code)}" dir="{direction}">
<head><meta charset="UTF-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="{_AGAIN_SECONDS}">
<title>{title}</title>
<style>
body {{ margin: 0; min-height: 100vh; display: flex; align-items: center;
  background: {GROUND}; color: {INK}; font: 400 20px/30px Roboto, sans-serif; }}
main {{ max-width: 34em; margin: auto; padding: 24px; }}
h1 {{ font: 700 28px/36px Roboto, sans-serif; margin: 0 0 12px; }}
p {{ margin: 0; }}
</style></head>
<body><main><h1>{title}</h1><p>{more}</p></main></body></html>
"""
    return HTMLResponse(page, status_code=403, headers={"Cache-Control": "no-store"})
