"""Check 36: bytes on the wire that no honest client sends."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import httpx
import pytest

from admin_server.commands.serving import web_server
from admin_server.settings import Settings
from tests.fakes.lobby import JONAS, TOKEN, Lobby, bearer
from tests.fakes.ports import free_port

SIGNED = f"Host: lobby\r\nAuthorization: Bearer {TOKEN}\r\n".encode()
POST = b"POST /api/v1/check-ins HTTP/1.1\r\n" + SIGNED


@pytest.fixture
async def port(lobby: Lobby) -> AsyncIterator[int]:
    """The lobby's server, listening on a real port."""
    settings = Settings(port=free_port())
    server = web_server(lobby.app, settings)
    server.config.lifespan = "off"  # the lobby has begun it already
    task = asyncio.create_task(server.serve())
    async with asyncio.timeout(5):
        while not server.started:
            await asyncio.sleep(0.01)
    yield settings.port
    server.should_exit = True
    await task


async def say(port: int, said: bytes) -> tuple[int, bytes]:
    """Send bytes and give the answer's status and body; 0: hung up on us."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(said)
        await writer.drain()
        async with asyncio.timeout(5):
            head = await reader.readuntil(b"\r\n\r\n")
            return int(head.split()[1]), await reader.read(4096)
    except (ConnectionError, asyncio.IncompleteReadError):
        return 0, b""
    finally:
        writer.close()


@pytest.mark.parametrize("size", [70_000, 2_000_000])
async def test_a_header_without_end_is_cut_off(port: int, size: int) -> None:
    """Nobody fills the server's memory before saying who they are."""
    head = b"GET /healthz HTTP/1.1\r\nHost: lobby\r\nX-Long: " + b"a" * size

    status, _ = await say(port, head)

    assert status in {0, 400, 431}


CHUNKS = b"".join(b"400\r\n" + b" " * 1024 + b"\r\n" for _ in range(17)) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    "said",
    [
        b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + CHUNKS,
        b"Content-Length: 17000\r\nConnection: close\r\n\r\n" + b" " * 17_000,
    ],
    ids=["in pieces", "at once"],
)
async def test_seventeen_kilobytes_are_too_many(port: int, said: bytes) -> None:
    """A body over the limit is refused, in one piece or in many."""
    status, body = await say(port, POST + said)

    assert (status, json.loads(body)["error"]) == (413, "request_too_large")


async def test_nobody_opens_a_web_socket(port: int) -> None:
    """The server has no web sockets: asking for one is asking for a missing page."""
    asked = (
        b"GET /api/v1/live HTTP/1.1\r\nHost: lobby\r\nConnection: Upgrade\r\n"
        b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )

    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(asked)
    head = await reader.readuntil(b"\r\n\r\n")
    writer.close()

    assert head.split()[1] == b"404"
    assert b"application/json" in head


@asynccontextmanager
async def slow_callers(port: int, count: int) -> AsyncIterator[None]:
    """Callers who have begun a request and never end it."""
    begun = POST + b"Content-Length: 500\r\n\r\n{"
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(count)]
    for number, (_, writer) in enumerate(lines):
        writer.write(begun if number % 2 else begun[:40])
    yield
    for _, writer in lines:
        writer.close()


async def test_a_hundred_slow_callers_hold_up_nobody(port: int) -> None:
    """While a hundred connections dawdle, a visitor is checked in as ever."""
    body = {
        "request_id": str(uuid4()),
        "kiosk_time": "2026-11-23T10:00:02+01:00",
        "visitor": {"name": "Ada"},
        "host_id": JONAS.id,
    }
    async with slow_callers(port, 100), httpx.AsyncClient(timeout=5) as http:
        answer = await http.post(
            f"http://127.0.0.1:{port}/api/v1/check-ins",
            json=body,
            headers=bearer(TOKEN),
        )

    assert answer.status_code == 201
