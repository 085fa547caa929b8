"""Two tablets at once, a restart, and a stranger's browser: real Chromium over HTTPS."""

import asyncio
import contextlib
import re
import signal
import ssl
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.async_api import BrowserContext, Page, async_playwright, expect

from tests.browser.screenshots import kiosk
from tests.browser.stage import CHROMIUM, FLAGS
from tests.fakes.certificates import Authority
from tests.fakes.kiosk_server import Answer, FakeServer, fake_server
from tests.fakes.ports import free_port
from tests.fakes.sleeper import until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("browser"),
]
PATIENCE = 60_000
NO_NEWS = '{"cursor": 1, "events": []}'
PENDING = '{"error": "authorization_pending", "message": "x"}'
TOKEN = '{"token": "pk_k_%s", "tenant": "T", "site": "S", "kiosk": "Front desk"}'


@dataclass
class Tablet:
    """One tablet's kiosk: a process of its own, and the server it knows."""

    folder: Path
    server: FakeServer
    port: int
    process: asyncio.subprocess.Process | None = None

    @property
    def address(self) -> str:
        """How a browser reaches it."""
        return f"https://localhost:{self.port}"

    async def start(self) -> None:
        """Run it; back as soon as it answers."""
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "kiosk_app"),
            *("--server", self.server.address, "--data", str(self.folder / "data")),
            *("--public-origin", self.address, "--port", str(self.port)),
            *("--tls-certificate", str(self.folder / "server.pem")),
            *("--tls-key", str(self.folder / "server.key")),
            stderr=asyncio.subprocess.DEVNULL,
            env={},
        )
        trust = ssl.create_default_context(cafile=self.folder / "test-authority.pem")
        async with (
            asyncio.timeout(60),
            httpx.AsyncClient(verify=trust, trust_env=False) as client,
        ):
            while not await _answers(client, f"{self.address}/healthz"):
                await asyncio.sleep(0.1)

    async def stop(self) -> None:
        """Pull the plug."""
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
            await self.process.wait()

    async def approve(self) -> None:
        """Let an admin say yes to the code, once a browser shows it."""
        await until(lambda: self.server.calls("POST pairings/token"), seconds=60)
        self.server.answers("POST pairings/token", Answer(200, TOKEN % self.port))


async def _answers(client: httpx.AsyncClient, address: str) -> bool:
    try:
        return (await client.get(address)).status_code == 200
    except httpx.TransportError:
        return False


def _make_certificate(folder: Path) -> None:
    folder.mkdir()
    Authority(folder).vouch("localhost")


@contextlib.asynccontextmanager
async def tablet(folder: Path) -> AsyncIterator[Tablet]:
    """Run a tablet's kiosk that has not been paired."""
    _make_certificate(folder)
    code = (
        '{"device_secret": "s3cret", "code": "BCDF-GHJK", "address": "https://a/pair",'
        ' "address_with_code": "https://a/pair?code=BCDF-GHJK", "expires_in": 600,'
        ' "interval": 1}'
    )
    async with fake_server() as server:
        server.answers("POST pairings", Answer(201, code))
        server.answers("POST pairings/token", Answer(400, PENDING))
        server.answers("GET kiosk/events", Answer(200, NO_NEWS, delay=0.5))
        running = Tablet(folder, server, free_port())
        await running.start()
        try:
            yield running
        finally:
            await running.stop()


@contextlib.asynccontextmanager
async def browsers() -> AsyncIterator[tuple[BrowserContext, BrowserContext]]:
    """Two people's browsers, that share nothing."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, args=FLAGS
        )
        contexts = [
            await chromium.new_context(
                ignore_https_errors=True, viewport={"width": 800, "height": 480}
            )
            for _ in range(2)
        ]
        try:
            yield contexts[0], contexts[1]
        finally:
            await chromium.close()


async def open_page(context: BrowserContext, address: str) -> Page:
    """Load a kiosk's page."""
    page = await context.new_page()
    await page.goto(address)
    return page


