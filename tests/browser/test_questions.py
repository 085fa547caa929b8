"""A walk-in at a site that asks for more, in real Chromium on a touchscreen."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Page, expect

from kiosk_app.app import build_app
from tests.browser.stage import (
    PATIENCE,
    heard,
    marked,
    open_browser,
    open_kiosk,
    touch,
)
from tests.fakes.asking_house import ask_for_more, only_visit
from tests.fakes.front_desk import FrontDesk, QuietServer, open_front_desk
from tests.fakes.lobby import JONAS
from tests.fakes.ports import free_port

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("browser"),
]


class AskingKiosk:
    """A whole front desk on a loop of its own, and its glass for a browser."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._ready = threading.Event()
        self._desk: FrontDesk | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: uvicorn.Server | None = None
        self._thread = threading.Thread(target=asyncio.run, args=(self._run(),))

    @contextmanager
    def open(self) -> Iterator["AskingKiosk"]:
        """Serve as long as it is needed."""
        self._thread.start()
        try:
            assert self._ready.wait(60)
            yield self
        finally:
            assert self._server is not None
            self._server.should_exit = True
            self._thread.join(20)

    def visit(self):
        """Give the one visit that is on site."""
        assert self._desk is not None
        assert self._loop is not None
        asked = asyncio.run_coroutine_threadsafe(
            only_visit(self._desk.lobby), self._loop
        )
        return asked.result(10)

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with open_front_desk(self._folder, before=ask_for_more) as desk:
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


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[AskingKiosk]:
    folder = tmp_path / "house"
    folder.mkdir()
    with AskingKiosk(folder).open() as opened:
        yield opened


@pytest.fixture
def page(kiosk: AskingKiosk, tmp_path: Path) -> Iterator[Page]:
    with open_browser(tmp_path / "chromium") as context:
        yield open_kiosk(context, f"http://127.0.0.1:{kiosk.port}/")


def _touch_keys(page: Page, text: str) -> None:
    for sign in text:
        touch(page, f"key-{sign}")


def _shows(page: Page, mark: str) -> None:
    expect(marked(page, mark)).to_be_attached(timeout=PATIENCE)


def test_a_contractor_answers_by_touch_alone(kiosk: AskingKiosk, page: Page) -> None:
    """B27, C14: e-mail read back, phone, kind of visit, a question, host: then in."""
    touch(page, "walk-in")
    _shows(page, "key-Z")
    _touch_keys(page, "Zoe")
    touch(page, "next")
    _shows(page, "field-email")
    page.keyboard.type("zoe@gmial.com", delay=15)
    touch(page, "next")
    _shows(page, "suggestion")
    assert "Golf, Mike, India, Alfa" in heard(page)
    touch(page, "suggestion")
    expect(marked(page, "suggestion")).to_have_count(0, timeout=PATIENCE)
    touch(page, "email-right")
    _shows(page, "key-0")
    _touch_keys(page, "0441234567")
    touch(page, "next")
    touch(page, "row-contractor")
    _shows(page, "field-answer")
    page.keyboard.type("zh 4827", delay=15)
    touch(page, "next")
    touch(page, "row-yes")
    _shows(page, "field-purpose")
    touch(page, "next")
    _shows(page, "field-host")
    page.keyboard.type("webe", delay=15)
    touch(page, f"host-{JONAS.id}")
    touch(page, "check-in")
    _shows(page, "room-none")

    visit = kiosk.visit()
    assert visit.arrival.answers == {"plate": "zh 4827", "induction": "yes"}
    assert "You are checked in, Zoe" in heard(page)
