"""A server run for others asks nobody inside the operator's own network."""

import asyncio
import socket
from collections.abc import AsyncIterator
from ipaddress import ip_address

import pytest

from admin_server.outbound.client import Client, Request, Unreachable
from admin_server.outbound.clients import Clients
from admin_server.outbound.public_only import (
    NotPublic,
    connect_publicly,
    is_public,
)
from tests.fakes.canned_server import Answer, CannedServer
from tests.fakes.pem import certificate_with_key

PUBLIC = "93.184.215.14"
STREAM = socket.SOCK_STREAM


@pytest.fixture
async def server() -> AsyncIterator[CannedServer]:
    async with CannedServer() as made:
        made.give("/", Answer(200, b"hello"))
        yield made


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with Client(private=False) as made:
        yield made


def names(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Let every name stand for these addresses, one list for each time it is asked."""
    asked: list[str] = []
    left = iter(answers)

    async def getaddrinfo(host: str, port: int, **_: object):
        asked.append(host)
        return [(0, STREAM, 0, "", (one, port)) for one in next(left)]

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(loop, "getaddrinfo", getaddrinfo)
    return asked


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
    ],
)
def test_an_inner_address_is_not_public(address: str):
    """This machine, private networks and clouds' own services, however written."""
    found = is_public(ip_address(address))

    assert not found


@pytest.mark.parametrize(
    "address", [PUBLIC, "2606:2800:220:1::1", f"::ffff:{PUBLIC}", "64:ff9b::5db8:d70e"]
)
def test_a_public_address_is_public(address: str):
    """Providers out there are asked as ever."""
    found = is_public(ip_address(address))

    assert found


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1"])
async def test_nobody_inside_is_asked(client: Client, server: CannedServer, host: str):
    """However an admin writes this machine's address, it is not asked."""
    port = server.url.rstrip("/").rpartition(":")[2]

    with pytest.raises(Unreachable, match="no public address"):
        await client.send(Request("GET", f"http://{host}:{port}/"))

    assert server.asked == []


async def test_a_name_with_one_inner_address_is_not_asked(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    """A name that also stands for an inner address is not tried at all."""
    names(monkeypatch, [PUBLIC, "10.0.0.1"])

    with pytest.raises(Unreachable, match="no public address"):
        await client.send(Request("GET", "http://dav.example/"))


async def test_a_name_that_changes_its_mind_gains_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    """What was looked at is what is connected to: a name is asked once (rebinding)."""
    asked = names(monkeypatch, [PUBLIC], ["127.0.0.1"])
    reached: list[str] = []

    async def connect(remote_host: str, **_: object):
        reached.append(remote_host)
        raise OSError

    monkeypatch.setattr("anyio.connect_tcp", connect)

    with pytest.raises(Unreachable):
        await client.send(Request("GET", "http://dav.example/"))

    assert (asked, reached) == (["dav.example"], [PUBLIC])


async def test_what_does_not_exist_looks_the_same(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    """Nobody finds out which names the operator's network has."""
    names(monkeypatch, ["10.0.0.1"], [])
    said = []

    for name in ("inner.example", "nobody.example"):
        with pytest.raises(Unreachable) as refused:
            await client.send(Request("GET", f"http://{name}/"))
        said.append(str(refused.value))

    assert said[0] == said[1]


async def test_our_own_doing_may_lead_inside(client: Client, server: CannedServer):
    """The machine's own metadata service is always inside."""
    reply = await client.send(Request("GET", server.url, anywhere=True))

    assert reply.body == b"hello"


async def test_whoever_trusts_others_is_held_to_it_too(client: Client, tmp_path):
    """Naming certificates of one's own is no way around."""
    (tmp_path / "ca.pem").write_text(certificate_with_key())
    clients = Clients(client)

    named = await clients.trusting(str(tmp_path / "ca.pem"))

    assert named is not client
    assert not named.private
    await clients.close()


async def test_mail_goes_to_nobody_inside(server: CannedServer):
    """A tenant's own mail server is held to the same."""
    port = int(server.url.rstrip("/").rpartition(":")[2])

    with pytest.raises(NotPublic):
        await connect_publicly("127.0.0.1", port, 1.0)


async def test_mail_goes_to_what_was_looked_at(
    server: CannedServer, monkeypatch: pytest.MonkeyPatch
):
    """A mail server out there is reached by its address, asked for once."""
    port = int(server.url.rstrip("/").rpartition(":")[2])
    monkeypatch.setattr("admin_server.outbound.public_only.is_public", lambda _: True)
    asked = names(monkeypatch, ["127.0.0.1"])

    line = await connect_publicly("mail.example", port, 1.0)

    assert line.getpeername() == ("127.0.0.1", port)
    assert asked == ["mail.example"]
    line.close()
