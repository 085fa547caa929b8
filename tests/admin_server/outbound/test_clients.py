"""Whom a connection trusts is what its file of certificates says, no more."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admin_server.demo.emulators.graph.certificates import (
    authority_file,
    server_file,
    write_certificates,
)
from admin_server.jobs.clock import SystemClock
from admin_server.outbound.client import Client, NobodyTrusted, Request, Unreachable
from admin_server.outbound.clients import Clients
from tests.fakes.fault_proxy import Tls


async def say_hello(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
    await writer.drain()
    writer.close()


@pytest.fixture
def authority(tmp_path: Path) -> Path:
    write_certificates(tmp_path, SystemClock().now())
    return authority_file(tmp_path)


@pytest.fixture
async def url(tmp_path: Path, authority: Path) -> AsyncIterator[str]:
    being = Tls(server_file(tmp_path), authority).being_the_server()
    server = await asyncio.start_server(say_hello, "127.0.0.1", 0, ssl=being)
    async with server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


@pytest.fixture
async def clients() -> AsyncIterator[Clients]:
    made = Clients(Client())
    yield made
    await made.close()


async def test_a_certificate_of_ones_own_is_trusted(clients, url, authority) -> None:
    """Who names the certificate gets an answer."""
    client = await clients.trusting(str(authority))

    reply = await client.send(Request("GET", url))

    assert reply.body == b"hello"


async def test_everybody_else_does_not_trust_it(clients, url) -> None:
    """Without the file the same server is not believed."""
    usual = await clients.trusting(None)

    with pytest.raises(Unreachable, match="certificate"):
        await usual.send(Request("GET", url))


async def test_a_file_with_names_in_it(clients, url, authority) -> None:
    """Words in any language beside the certificates do no harm."""
    words = "# Főtanúsítvány der Behörde\n".encode()
    authority.write_bytes(words + authority.read_bytes())

    client = await clients.trusting(str(authority))

    assert (await client.send(Request("GET", url))).status == 200


async def test_the_same_certificates_share_a_client(clients, authority) -> None:
    """Ten connections that trust the same share what is open."""
    first = await clients.trusting(str(authority))
    again = await clients.trusting(str(authority))

    assert first is again


@pytest.mark.parametrize("content", [b"", b"no certificate"])
async def test_a_file_that_names_nobody(clients, tmp_path, content) -> None:
    """A file that holds no certificate is told as such."""
    file = tmp_path / "odd.pem"
    file.write_bytes(content)

    with pytest.raises(NobodyTrusted):
        await clients.trusting(str(file))


async def test_a_file_that_is_not_there(clients, tmp_path) -> None:
    """A file that cannot be read is told as such."""
    with pytest.raises(NobodyTrusted):
        await clients.trusting(str(tmp_path / "missing.pem"))


async def test_closing_closes_all(clients, url, authority) -> None:
    """Once closed, nothing is asked through any of them, and once more is no harm."""
    usual = await clients.trusting(None)
    other = await clients.trusting(str(authority))

    await clients.close()
    await clients.close()

    with pytest.raises(RuntimeError, match="closed"):
        await usual.send(Request("GET", url))
    with pytest.raises(RuntimeError, match="closed"):
        await other.send(Request("GET", url))
