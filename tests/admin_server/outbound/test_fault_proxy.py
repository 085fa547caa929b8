"""The bad network that other tests rely on is as bad as it says."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from admin_server.demo.emulators.graph.certificates import (
    authority_file,
    server_file,
    write_certificates,
)
from admin_server.jobs.clock import SystemClock
from tests.fakes.fault_proxy import Fault, FaultProxy, Tls

HEAD = b"HTTP/1.1 200 OK\r\n\r\n"
ANSWER = HEAD + b"0123456789" * 40

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer each line, and close after "bye"."""
    while line := await reader.readline():
        writer.write(ANSWER)
        await writer.drain()
        if line == b"bye\n":
            break
    writer.close()


@asynccontextmanager
async def opened(
    fault: Fault, **how: object
) -> AsyncIterator[tuple[FaultProxy, Callable[[], Awaitable[Line]]]]:
    """Run something that answers, behind a proxy; gives a way to connect."""
    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    lines: list[Line] = []
    async with server, FaultProxy(port, fault, **how) as proxy:

        async def connect() -> Line:
            line = await asyncio.open_connection("127.0.0.1", proxy.port)
            lines.append(line)
            return line

        yield proxy, connect
        for _, writer in lines:
            writer.close()


async def ask(line: Line, said: bytes = b"bye\n") -> bytes:
    """Say something and read until the connection ends."""
    reader, writer = line
    writer.write(said)
    return await reader.read()


async def test_without_a_fault_everything_passes() -> None:
    """A good network changes nothing."""
    async with opened(Fault.NONE) as (proxy, connect):
        assert await ask(await connect()) == ANSWER

    assert (proxy.connections, proxy.asked, proxy.at_once) == (1, 1, 1)


async def test_bandwidth_is_short() -> None:
    """Where bandwidth is short, all of an answer comes, no faster than it may."""
    loop = asyncio.get_running_loop()
    async with opened(Fault.BANDWIDTH, bytes_per_second=4000) as (_, connect):
        began = loop.time()
        answer = await ask(await connect())

        assert answer == ANSWER
        assert loop.time() - began > len(ANSWER) / 4000 * 0.9


async def test_a_close_that_is_slow() -> None:
    """With a slow close, the answer is there long before the end of the line."""
    async with opened(Fault.SLOW_CLOSE, slow_close=30) as (_, connect):
        reader, writer = await connect()
        writer.write(b"bye\n")

        assert await reader.readexactly(len(ANSWER)) == ANSWER
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await reader.read()


async def test_a_slow_close_ends() -> None:
    """A slow close is a close in the end."""
    async with opened(Fault.SLOW_CLOSE, slow_close=0.01) as (_, connect):
        assert await ask(await connect()) == ANSWER


async def test_data_is_limited() -> None:
    """After so many bytes the line is closed in order, wherever that is."""
    async with opened(Fault.DATA_LIMIT, data_limit=123) as (_, connect):
        assert await ask(await connect()) == ANSWER[:123]


async def test_data_is_limited_over_all_answers() -> None:
    """The limit counts for the whole connection, not for each answer."""
    limit = len(ANSWER) + 7
    async with opened(Fault.DATA_LIMIT, data_limit=limit) as (_, connect):
        assert await ask(await connect(), b"one\ntwo\n") == (ANSWER * 2)[:limit]


async def test_less_than_the_limit_comes_at_once() -> None:
    """What stays below the limit is not held back."""
    async with opened(Fault.DATA_LIMIT, data_limit=10_000) as (_, connect):
        assert await ask(await connect()) == ANSWER


async def test_a_flaky_network_fails_every_second_time() -> None:
    """Of many answers about half come through, and those are whole."""
    async with opened(Fault.FLAKY) as (_, connect):
        answers = await asyncio.gather(
            *[ask(await connect()) for _ in range(20)], return_exceptions=True
        )

    whole = [one for one in answers if one == ANSWER]
    broken = [one for one in answers if isinstance(one, ConnectionResetError)]
    assert len(whole) + len(broken) == 20
    assert 5 < len(whole) < 15


async def test_what_is_held_comes_when_it_is_let_go() -> None:
    """While the network is held nothing comes back; then all of it does."""
    async with opened(Fault.NONE) as (proxy, connect):
        proxy.hold()
        lines = [await connect() for _ in range(3)]
        asked = [asyncio.create_task(ask(line)) for line in lines]
        done, _ = await asyncio.wait(asked, timeout=0.1)
        proxy.let_go()

        assert done == set()
        assert await asyncio.gather(*asked) == [ANSWER] * 3
        assert proxy.at_once == 3


async def test_faults_inside_an_encrypted_connection(tmp_path: Path) -> None:
    """Somebody who trusts the certificate sees the same fault as without it."""
    write_certificates(tmp_path, SystemClock().now())
    tls = Tls(server_file(tmp_path), authority_file(tmp_path))
    server = await asyncio.start_server(
        speak, "127.0.0.1", 0, ssl=tls.being_the_server()
    )
    port = server.sockets[0].getsockname()[1]
    async with server, FaultProxy(port, Fault.TRUNCATED, tls=tls) as proxy:
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", proxy.port, ssl=tls.being_a_client()
        )
        answer = await ask((reader, writer))
        writer.close()
        address = proxy.url

    assert address.startswith("https://")
    assert answer == ANSWER[: len(HEAD) + 40]
