"""Puts the stand-in together and serves it until it is told to stop."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import uvicorn

from admin_server.demo.emulators.google.answers import Answers
from admin_server.demo.emulators.google.app import GoogleApp
from admin_server.demo.emulators.google.codes import Codes
from admin_server.demo.emulators.google.consenting import Consenting
from admin_server.demo.emulators.google.control import Control
from admin_server.demo.emulators.google.machine import Machine
from admin_server.demo.emulators.google.push import Pushing
from admin_server.demo.emulators.google.tokens import Tokens, key_in
from admin_server.demo.emulators.google.world import World
from admin_server.demo.emulators.google.writing import Writing

CLIENT = {
    "client_id": "200000000002-reader.apps.googleusercontent.com",
    "client_secret": "GOCSPX-demo-reader",
}
"""The OAuth client that reader's accounts and hosts agree to."""
SCOPES = frozenset(
    {
        "https://www.googleapis.com/auth/calendar.events.readonly",
        "https://www.googleapis.com/auth/calendar.calendarlist.readonly",
        "https://www.googleapis.com/auth/admin.directory.user.readonly",
        "https://www.googleapis.com/auth/admin.directory.group.readonly",
        "https://www.googleapis.com/auth/admin.directory.resource.calendar.readonly",
    }
)
"""What the administrator has delegated to the service account at the start."""


def build_app(
    folder: Path, own_url: str, *, run: str = "", trusting: Path | None = None
) -> GoogleApp:
    """Build the application; its key is kept in a folder.

    Args:
        trusting: an authority by which those are known who are told of changes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    key, downloaded = key_in(folder)
    world = World(delegated=set(SCOPES))
    codes = Codes(key)
    tokens = Tokens(world, key.public_key(), CLIENT, codes)
    pushing = Pushing(world, own_url, trusting=trusting)
    writing = Writing(world, _later, pushing.changed)
    answers = Answers(world, writing, pushing)
    control = Control(world, tokens, writing, {"key": downloaded, "run": run})
    return GoogleApp(
        world,
        tokens,
        answers,
        control,
        consent=Consenting(world, codes, CLIENT),
        computer=Machine(world, tokens, key),
    )


def serve(
    folder: Path,
    port: int,
    *,
    run: str = "",
    trusting: Path | None = None,
    certificate: Path | None = None,
    certificate_key: Path | None = None,
) -> None:
    """Serve on 127.0.0.1 until a signal comes."""
    scheme = "http" if certificate is None else "https"
    own_url = f"{scheme}://127.0.0.1:{port}"
    app = build_app(folder, own_url, run=run, trusting=trusting)
    uvicorn.run(
        app.asgi,
        host="127.0.0.1",
        port=port,
        log_level="warning",
        access_log=False,
        ssl_certfile=certificate,
        ssl_keyfile=certificate_key,
    )


def _later(seconds: float, act: Callable[[], None]) -> object:
    return asyncio.get_running_loop().call_later(seconds, act)