async def shows(page: Page, mark: str) -> None:
    """Wait until the kiosk's page has something under this mark."""
    holder = "flt-semantics-placeholder"
    await page.wait_for_selector(holder, state="attached", timeout=PATIENCE)
    await page.evaluate(f"document.querySelector('{holder}').click()")
    found = page.locator(f"[flt-semantics-identifier='{mark}']")
    await expect(found).to_be_attached(timeout=PATIENCE)


async def works(page: Page) -> None:
    """Touch the way in until another screen comes: the kiosk hears us again."""
    way_in, back = (
        page.locator(f"[flt-semantics-identifier='{mark}']")
        for mark in ("walk-in", "back")
    )
    async with asyncio.timeout(PATIENCE / 1000):
        while not await back.count():
            # Where the page was loaded anew it has to be told to speak again.
            await page.evaluate(
                "document.querySelector('flt-semantics-placeholder')?.click()"
            )
            if await way_in.count():
                await way_in.click(force=True)
            await page.wait_for_timeout(500)


async def test_each_tablet_shows_its_own_kiosk_and_nobody_elses(tmp_path: Path) -> None:
    """Two tablets check visitors in side by side; a stranger's browser sees neither."""
    async with (
        tablet(tmp_path / "one") as one,
        tablet(tmp_path / "two") as two,
        browsers() as (first, second),
    ):
        here = await open_page(first, one.address)
        await one.approve()
        await shows(here, "walk-in")
        stranger = await open_page(second, one.address)
        refused = await stranger.content()
        socket = await stranger.evaluate(
            """() => new Promise((done) => {
              const socket = new WebSocket(location.origin.replace("http", "ws") + "/ws");
              socket.onopen = () => done("opened");
              socket.onclose = () => done("closed");
            })"""
        )
        there = await open_page(second, two.address)
        await two.approve()
        await shows(there, "walk-in")
        cookies = await first.cookies(one.address)
        visible = await here.evaluate("document.cookie")

    assert "This kiosk is shown on another device" in refused
    assert "flutter" not in refused
    assert socket == "closed"
    assert [(one["httpOnly"], one["secure"], one["sameSite"]) for one in cookies] == [
        (True, True, "Strict")
    ]
    assert visible == ""
    assert re.fullmatch(
        r"[0-9a-f]{64}", (tmp_path / "one" / "data" / "browser").read_text().strip()
    )


async def test_after_a_restart_the_tablet_comes_back_by_itself(tmp_path: Path) -> None:
    """The plug was pulled: the same browser shows the kiosk again, untouched."""
    async with tablet(tmp_path / "one") as one, browsers() as (first, second):
        here = await open_page(first, one.address)
        await one.approve()
        await shows(here, "walk-in")

        await one.stop()
        await asyncio.sleep(3)
        await one.start()
        await works(here)
        stranger = await open_page(second, one.address)

        assert "on another device" in await stranger.content()


@pytest.mark.parametrize(("answers", "loads"), [(True, 2), (False, 1)])
async def test_a_page_without_its_socket_loads_anew_once_the_kiosk_answers(
    answers: bool, loads: int
) -> None:
    """A tablet that lost the network for long comes back by itself, and waits till then."""
    seen = []
    with kiosk() as served:
        async with browsers() as (context, _):
            # No socket ever opens, and a minute is over in a moment.
            await context.add_init_script(
                "window.WebSocket = class { addEventListener() {} };"
            )
            page = await context.new_page()
            await page.clock.install()
            page.on("domcontentloaded", lambda _page: seen.append(1))
            if not answers:
                await page.route("**/healthz", lambda route: route.abort())
            await page.goto(f"http://127.0.0.1:{served.port}/", wait_until="commit")
            await page.wait_for_load_state("domcontentloaded")
            before = len(seen)
            await page.clock.fast_forward(59_000)
            early = len(seen)
            await page.clock.fast_forward(3_000)
            await asyncio.sleep(2)

    assert (before, early) == (1, 1)
    assert len(seen) == loads
