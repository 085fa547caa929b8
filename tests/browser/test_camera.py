"""A tablet without a reader: its camera reads the pass and takes the photo."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from admin_server.core.ports import Nouns
from shared.check_in import VisitState
from shared.kiosk import ReaderSide
from shared.kiosk_options import Asked, KioskOptions
from tests.browser.stage import (
    CHROMIUM,
    FLAGS,
    PATIENCE,
    heard,
    marked,
    open_kiosk,
    touch,
)
from tests.fakes.camera import held_up
from tests.fakes.dashboard_server import DashboardServer, open_dashboard
from tests.fakes.lobby import HOUSE, TOKEN
from tests.fakes.ports import free_port

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("browser"),
]
OPTIONS = KioskOptions(camera_reader=True, photo=Asked.OPTIONAL)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DashboardServer]:
    """A house whose kiosks have no reader, and which photographs its visitors."""
    (tmp_path / "server").mkdir()
    with open_dashboard(tmp_path / "server") as opened:
        opened.do(_furnish)
        yield opened


def _furnish(nouns: Nouns) -> None:
    house, kiosk = nouns.sites.get(HOUSE.id), nouns.kiosks.get("kiosk-house")
    nouns.sites.put(replace(house, kiosk=OPTIONS))
    nouns.kiosks.put(replace(kiosk, reader=ReaderSide.NONE))


@contextmanager
def kiosk_of(server: DashboardServer, folder: Path) -> Iterator[str]:
    """Run `portico-kiosk` for the house; gives its address."""
    port = free_port()
    command = [
        sys.executable, "-m", "kiosk_app", "--server", server.url,
        "--port", str(port), "--data", str(folder / "kiosk"),
    ]  # fmt: skip
    with (folder / "kiosk.log").open("w") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, env=_environment(TOKEN)
        )
    try:
        _until(lambda: _answers(f"http://127.0.0.1:{port}/healthz"), seconds=60)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def _environment(token: str) -> dict[str, str]:
    return {**os.environ, "PORTICO_KIOSK_TOKEN": token}


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=2).is_success
    except httpx.HTTPError:
        return False


def _until(holds: Callable[[], object], *, seconds: float = PATIENCE / 1000) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.1)  # noqa: TID251 - a test that watches another process


@contextmanager
def tablet(folder: Path, address: str, *, shows: bytes | None) -> Iterator[Page]:
    """A Chromium whose camera sees one picture all the while; None: it has no camera."""
    flags = [*FLAGS, "--use-fake-ui-for-media-stream"]
    if shows is not None:
        film = folder / "held_up.mjpeg"
        film.write_bytes(shows * 2)
        flags += [
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ]
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(folder / "chromium"),
            executable_path=CHROMIUM,
            headless=True,
            args=flags,
            viewport={"width": 800, "height": 480},
            has_touch=True,
        )
        yield open_kiosk(context, address)
        context.close()


def test_a_visitor_checks_in_by_camera(server: DashboardServer, tmp_path: Path):
    """A pass held to the camera checks in; then the same camera takes the photo."""
    guest = server.run(server.lobby.expect("Mara Lindt"))
    held = held_up(server.lobby.pass_of(guest))

    with (
        kiosk_of(server, tmp_path) as address,
        tablet(tmp_path, address, shows=held) as page,
    ):
        touch_when_ready(page, "take")
        touch(page, "use")
        expect(marked(page, "done")).to_be_attached(timeout=PATIENCE)
        said = heard(page)
        _until(lambda: server.do(lambda n: n.photos.get(guest.visit)))

    visit = server.run(server.lobby.visit(guest))
    assert "Mara" in said
    assert (visit.state, visit.kiosk) == (VisitState.ON_SITE, "kiosk-house")


def test_without_a_camera_the_visitor_types(server: DashboardServer, tmp_path: Path):
    """A tablet without a camera shows no panel for one, and all the other ways."""
    with (
        kiosk_of(server, tmp_path) as address,
        tablet(tmp_path, address, shows=None) as page,
    ):
        expect(marked(page, "camera")).not_to_be_attached(timeout=PATIENCE)
        expect(marked(page, "code")).to_be_attached(timeout=PATIENCE)
        said = heard(page)

    assert "camera" not in said


def touch_when_ready(page: Page, mark: str) -> None:
    """Touch a button once the camera behind it has started."""
    expect(page.get_by_text("Look at the camera").first).to_be_attached(
        timeout=PATIENCE
    )
    touch(page, mark)
