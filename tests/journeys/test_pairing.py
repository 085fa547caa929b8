"""From a device that nobody knows to a check-in, and back."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn

from kiosk_app.app import build_main
from kiosk_app.journey.events import Scanned
from kiosk_app.journey.states import Pairing
from kiosk_app.runners.kiosk import run_kiosk
from kiosk_app.runners.loop import Loop
from kiosk_app.settings import Settings
from tests.fakes.flet_harness import FletHarness
from tests.fakes.front_desk import FrontDesk, QuietServer
from tests.fakes.lobby import ADMIN, HOUSE, Lobby, open_lobby
from tests.fakes.ports import free_port
from tests.fakes.sleeper import until

ASKED_EVERY = 5


@dataclass
class Bench:
    """A server, and a device that was switched on beside it."""

    lobby: Lobby
    port: int
    data: Path

    @asynccontextmanager
    async def switched_on(self) -> AsyncIterator[tuple[Loop, FletHarness]]:
        """Run the kiosk without a token of an operator."""
        settings = Settings(server=f"http://127.0.0.1:{self.port}", data=self.data)
        async with (
            run_kiosk(settings, sleep=self._sleep) as kiosk,
            FletHarness(build_main(kiosk)) as glass,
        ):
            yield kiosk, glass

    async def _sleep(self, seconds: float) -> None:
        # What is waited for between two questions goes by in no time, for both.
        if seconds == ASKED_EVERY:
            self.lobby.clock.forward(seconds=seconds)
            seconds = 0.05
        await asyncio.sleep(seconds)

    async def approve(self, code: str) -> None:
        """An admin types the code and gives the kiosk a name."""
        browser = await self.lobby.sign_in(ADMIN)
        answer = await browser.post(
            "/pair/approve", data={"code": code, "name": "Gate", "site": HOUSE.id}
        )
        assert answer.status_code == 303


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    """A server on a real socket, and an empty device."""
    port = free_port()
    async with open_lobby(tmp_path) as lobby:
        config = uvicorn.Config(
            lobby.app,
            host="127.0.0.1",
            port=port,
            lifespan="off",
            log_config=None,
            timeout_graceful_shutdown=1,
        )
        server = QuietServer(config)
        task = asyncio.create_task(server.serve())
        await until(lambda: server.started)
        yield Bench(lobby, port, tmp_path / "kiosk")
        server.should_exit = True
        await task


def reads(glass: FletHarness, words: str) -> Callable[[], bool]:
    """Whether these words can be read on the glass."""
    return lambda: words in glass.said()


async def shown_code(kiosk: Loop) -> str:
    """Wait for the code on the screen."""
    await until(lambda: getattr(kiosk.journey.state, "code", None) is not None)
    state = kiosk.journey.state
    assert isinstance(state, Pairing)
    assert state.code is not None
    return state.code.text


async def test_from_nothing_to_a_check_in(bench: Bench) -> None:
    """Switched on, approved, and the first visitor is in; a restart changes nothing."""
    invitation = await bench.lobby.expect()
    async with bench.switched_on() as (kiosk, glass):
        code = await shown_code(kiosk)
        await until(reads(glass, code))
        await bench.approve(code)
        await until(reads(glass, "Lakeside House"))
        kiosk.send(Scanned(bench.lobby.pass_of(invitation), kiosk.stamp()))
        await until(reads(glass, "You are checked in, Mara"))

    async with bench.switched_on() as (kiosk, glass):
        await until(reads(glass, "Lakeside House"))
        assert kiosk.journey.paired


def told_to(folder: Path) -> list[str]:
    """Name what a kiosk has on its disk of what its server told it."""
    with closing(sqlite3.connect(folder / "kept.db")) as disk:
        return [name for (name,) in disk.execute("SELECT name FROM told")]


async def test_a_revoked_kiosk_shows_a_new_code(bench: Bench) -> None:
    """Check 10: revoked on the dashboard, the kiosk wipes its token and asks anew."""
    async with bench.switched_on() as (kiosk, glass):
        await bench.approve(await shown_code(kiosk))
        await until(reads(glass, "Lakeside House"))
        browser = await bench.lobby.sign_in(ADMIN)
        page = await browser.get("/kiosks")
        kiosk_id = page.text.partition(">Gate<")[0].rpartition("/kiosks/")[2].strip('"')

        await browser.post(f"/kiosks/{kiosk_id}/revoke")

        await until(lambda: isinstance(kiosk.journey.state, Pairing))
        await shown_code(kiosk)
        assert not (bench.data / "token").exists()
        await until(lambda: told_to(bench.data) == [])


async def test_a_scan_again_and_check_out(desk: FrontDesk) -> None:
    """Whoever leaves holds their pass there once more and touches Check out."""
    invitation = await desk.lobby.expect()
    await desk.lobby.check_in(code=invitation.code)

    desk.scan(desk.lobby.pass_of(invitation))
    await desk.reads("You are already checked in")
    await desk.touch("check-out")

    await desk.reads("Goodbye, Mara")
    assert (await desk.lobby.visit(invitation)).left_at == desk.lobby.clock.now()


async def test_checking_out_without_a_server(desk: FrontDesk) -> None:
    """When the server is away the visitor reads what to do, and nothing is lost."""
    invitation = await desk.lobby.expect()
    await desk.lobby.check_in(code=invitation.code)
    desk.scan(desk.lobby.pass_of(invitation))
    await desk.reads("You are already checked in")
    await desk.pull_the_plug()

    await desk.touch("check-out")

    await desk.reads("We could not check you out just now")
