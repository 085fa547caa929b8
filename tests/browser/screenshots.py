"""Takes a picture of every screen and page: `python -m tests.browser.screenshots OUT`.

More words choose scenes by the beginning of their names.
"""

import asyncio
import socket
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, sync_playwright

from kiosk_app.app import build_app
from tests.browser.dashboard_scenes import NARROW, WIDE, House, open_house
from tests.browser.dashboard_scenes import SCENES as PAGES
from tests.browser.dashboard_scenes import Scene as PageScene
from tests.fakes.desk import FakeDesk
from tests.fakes.faces import drawn_face
from tests.fakes.scenes import ALL_LANGUAGES, SCENES, Scene

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Somebody stands before the camera, and nobody asks whether it may be used.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
SIZES: Mapping[tuple[int, int], tuple[str, ...]] = {
    # What fits the smallest screen in every language fits the others: those show
    # the longest words, a script from right to left, and one without spaces.
    (800, 480): ALL_LANGUAGES,
    (1280, 800): ("en", "de", "ar", "ja"),
    (800, 1280): ("en", "de"),
}
_PAGE_LANGUAGES = ("en", "de")
_FIRST_PAINT = 6.0
_SETTLE = 0.1
_RESIZED = 0.45
_LONGEST = 5.0
_CAMERA_STARTS = 1.5
_WITH_CAMERA = ("taking_photo", "welcome-camera")


class DeskThread:
    """A kiosk over a fake desk, served in a thread of its own."""

    def __init__(self) -> None:
        self.desk = FakeDesk()
        self.port = _free_port()
        self._loop: asyncio.AbstractEventLoop | None = None
        app = build_app(self.desk, port=self.port, while_running=self._running)
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                host="127.0.0.1",
                port=self.port,
                log_level="warning",
                ws="websockets-sansio",
                timeout_graceful_shutdown=2,
            )
        )
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def start(self) -> None:
        """Serve; returns when the door is open."""
        self._thread.start()
        while not self._server.started:
            time.sleep(0.05)  # noqa: TID251 - a script that waits for a thread

    def stop(self) -> None:
        """Close the door and wait for the thread."""
        self._server.should_exit = True
        self._thread.join(5)

    def show(self, scene: Scene, language: str) -> None:
        """Change what the kiosk shows."""
        if self._loop is None:
            raise RuntimeError("the kiosk has not started")
        self._loop.call_soon_threadsafe(
            self.desk.become, scene.journey(language), scene.configuration
        )

    @asynccontextmanager
    async def _running(self) -> AsyncIterator[None]:
        self._loop = asyncio.get_running_loop()
        yield


@contextmanager
def kiosk() -> Iterator[DeskThread]:
    """Serve a kiosk as long as it is needed."""
    thread = DeskThread()
    thread.start()
    try:
        yield thread
    finally:
        thread.stop()


@contextmanager
def browser_page(port: int) -> Iterator[Page]:
    """Open the kiosk's page in a real Chromium."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "visitor.mjpeg"
        film.write_bytes(drawn_face() * 2)
        context = playwright.chromium.launch_persistent_context(
            f"{folder}/profile",
            executable_path=CHROMIUM,
            headless=True,
            args=[*FLAGS, f"--use-file-for-fake-video-capture={film}"],
            viewport={"width": 800, "height": 480},
            has_touch=True,
        )
        page = context.pages[0]
        page.goto(f"http://127.0.0.1:{port}/")
        page.wait_for_selector("flutter-view", state="attached", timeout=60_000)
        page.wait_for_timeout(_FIRST_PAINT * 1000)
        try:
            yield page
        finally:
            context.close()


def take_all(folder: Path, wanted: tuple[str, ...]) -> None:
    """Take the pictures of all wanted scenes, in every language."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = [scene for scene in SCENES if not wanted or scene.name.startswith(wanted)]
    with kiosk() as served, browser_page(served.port) as page:
        for (width, height), languages in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(_RESIZED * 1000)
            before = page.screenshot()
            for language in languages:
                for scene in chosen:
                    served.show(scene, language)
                    if scene.name.startswith(_WITH_CAMERA):
                        page.wait_for_timeout(_CAMERA_STARTS * 1000)
                    before = _drawn(page, before)
                    name = f"kiosk-{scene.name}-{language}-{width}x{height}.png"
                    (folder / name).write_bytes(before)


def _drawn(page: Page, before: bytes) -> bytes:
    """Wait until the screen is another one and has come to rest, however slow."""
    end = time.monotonic() + _LONGEST
    shot = b""
    while time.monotonic() < end:
        page.wait_for_timeout(_SETTLE * 1000)
        again = page.screenshot()
        if again == shot != before:
            return again
        shot = again
    # It looks as the one before, or something in it moves.
    return shot


def take_pages(folder: Path, wanted: tuple[str, ...]) -> None:
    """Take the pictures of all wanted pages, in every language and size."""
    chosen = [page for page in PAGES if not wanted or page.name.startswith(wanted)]
    with tempfile.TemporaryDirectory() as house, open_house(Path(house)) as opened:
        for scene in chosen:
            for language in _PAGE_LANGUAGES:
                for size in (WIDE, NARROW):
                    _take_page(opened, scene, folder, size=size, language=language)


def _take_page(
    house: House,
    scene: PageScene,
    folder: Path,
    *,
    size: tuple[int, int],
    language: str,
) -> None:
    with house.signed_in(scene.user, size=size, language=language) as context:
        page = context.new_page()
        page.goto(house.address(scene))
        page.wait_for_timeout(_RESIZED * 1000)
        width, height = size
        name = f"dashboard-{scene.name}-{language}-{width}x{height}.png"
        page.screenshot(path=folder / name)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    take_all(Path(sys.argv[1]), tuple(sys.argv[2:]))
    take_pages(Path(sys.argv[1]), tuple(sys.argv[2:]))
