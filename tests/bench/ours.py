"""Our two processes as they are started in earnest, and the least that each could be."""

import asyncio
import sys
from contextlib import AbstractContextManager
from pathlib import Path

from admin_server.core.ports import Nouns
from admin_server.core.tenants import Kiosk
from admin_server.security.devices import hash_token
from tests.bench.processes import Running, running
from tests.fakes.lobby import HOUSE, TENANT, TOKEN, open_lobby
from tests.fakes.ports import free_port

KIOSKS = 15
"""So many that none of them is too quick."""
_BARE_SERVER = """
import fastapi, uvicorn
app = fastapi.FastAPI()
@app.get("/healthz")
def healthz() -> str: return "ok"
uvicorn.run(app, host="127.0.0.1", port={port}, log_config=None)
"""
_BARE_KIOSK = """
import flet as ft, flet_web.fastapi, uvicorn
def main(page: ft.Page) -> None:
    text = ft.Text("waiting")
    said = ft.Semantics(identifier="said", content=text)
    def press(_: ft.Event[ft.Button]) -> None:
        text.value = "pressed" if text.value == "waiting" else "waiting"
        page.update()
    button = ft.Button("Press", on_click=press)
    page.add(ft.Semantics(identifier="button", content=button), said)
app = flet_web.fastapi.app(main, no_cdn=True)
uvicorn.run(app, host="127.0.0.1", port={port}, log_config=None)
"""


def furnish(folder: Path) -> None:
    """Make a database with a house, its kiosk and its accounts, and a kiosk's token."""

    async def live_once() -> None:
        async with open_lobby(folder, deliver=False) as lobby:
            await lobby.store.for_tenant(TENANT).write(_add_kiosks)

    asyncio.run(live_once())
    token = folder / "token"
    token.touch(mode=0o600)
    token.write_text(TOKEN, encoding="ascii")


def token_of(number: int) -> str:
    """Give the token of one of the furnished kiosks."""
    return f"{TOKEN[:-2]}{number:02}"


def _add_kiosks(nouns: Nouns) -> None:
    for number in range(KIOSKS):
        kept = hash_token(token_of(number))
        nouns.kiosks.put(Kiosk(f"kiosk-{number}", f"Desk {number}", HOUSE.id, kept))


def our_server(folder: Path) -> AbstractContextManager[Running]:
    """Serve a furnished folder."""
    port = free_port()
    return running(
        [sys.executable, "-m", "admin_server", "serve"],
        port,
        environment={
            "PORTICO_DATABASE_URL": f"sqlite:///{folder}/portico.db",
            "PORTICO_KEY_FILE": f"{folder}/portico.key",
            "PORTICO_PORT": str(port),
        },
    )


def bare_server() -> AbstractContextManager[Running]:
    """Serve an empty FastAPI application."""
    port = free_port()
    command = [sys.executable, "-c", _BARE_SERVER.format(port=port)]
    return running(command, port, environment={})


def our_kiosk(folder: Path, server: str) -> AbstractContextManager[Running]:
    """Run a kiosk of a furnished folder."""
    port = free_port()
    given = {
        "server": server,
        "token-file": f"{folder}/token",
        "data": f"{folder}/kiosk-data",
        "port": str(port),
    }
    options = [word for name, text in given.items() for word in (f"--{name}", text)]
    command = [sys.executable, "-m", "kiosk_app", *options]
    return running(command, port, environment={})


def bare_kiosk() -> AbstractContextManager[Running]:
    """Serve a Flet page with one button."""
    port = free_port()
    command = [sys.executable, "-c", _BARE_KIOSK.format(port=port)]
    return running(command, port, environment={}, path="/")
