"""A CalDAV server whose certificate comes from the house's own authority."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admin_server.calendars.caldav import CalDav
from admin_server.core.connections import Connection
from admin_server.core.errors import ConsentNeeded, StrangeReply, TryLater
from admin_server.core.ports import CalendarRef
from admin_server.outbound.client import Client
from tests.fakes.certificates import Authority
from tests.fakes.clock import FixedClock

REFUSAL = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
async def url(authority: Authority) -> AsyncIterator[str]:
    """A server of the house, that lets nobody in but speaks TLS."""
    pair = authority.vouch()
    secured = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    secured.load_cert_chain(pair.certificate, pair.key)

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(REFUSAL)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(refuse, "127.0.0.1", 0, ssl=secured)
    async with server:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


@pytest.fixture
async def caldav() -> AsyncIterator[CalDav]:
    provider = CalDav(Client(), FixedClock())
    yield provider
    await provider.close()


def ref(url: str, **settings: str) -> CalendarRef:
    stated = {"url": url, "user": "portico", **settings}
    connection = Connection("shared", "caldav", "Calendar", settings=stated)
    return CalendarRef(connection, "anna@firma.example", secret="s")


async def test_an_authority_that_was_entered_is_trusted(caldav, authority, url) -> None:
    """With the house's certificate entered, the server is spoken to."""
    entered = authority.file.read_text()

    with pytest.raises(ConsentNeeded):
        await caldav.check(ref(url, authority=entered))


async def test_an_authority_may_stand_in_a_file(caldav, authority, url) -> None:
    """The tenant file names where the certificate is."""
    with pytest.raises(ConsentNeeded):
        await caldav.check(ref(url, ca_file=str(authority.file)))


async def test_nobody_else_is_trusted(caldav, url) -> None:
    """Without it, the server counts as away: no password is sent to it."""
    with pytest.raises(TryLater):
        await caldav.check(ref(url))


async def test_a_text_without_a_certificate(caldav, url) -> None:
    """A setting that holds no certificate is named, and nobody is trusted instead."""
    with pytest.raises(StrangeReply, match="authority"):
        await caldav.check(ref(url, authority="no certificate"))
