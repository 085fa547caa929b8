"""Wires desk, words, looks and Flet into the kiosk's web application."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import flet as ft
import flet_web.fastapi as flet_fastapi  # type: ignore[import-untyped]  # no types
from fastapi import FastAPI
from starlette.middleware import Middleware

from kiosk_app.app.bound_browser import BROWSER, BoundBrowser
from kiosk_app.app.doorkeeper import Doorkeeper
from kiosk_app.app.font_files import font_routes, other_scripts
from kiosk_app.app.home_screen import home_screen_routes
from kiosk_app.app.index_page import make_index_page
from kiosk_app.app.resting import Resting, resting_routes
from kiosk_app.app.session import KioskSession
from kiosk_app.app.session_lens import Developing, SessionLens
from kiosk_app.app.stage import Stage
from kiosk_app.journey.desk import Desk
from kiosk_app.runners.browser_gate import BrowserGate
from kiosk_app.runners.camera_pictures import read_pass, unmirrored
from kiosk_app.screens import SCREENS
from kiosk_app.text.words import FALLBACK, Words, load_words
from kiosk_app.widgets.ruler import Ruler
from kiosk_app.widgets.view import View
from shared.badge_fonts import OURS, SYSTEM

_SESSION_SECONDS = 5
_DEVELOPING = Developing(read_pass=read_pass, unmirrored=unmirrored)


def build_app(
    desk: Desk,
    *,
    port: int,
    public_origin: str | None = None,
    gate: BrowserGate | None = None,
    system_fonts: Path = SYSTEM,
    while_running: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
) -> FastAPI:
    """Build the kiosk's web application over a desk.

    To be served on 127.0.0.1 by one worker, with uvicorn's
    `timeout_graceful_shutdown` at 2: a browser that leaves while it connects keeps
    a task in Flet that never ends.

    Args:
        public_origin: how a tablet reaches this process, such as
            "https://kiosk-3.example"; None where the browser runs on this device.
        gate: which browser may show the page; None: any that reaches it.
        system_fonts: where Debian's fonts-noto packages lie.
        while_running: entered on the server's own loop when it starts, left when
            it stops; the place for the runners.

    Raises:
        UnexpectedFletPage: flet-web is installed wrongly or in another version.
    """
    hosts, origins = _known(port, public_origin)
    index_page = make_index_page()
    resting = Resting(desk)
    fonts = other_scripts(system_fonts)
    main = build_main(desk, fonts=fonts, gate=gate, shown_by=resting.shown_by)
    middleware = [Middleware(Doorkeeper, hosts=hosts, origins=origins)]
    if gate is not None:
        language = partial(_default_words, desk, load_words())
        middleware.append(Middleware(BoundBrowser, gate=gate, words=language))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with TemporaryDirectory(prefix="portico-kiosk-") as folder:
            (Path(folder) / "index.html").write_text(index_page, encoding="utf-8")
            app.mount("/", _flet_app(main, folder))
            await flet_fastapi.app_manager.start()
            try:
                async with while_running():
                    yield
            finally:
                await flet_fastapi.app_manager.shutdown()

    app = FastAPI(
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=middleware,
    )
    app.include_router(font_routes(system_fonts))
    app.include_router(home_screen_routes())
    app.include_router(resting_routes(resting))

    @app.get("/healthz")
    async def healthz() -> dict[str, bool]:
        return {"ok": True}

    return app


def build_main(
    desk: Desk,
    *,
    fonts: Mapping[str, str] | None = None,
    gate: BrowserGate | None = None,
    shown_by: Callable[[int], None] = lambda _: None,
) -> Callable[[ft.Page], None]:
    """Make what Flet calls for each new session.

    The newest one takes over; when it goes, the one before it comes back.

    Args:
        fonts: families for other scripts with their addresses, loaded once the
            page is drawn.
        gate: is told whose browser shows the journey.
        shown_by: is told how many sessions there are, whenever that changes.
    """
    stage = Stage(
        desk=desk,
        words=load_words(),
        ruler=Ruler(OURS),
        draw=draw_screen,
        fonts=fonts or {},
        open_lens=lambda page: SessionLens(page, desk, _DEVELOPING),
    )
    living: list[tuple[KioskSession, str | None]] = []

    def main(page: ft.Page) -> None:
        before = living[-1][0] if living else None
        living.append((KioskSession(page, stage, on_gone=gone), BROWSER.get()))
        note_browser()
        shown_by(len(living))
        living[-1][0].start()
        if before is not None:
            # Only now: Flet would send the new page's changes to the one before,
            # were that touched first in this task.
            before.rest()

    def gone(session: KioskSession) -> None:
        was_shown = living[-1][0] is session
        living[:] = [one for one in living if one[0] is not session]
        shown_by(len(living))
        if was_shown and living:
            note_browser()
            living[-1][0].wake()

    def note_browser() -> None:
        if gate is not None:
            gate.take_stage(living[-1][1])

    return main


def _default_words(desk: Desk, words: Mapping[str, Words]) -> Words:
    return words.get(desk.journey.default_language) or words[FALLBACK]


def draw_screen(view: View) -> ft.Control:
    """Draw the screen of the state that the journey is in."""
    return SCREENS[type(view.journey.state)](view)


def _flet_app(main: Callable[[ft.Page], None], assets: str) -> FastAPI:
    mounted: FastAPI = flet_fastapi.app(
        main,
        assets_dir=assets,
        app_name="Portico",
        no_cdn=True,
        session_timeout_seconds=_SESSION_SECONDS,
    )
    return mounted


def _known(
    port: int, public_origin: str | None
) -> tuple[frozenset[str], frozenset[str]]:
    hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
    origins = {f"http://{host}" for host in hosts}
    if public_origin is not None:
        hosts.add(urlsplit(public_origin).netloc)
        origins.add(public_origin.rstrip("/"))
    return frozenset(hosts), frozenset(origins)
