"""A web server that gives prepared answers and remembers what it was asked."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Answer:
    """One prepared answer."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """One request as it arrived; header names in small letters."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class CannedServer:
    """Answers each path with what was prepared for it, everything else with 404.

    Attributes:
        answers: by path; the last of several answers is given again and again.
        at_once: the most requests that were open at one time.
    """

    def __init__(self, *, delay: float = 0) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[Asked] = []
        self.at_once = 0
        self._open = 0
        self._delay = delay

    def give(self, path: str, *answers: Answer) -> None:
        """Prepare the answers for a path."""
        self.answers[path] = list(answers)

    @property
    def url(self) -> str:
        """The server's address, ending in a slash."""
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/"

    async def __aenter__(self) -> Self:
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            asked = await _read(reader)
            self.asked.append(asked)
            self._open += 1
            self.at_once = max(self.at_once, self._open)
            await asyncio.sleep(self._delay)
            writer.write(_written(self._next(asked.path)))
            await writer.drain()
            self._open -= 1
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    def _next(self, path: str) -> Answer:
        waiting = self.answers.get(path, [Answer(404)])
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.strip().split("\r\n")
    method, path, _ = first.split(" ")
    pairs = (line.split(": ", 1) for line in lines)
    headers = {name.lower(): text for name, text in pairs}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, path, headers, body)


def _written(answer: Answer) -> bytes:
    head = {
        "Content-Length": str(len(answer.body)),
        "Connection": "close",
        **answer.headers,
    }
    lines = [f"HTTP/1.1 {answer.status} Said"]
    lines += [f"{name}: {text}" for name, text in head.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + answer.body
