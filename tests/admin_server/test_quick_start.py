"""What a server leaves for later, so that it answers soon after it was started."""

import asyncio
import os
import sys
from pathlib import Path

import httpx
import pytest

from admin_server.app import World, build_app
from admin_server.settings import Settings
from tests.fakes.lobby import open_lobby
from tests.fakes.ports import free_port

# Each takes longer to load than what a check-in needs of all of ours.
HEAVY = frozenset(
    {
        "PIL",
        "admin_server.apply",
        "admin_server.calendars.caldav",
        "admin_server.calendars.google",
        "admin_server.calendars.microsoft",
        "admin_server.commands.running",
        "admin_server.web.all_pages",
        "alembic",
        "authlib",
        "babel",
        "cryptography.x509",
        "google.auth",
        "googleapiclient",
        "httpx",
        "icalendar",
        "jinja2",
        "msal",
        "prometheus_client",
        "psycopg",
        "qrcode",
        "requests",
        "sqlalchemy.dialects.postgresql",
        "webauthn",
    }
)
_ASKING = """
import asyncio, gc, os, sys, urllib.request
import admin_server.app
from admin_server.__main__ import main
from admin_server.web.listening import Listening

admin_server.app._SOON = 3600

async def ask(server, sockets=None, startup=Listening.startup):
    async def look():
        await asyncio.to_thread(urllib.request.urlopen, os.environ["ADDRESS"])
        print(gc.isenabled(), gc.get_freeze_count() > 0, *sorted(sys.modules))
        server.should_exit = True

    await startup(server)
    server.asking = asyncio.create_task(look())

Listening.startup = ask
sys.exit(main(["serve"]))
"""


@pytest.fixture
async def words(tmp_path: Path) -> list[str]:
    """What a server of a furnished house says of itself after its first answer."""
    async with open_lobby(tmp_path, deliver=False):
        pass
    port = free_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PORTICO_")}
    environment = {
        **kept,
        "ADDRESS": f"http://127.0.0.1:{port}/healthz",
        "PORTICO_DATABASE_URL": f"sqlite:///{tmp_path}/portico.db",
        "PORTICO_KEY_FILE": f"{tmp_path}/portico.key",
        "PORTICO_PORT": str(port),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _ASKING, env=environment, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    lines = said.decode().splitlines()
    return next(line for line in lines if line.startswith(("True ", "False "))).split()


async def test_what_nobody_asked_for_is_not_loaded(words: list[str]) -> None:
    """A server answers its kiosks before it has loaded what only others will need."""
    loaded = HEAVY & set(words)

    assert "admin_server.web.api.check_ins" in words
    assert loaded == set()


async def test_memory_is_looked_through_again_once_it_runs(words: list[str]) -> None:
    """What is left out for a quick start is made up for: memory does not fill up."""
    collects, frozen = words[:2]

    assert (collects, frozen) == ("True", "True")


async def test_the_first_page_is_loaded_when_it_is_asked_for(tmp_path: Path) -> None:
    """Whoever opens the dashboard in the first moment gets it all the same."""
    async with open_lobby(tmp_path, deliver=False):
        pass
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/portico.db",
        key_file=f"{tmp_path}/portico.key",
    )
    app = build_app(settings, World(calendars={}, notifiers={}), late=True)
    transport = httpx.ASGITransport(app)

    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="https://lobby") as http,
    ):
        page = await http.get("/sign-in", headers={"Accept": "text/html"})
        again = await http.get("/sign-in", headers={"Accept": "text/html"})
        nowhere = await http.get("/api/v1/nowhere")

    assert page.status_code == again.status_code == 200
    assert "<form" in page.text
    assert nowhere.status_code == 404
