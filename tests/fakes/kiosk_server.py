"""A server for kiosks that answers as it was told: well, badly, late or not at all."""

import asyncio
import contextlib
import json
import socket
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import uvicorn
from fastapi import FastAPI, Request, Response

NO_NEWS = '{"cursor": 7, "events": []}'


@dataclass(frozen=True)
class Answer:
    """One answer: its status, its body, how long it is held back, what names it."""

    status: int = 200
    body: str | bytes = ""
    delay: float = 0.0
    tag: str | None = None


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    call: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def json(self):
        """Read the body as JSON."""
        return json.loads(self.body)


@dataclass
class FakeServer:
    """Answers each call from its list; the last answer of a list repeats."""

    port: int
    seen: list[Seen] = field(default_factory=list)
    _answers: dict[str, deque[Answer]] = field(
        default_factory=lambda: defaultdict(deque)
    )

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def answers(self, call: str, *answers: Answer) -> None:
        """Say what a call such as `GET kiosk` is answered, one after the other."""
        self._answers[call] = deque(answers)

    def calls(self, call: str) -> list[Seen]:
        """Say which requests came for a call."""
        return [seen for seen in self.seen if seen.call == call]

    async def handle(self, path: str, request: Request) -> Response:
        """Note the request and answer it."""
        call = f"{request.method} {path}"
        self.seen.append(
            Seen(
                call=call,
                query=dict(request.query_params),
                headers=dict(request.headers),
                body=await request.body(),
            )
        )
        line = self._answers[call]
        answer = line.popleft() if len(line) > 1 else line[0] if line else Answer(503)
        await asyncio.sleep(answer.delay)
        headers = {"ETag": f'"{answer.tag}"'} if answer.tag else None
        return Response(
            answer.body, answer.status, headers, media_type="application/json"
        )


@contextlib.asynccontextmanager
async def fake_server() -> AsyncIterator[FakeServer]:
    """Run the server on a free port for as long as the caller stays inside."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        fake = FakeServer(listening.getsockname()[1])
        app = FastAPI(openapi_url=None)
        app.add_api_route("/api/v1/{path:path}", fake.handle, methods=["GET", "POST"])
        config = uvicorn.Config(
            app, log_config=None, log_level="critical", lifespan="off", ws="none"
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:
            await asyncio.sleep(0.005)
        yield fake
        server.force_exit = True
        await server.shutdown(sockets=[listening])
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


@contextlib.asynccontextmanager
async def rude_server() -> AsyncIterator[str]:
    """Run a server that takes every connection and drops it in mid-answer."""

    async def drop(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 999\r\n\r\n{")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(drop, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
