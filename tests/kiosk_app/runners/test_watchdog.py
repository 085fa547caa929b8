"""systemd hears that the kiosk is well, and only while it is."""

import asyncio
import socket
import ssl

import pytest

from kiosk_app.runners.watchdog import beat_seconds, keep_telling, teller, watch
from tests.fakes.certificates import Authority
from tests.fakes.sleeper import until


@pytest.fixture
def systemd(tmp_path):
    """What listens where systemd would."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "notify"))
        listening.settimeout(5)
        yield listening


async def _caught_up():
    return None


async def _stuck():
    await asyncio.Event().wait()


async def test_ready_is_told_over_systemds_socket(systemd):
    """A service counts as started when it says so, not when its process is there."""
    tell = teller({"NOTIFY_SOCKET": systemd.getsockname()})

    tell("READY=1")

    assert systemd.recv(64) == b"READY=1"


def test_without_systemd_nothing_is_told():
    """On a desk, without systemd, nobody waits for a beat."""
    told = teller({})

    assert told is None


@pytest.mark.parametrize(
    ("given", "seconds"), [("30000000", 10.0), ("", 10.0), ("9000000", 3.0)]
)
def test_three_beats_fit_into_the_time_that_is_given(given, seconds):
    """One beat that is late does not restart a kiosk."""
    every = beat_seconds({"WATCHDOG_USEC": given})

    assert every == seconds


async def test_the_beat_stops_while_the_kiosk_is_not_well():
    """A kiosk that hangs is started anew, within its thirty seconds."""
    told, states = [], iter([False, True, True, False, False, True])

    async def are_well():
        return next(states)

    with pytest.raises(RuntimeError, match="StopIteration"):
        await keep_telling(
            told.append, are_well, every=10, sleep=lambda _: asyncio.sleep(0)
        )

    assert told == ["READY=1", "WATCHDOG=1", "WATCHDOG=1"]


async def test_well_means_that_the_page_answers_and_the_journey_goes_on(monkeypatch):
    """A page that answers in front of a journey that hangs is no kiosk."""
    monkeypatch.setattr("kiosk_app.runners.watchdog._ANSWER_SECONDS", 0.2)

    async def answer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        page = ("0.0.0.0", port, False)
        while_both_go_on = await watch(_caught_up, page)()
        with_a_stuck_journey = await watch(_stuck, page)()
    after_the_page_is_gone = await watch(_caught_up, page)()

    assert while_both_go_on
    assert not with_a_stuck_journey
    assert not after_the_page_is_gone


async def test_a_page_that_takes_calls_and_says_nothing_is_not_well(monkeypatch):
    """A server that hangs takes calls all the same; that does not count."""
    monkeypatch.setattr("kiosk_app.runners.watchdog._ANSWER_SECONDS", 0.2)
    called = []

    async def say_nothing(_reader, writer):
        called.append(writer)

    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        well = await watch(_caught_up, ("127.0.0.1", port, False))()
        await until(lambda: called)
        called[0].close()

    assert not well


async def test_a_page_with_a_certificate_of_its_own_is_asked_as_well(tmp_path):
    """A tablet's process speaks TLS, and is watched all the same."""
    pair = Authority(tmp_path).vouch()
    secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    secure.load_cert_chain(pair.certificate, pair.key)

    async def answer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0, ssl=secure) as page:
        port = page.sockets[0].getsockname()[1]
        well = await watch(_caught_up, ("127.0.0.1", port, True))()

    assert well
