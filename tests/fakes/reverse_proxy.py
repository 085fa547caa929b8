"""A reverse proxy as small as one can be: a process of its own that speaks HTTPS.

It does what nginx does by `$proxy_add_x_forwarded_for`: it adds its caller at the end
of `X-Forwarded-For`, whatever stood there, and says scheme and host itself.
"""

import argparse
import asyncio
import contextlib
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.fakes.certificates import TlsPair
from tests.fakes.ports import free_port

ROOT = Path(__file__).parents[2]
_SAYS_ITSELF = ("x-forwarded-proto", "x-forwarded-host", "connection", "host")


@asynccontextmanager
async def reverse_proxy(pair: TlsPair, *, to_port: int) -> AsyncIterator[int]:
    """Run a proxy process before a server; says the port that it listens on."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.reverse_proxy",
        str(port), str(to_port), str(pair.certificate), str(pair.key),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
        yield port
    finally:
        process.terminate()
        await process.wait()


async def _serve(said: argparse.Namespace) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(said.certificate, said.key)

    async def answer(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await _pass_on(reader, writer, said.to_port)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", said.port, ssl=context)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    async with server:
        await server.serve_forever()


async def _pass_on(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int
) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    caller = writer.get_extra_info("peername")[0]
    inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port)
    inner_writer.write(_with_headers(head.decode("latin-1"), caller).encode("latin-1"))
    inner_writer.write(await _body(reader, head))
    await inner_writer.drain()
    writer.write(await inner_reader.read())
    await writer.drain()
    inner_writer.close()


def _with_headers(head: str, caller: str) -> str:
    first, *lines = head.rstrip("\r\n").split("\r\n")
    said = [(name.lower(), value.strip()) for name, _, value in map(_split, lines)]
    came_by = [value for name, value in said if name == "x-forwarded-for"]
    host = next((value for name, value in said if name == "host"), "")
    kept = [one for one in said if one[0] not in (*_SAYS_ITSELF, "x-forwarded-for")]
    added = [
        ("host", "inside"),
        ("x-forwarded-for", ", ".join([*came_by, caller])),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", host),
        ("connection", "close"),
    ]
    lines = [f"{name}: {value}" for name, value in (*kept, *added)]
    return "\r\n".join([first, *lines, "", ""])


def _split(line: str) -> tuple[str, str, str]:
    return line.partition(":")


async def _body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    lengths = [
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    ]
    return await reader.readexactly(lengths[0]) if lengths else b""


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("to_port", type=int)
    parser.add_argument("certificate")
    parser.add_argument("key")
    asyncio.run(_serve(parser.parse_args()))
