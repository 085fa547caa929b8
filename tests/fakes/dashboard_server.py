"""The real server over HTTP, with the lobby furnished, for tests that need a browser.

`with open_dashboard(folder) as server:` runs it in a thread; `server.url` is where it
is, `server.cookie(RECEPTION)` is the cookie of somebody who is signed in, and
`server.do(work)` runs work on the lobby's tenant.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import uvicorn

from admin_server.core.ports import Calendar, Directory, Nouns
from admin_server.core.users import User
from admin_server.jobs.clock import SystemClock
from admin_server.web.dashboard.door import COOKIE
from tests.fakes.lobby import RECEPTION, TENANT, Lobby, open_lobby
from tests.fakes.phone_book import PhoneBook
from tests.fakes.ports import free_port

T = TypeVar("T")


@dataclass
class DashboardServer:
    """A lobby that listens on this machine."""

    url: str
    lobby: Lobby
    loop: asyncio.AbstractEventLoop

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something in the server's own loop and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    def do(self, work: Callable[[Nouns], T], *, tenant: str = TENANT) -> T:
        """Change or read a tenant's data in one transaction."""
        return self.run(self.lobby.store.for_tenant(tenant).write(work))

    def cookie(
        self, user: User = RECEPTION, *, tenant: str = TENANT, strong: bool = False
    ) -> dict[str, Any]:
        """The cookie of somebody signed in, for Playwright's `add_cookies`."""
        return {
            "name": COOKIE,
            "value": self.run(self._token(user, tenant, strong=strong)),
            "url": self.url.replace("http:", "https:"),
            "secure": True,
            "httpOnly": True,
            "sameSite": "Lax",
        }

    async def _token(self, user: User, tenant: str, *, strong: bool) -> str:
        browser = await self.lobby.sign_in(user, tenant=tenant, strong=strong)
        token = browser.cookies[COOKIE]
        await browser.aclose()
        return token


@contextmanager
def open_dashboard(
    folder: Path,
    *,
    now: datetime | None = None,
    calendars: Mapping[str, Calendar] | None = None,
    directories: Mapping[str, Directory] | None = None,
) -> Iterator[DashboardServer]:
    """Run the server on a free port, over a new database in a folder.

    Its clock stands still at `now`, else at the moment it was started.

    Args:
        calendars, directories: providers, beside and in place of those in memory.
    """
    port = free_port()
    # Browsers take no passkeys for a bare network address.
    url = f"http://localhost:{port}"
    ready: list[DashboardServer] = []
    started, ending = threading.Event(), threading.Event()

    async def serve() -> None:
        moment = now or SystemClock().now()
        async with open_lobby(
            folder,
            now=moment,
            calendars=calendars,
            directories=directories or {"memory": PhoneBook()},
        ) as lobby:
            lobby.app.state.parts = replace(lobby.app.state.parts, public_url=url)
            serving = uvicorn.Server(_config(lobby, port))
            task = asyncio.create_task(serving.serve())
            while not serving.started:
                await asyncio.sleep(0.01)
            ready.append(DashboardServer(url, lobby, asyncio.get_running_loop()))
            started.set()
            await asyncio.to_thread(ending.wait)
            serving.should_exit = True
            await task

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    try:
        assert started.wait(30), "the server did not start"
        yield ready[0]
    finally:
        ending.set()
        thread.join(30)


def _config(lobby: Lobby, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        lobby.app,
        host="127.0.0.1",
        port=port,
        # The lobby has begun the application's life already.
        lifespan="off",
        log_config=None,
        access_log=False,
        http="h11",
        ws="none",
        timeout_graceful_shutdown=3,
    )
