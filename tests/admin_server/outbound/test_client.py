"""Every request to the outside ends in time, stays small and stays put."""

import asyncio
import gzip
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from admin_server.outbound.client import (
    Client,
    LedElsewhere,
    Reply,
    Request,
    TooLarge,
    TooSlow,
    Unreachable,
)
from tests.fakes.canned_server import Answer, CannedServer
from tests.fakes.fault_proxy import Fault, FaultProxy
from tests.fakes.ports import free_port

SOON = timedelta(seconds=0.3)
LONG_BODY = b"x" * 5000


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    async with Client(deadline=SOON, byte_cap=10_000) as made:
        yield made


@pytest.fixture
async def server() -> AsyncIterator[CannedServer]:
    async with CannedServer() as made:
        made.give("/", Answer(200, b"hello", {"X-Kind": "a"}))
        made.give("/long", Answer(200, LONG_BODY))
        yield made


async def test_an_answer_comes_back_whole(client, server) -> None:
    """What a server says is handed on: status, headers and body."""
    reply = await client.send(Request("GET", server.url))

    assert (reply.status, reply.body) == (200, b"hello")
    assert reply.headers["x-kind"] == "a"


async def test_an_error_status_is_an_answer(client, server) -> None:
    """That something does not exist is an answer like any other."""
    reply = await client.send(Request("GET", f"{server.url}nothing"))

    assert reply.status == 404


async def test_method_body_and_sign_in_arrive(client, server) -> None:
    """A server gets exactly what it was meant to get."""
    await client.send(
        Request(
            "REPORT",
            server.url,
            headers={"Depth": "1"},
            body=b"who?",
            sign_in=("mia", "secret"),
        )
    )

    asked = server.asked[0]
    assert (asked.method, asked.body) == ("REPORT", b"who?")
    assert asked.headers["depth"] == "1"
    assert asked.headers["authorization"] == "Basic bWlhOnNlY3JldA=="


@pytest.mark.parametrize("fault", [Fault.BLACK_HOLE, Fault.DRIP])
async def test_the_deadline_holds_for_the_whole_answer(client, server, fault) -> None:
    """Neither silence nor a body that comes drop by drop outlasts the deadline."""
    started = asyncio.get_running_loop().time()
    async with FaultProxy(_port(server), fault) as proxy:
        with pytest.raises(TooSlow):
            await client.send(Request("GET", f"{proxy.url}long"))

    assert asyncio.get_running_loop().time() - started < 2


async def test_a_call_may_have_a_shorter_deadline(client, server) -> None:
    """Whoever is in a hurry may say so."""
    async with FaultProxy(_port(server), Fault.LATENCY, latency=0.2) as proxy:
        with pytest.raises(TooSlow):
            await client.send(
                Request("GET", proxy.url), deadline=timedelta(seconds=0.05)
            )


async def test_a_slow_line_is_fine_within_the_deadline(client, server) -> None:
    """A little patience is part of the deadline."""
    async with FaultProxy(_port(server), Fault.LATENCY, latency=0.05) as proxy:
        reply = await client.send(Request("GET", proxy.url))

    assert reply.body == b"hello"


@pytest.mark.parametrize("fault", [Fault.RESET, Fault.RESET_IN_BODY, Fault.TRUNCATED])
async def test_a_broken_connection_is_told(client, server, fault) -> None:
    """Half an answer is no answer."""
    async with FaultProxy(_port(server), fault) as proxy:
        with pytest.raises(Unreachable):
            await client.send(Request("GET", f"{proxy.url}long"))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://",
        "ftp://127.0.0.1/",
        "http://127.0.0.1:99999999/",
    ],
)
async def test_nobody_there(client, url) -> None:
    """An address where nobody answers, or that is none, is told as such."""
    with pytest.raises(Unreachable):
        await client.send(Request("GET", url.format(port=free_port())))


async def test_too_long_an_answer_is_cut_off(client, server) -> None:
    """A server that never stops talking is not listened to."""
    server.give("/huge", Answer(200, b"x" * 10_001))

    with pytest.raises(TooLarge):
        await client.send(Request("GET", f"{server.url}huge"))


async def test_a_small_answer_that_unpacks_to_a_huge_one(client, server) -> None:
    """An answer that swells while it is unpacked is cut off as well."""
    bomb = gzip.compress(b"x" * 1_000_000)
    server.give("/bomb", Answer(200, bomb, {"Content-Encoding": "gzip"}))

    with pytest.raises(TooLarge):
        await client.send(Request("GET", f"{server.url}bomb"))


async def test_nonsense_encoding(client, server) -> None:
    """An answer that cannot be unpacked is no answer."""
    answer = Answer(200, b"this is not gzip", {"Content-Encoding": "gzip"})
    server.give("/odd", answer)

    with pytest.raises(Unreachable):
        await client.send(Request("GET", f"{server.url}odd"))


async def test_a_redirect_on_the_same_host_is_followed(client, server) -> None:
    """A server may move things around in its own house; the question stays."""
    server.give("/old", Answer(301, headers={"Location": "/new"}))
    server.give("/new", Answer(200, b"here"))

    reply = await client.send(Request("PROPFIND", f"{server.url}old", body=b"q"))

    assert (reply.body, reply.url) == (b"here", f"{server.url}new")
    assert [(one.method, one.body) for one in server.asked] == [
        ("PROPFIND", b"q"),
        ("PROPFIND", b"q"),
    ]


async def test_a_redirect_to_look_elsewhere_becomes_a_get(client, server) -> None:
    """A server that says "see other" is asked to hand that out."""
    server.give("/old", Answer(303, headers={"Location": "/"}))

    await client.send(Request("POST", f"{server.url}old", body=b"q"))

    assert [(one.method, one.body) for one in server.asked] == [
        ("POST", b"q"),
        ("GET", b""),
    ]


@pytest.mark.parametrize(
    "target",
    ["http://localhost/", "https://example.invalid/", "http://127.0.0.1:1/"],
)
async def test_a_redirect_to_another_host_is_not_followed(
    client, server, target
) -> None:
    """A password is never carried to a server that nobody chose."""
    server.give("/old", Answer(302, headers={"Location": target}))

    with pytest.raises(LedElsewhere):
        await client.send(Request("GET", f"{server.url}old", sign_in=("mia", "secret")))


async def test_redirects_in_circles(client, server) -> None:
    """Nobody is sent round in circles for ever."""
    server.give("/round", Answer(302, headers={"Location": "/round"}))

    with pytest.raises(LedElsewhere):
        await client.send(Request("GET", f"{server.url}round"))

    assert len(server.asked) == 6


async def test_addresses_stay_out_of_the_log(client, server, caplog) -> None:
    """Whose calendar is read never stands in a log file."""
    caplog.set_level(logging.DEBUG)
    request = Request("GET", f"{server.url}mia.gast@acme.example")

    reply = await client.send(request)

    assert "mia.gast" not in caplog.text
    assert "mia.gast" not in repr(request) + repr(reply)


async def test_an_answer_keeps_its_body_to_itself() -> None:
    """An answer that slips into a log shows only its status and headers."""
    assert "secret" not in repr(Reply(200, {}, b"secret"))


def _port(server: CannedServer) -> int:
    return int(server.url.rsplit(":", 1)[1].rstrip("/"))
