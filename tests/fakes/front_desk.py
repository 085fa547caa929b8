"""Kiosk, server and devices together in one process: what a visitor meets."""

import asyncio
import os
import pty
import re
import tty
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from PIL import Image

from kiosk_app.app import build_main
from kiosk_app.runners.kept_store import KeptStore
from kiosk_app.runners.kiosk import run_kiosk
from kiosk_app.runners.loop import Loop
from kiosk_app.settings import Settings
from tests.fakes.flet_harness import FletHarness
from tests.fakes.lobby import TOKEN, Lobby, open_lobby
from tests.fakes.ports import free_port
from tests.fakes.sleeper import until


class QuietServer(uvicorn.Server):
    """A server that leaves the signals to the tests."""

    def install_signal_handlers(self) -> None:
        """Install none."""


@dataclass
class FrontDesk:
    """The lobby's server, its kiosk, the glass, the reader and the tray."""

    lobby: Lobby
    kiosk: Loop
    glass: FletHarness
    reader: int
    tray: Path
    port: int
    server: uvicorn.Server

    def scan(self, text: str) -> None:
        """Hold a code to the reader."""
        os.write(self.reader, text.encode() + b"\r")

    async def reads(self, words: str) -> None:
        """Wait until these words can be read on the glass."""
        try:
            await until(lambda: words in self.text())
        except TimeoutError:
            raise AssertionError(f"{words!r} is not in:\n{self.text()}") from None

    def text(self) -> str:
        """Everything that can be read, without the signs that guard its direction."""
        said = re.sub("[\u2066-\u2069]", "", self.glass.said())
        return said.replace("\u00a0", " ").replace("\u2011", "-")

    async def touch(self, mark: str) -> None:
        """Touch a thing, once it is there."""
        await until(
            lambda: any(one.identifier == mark for one in self.glass.semantics())
        )
        await self.glass.touch(mark)
        await self.glass.settle()

    async def type(self, text: str) -> None:
        """Type on a real keyboard."""
        for sign in text:
            key = " " if sign == " " else sign.upper()
            await self.glass.press(key, shift=sign.isupper())

    async def badge(self) -> Image.Image:
        """Take the newest badge out of the tray, once it is printed."""
        await until(lambda: bool(self.badges()))
        with Image.open(self.badges()[-1]) as picture:
            return picture.copy()

    def badges(self) -> list[Path]:
        """What lies in the tray."""
        return sorted(self.tray.glob("*.png"))

    def has_its_day(self) -> bool:
        """Whether the kiosk knows who is expected, should its server go away."""
        store = KeptStore(self.tray.parent / "kiosk")
        try:
            return store.told("roster", token=TOKEN) is not None
        finally:
            store.close()

    @asynccontextmanager
    async def plugged_in(self) -> AsyncIterator[None]:
        """Bring the server back."""
        async with _served(self.lobby.app, self.port):
            yield

    async def pull_the_plug(self) -> None:
        """Take the server away."""
        self.server.should_exit = True
        await until(
            lambda: not self.server.started or not self.server.servers[0].sockets
        )


@asynccontextmanager
async def open_front_desk(
    folder: Path,
    *,
    token: str = TOKEN,
    before: Callable[[Lobby], Awaitable[None]] | None = None,
) -> AsyncIterator[FrontDesk]:
    """Open everything, on real sockets and a pseudo-terminal.

    Args:
        before: done in the lobby before the kiosk is switched on.
    """
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    # A code was read before: of the very first bytes nobody knows where they began.
    os.write(ours, b"\r")
    port = free_port()
    settings = Settings(
        server=f"http://127.0.0.1:{port}",
        token=token,
        scanner=os.ttyname(theirs),
        printer=f"tape://{folder}/tray",
        data=folder / "kiosk",
    )
    try:
        async with (
            _prepared(folder, before) as lobby,
            _served(lobby.app, port) as server,
            run_kiosk(settings) as kiosk,
            FletHarness(build_main(kiosk)) as glass,
        ):
            desk = FrontDesk(lobby, kiosk, glass, ours, folder / "tray", port, server)
            await desk.reads("Lakeside House")
            yield desk
    finally:
        os.close(ours)
        os.close(theirs)


@asynccontextmanager
async def _prepared(
    folder: Path, before: Callable[[Lobby], Awaitable[None]] | None
) -> AsyncIterator[Lobby]:
    async with open_lobby(folder) as lobby:
        if before is not None:
            await before(lobby)
        yield lobby


@asynccontextmanager
async def _served(app: FastAPI, port: int) -> AsyncIterator[uvicorn.Server]:
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=port,
        lifespan="off",
        log_config=None,
        timeout_graceful_shutdown=1,
    )
    server = QuietServer(config)
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    try:
        yield server
    finally:
        server.should_exit = True
        await task
