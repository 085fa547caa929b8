"""A server that was only just installed: nobody has an account, nothing is there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

from admin_server.app import World, build_app
from admin_server.calendars.memory import MemoryCalendar
from admin_server.notifiers.memory import MemoryNotifier
from admin_server.settings import Settings
from tests.fakes.clock import FixedClock
from tests.fakes.lobby import Lobby
from tests.fakes.migrated import new_database


@asynccontextmanager
async def open_bare_server(folder: Path) -> AsyncIterator[Lobby]:
    """Run the real server application over an empty database in a folder."""
    settings = Settings(
        database_url=new_database(folder / "portico.db"),
        key_file=f"{folder}/portico.key",
        public_url="https://lobby.example",
    )
    clock, calendar, mail = FixedClock(), MemoryCalendar(), MemoryNotifier()
    world = World(
        clock=clock, calendars={"memory": calendar}, notifiers={"email": mail}
    )
    app = build_app(settings, world)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://lobby") as http,
    ):
        yield Lobby(
            store=app.state.parts.store,
            clock=clock,
            calendar=calendar,
            mail=mail,
            http=http,
            folder=folder,
            app=app,
        )
