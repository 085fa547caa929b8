"""A bad network ends every call to Microsoft in time, with an error that fits."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from admin_server.calendars.microsoft import Microsoft
from admin_server.core.errors import StrangeReply, TryLater
from admin_server.core.ports import CalendarRef
from admin_server.demo.emulators.graph import GraphEmulator
from admin_server.demo.emulators.graph.certificates import server_file
from tests.admin_server.calendars.microsoft.graph_world import GraphWorld
from tests.contracts.calendar import HOUR, NOW, Planned
from tests.fakes.fault_proxy import Fault, FaultProxy, Tls

Call = Callable[[Microsoft, CalendarRef], object]

CALLS = {
    "check": lambda calendar, ref: calendar.check(ref),
    "between": lambda calendar, ref: calendar.between(ref, NOW, NOW + HOUR),
    "meeting": lambda calendar, ref: calendar.meeting(ref, "AAkALgMQ=="),
    "rooms": lambda calendar, ref: calendar.rooms(ref),
    "changes": lambda calendar, ref: calendar.changes(ref, None),
}
on_both_sides = pytest.mark.parametrize("side", ["login_url", "graph_url"])
# Signing in is the same for all of them.
in_every_call = pytest.mark.parametrize(
    ("call", "side"),
    [*((call, "graph_url") for call in CALLS.values()), (CALLS["check"], "login_url")],
    ids=[*CALLS, "signing in"],
)


@pytest.fixture
async def proxy(
    world: GraphWorld, emulator: GraphEmulator, host: str
) -> AsyncIterator[FaultProxy]:
    await world.place(host, Planned("plain"))
    async with FaultProxy(emulator.port, tls=tls_of(emulator)) as running:
        yield running


@pytest.fixture
async def hurried(http, clock) -> AsyncIterator[Microsoft]:
    made = Microsoft(http, clock, deadline=timedelta(seconds=0.8))
    yield made
    await made.close()


def tls_of(emulator: GraphEmulator) -> Tls:
    return Tls(server_file(emulator.folder), emulator.ca_file)


def lead_through(proxy: FaultProxy, world: GraphWorld, side: str) -> None:
    path = "v1.0" if side == "graph_url" else ""
    world.settings[side] = proxy.url + path


@in_every_call
@pytest.mark.parametrize("fault", [Fault.BLACK_HOLE, Fault.DRIP])
async def test_silence_and_dripping_end_in_time(
    world, host, proxy, hurried, *, call: Call, side, fault
) -> None:
    """A server that says nothing, or one letter at a time, is given up in time."""
    lead_through(proxy, world, side)
    proxy.fault = fault
    started = asyncio.get_running_loop().time()

    with pytest.raises(TryLater):
        await call(hurried, world.ref(host))

    assert asyncio.get_running_loop().time() - started < 3


@in_every_call
@pytest.mark.parametrize("fault", [Fault.RESET, Fault.RESET_IN_BODY, Fault.TRUNCATED])
async def test_a_broken_line_is_worth_another_try(
    world, host, proxy, call: Call, side, fault
) -> None:
    """A connection that breaks is no reason to doubt the calendar."""
    lead_through(proxy, world, side)
    proxy.fault = fault

    with pytest.raises(TryLater):
        await call(world.calendar, world.ref(host))


@on_both_sides
async def test_a_slow_line_only_takes_longer(world, host, proxy, side) -> None:
    """Latency alone changes nothing."""
    lead_through(proxy, world, side)
    proxy.fault = Fault.LATENCY

    found = await world.calendar.between(world.ref(host), NOW, NOW + HOUR)

    assert [one.uid for one in found] == ["plain"]


@on_both_sides
async def test_the_line_comes_back(world, host, proxy, side) -> None:
    """After the trouble everything works again without doing anything."""
    lead_through(proxy, world, side)
    proxy.fault = Fault.RESET
    with pytest.raises(TryLater):
        await world.calendar.check(world.ref(host))

    proxy.fault = Fault.NONE

    await world.calendar.check(world.ref(host))


async def test_a_certificate_that_nobody_vouches_for(world, host) -> None:
    """A server that cannot prove who it is gets neither secret nor question."""
    await world.place(host)
    del world.settings["ca_file"]

    with pytest.raises(TryLater) as raised:
        await world.calendar.check(world.ref(host))

    assert "certificate" in raised.value.detail
    assert await world.tell("requests") == {}


async def test_a_file_that_holds_no_certificate(world, host, tmp_path) -> None:
    """A wrong file of certificates is named when the connection is tested."""
    await world.place(host)
    file = tmp_path / "ca.pem"
    world.settings["ca_file"] = str(file)

    with pytest.raises(StrangeReply, match="ca_file"):
        await world.calendar.check(world.ref(host))

    file.write_text("no certificate")
    with pytest.raises(StrangeReply, match="ca_file"):
        await world.calendar.check(world.ref(host))


async def test_the_environment_trusts_nobody(world, host, monkeypatch) -> None:
    """What other programs of the machine trust does not count for a connection."""
    await world.place(host)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/dev/null")
    monkeypatch.setenv("CURL_CA_BUNDLE", "/dev/null")

    await world.calendar.check(world.ref(host))


async def test_nobody_waits_for_an_answer_that_nobody_wants(
    world, host, proxy, hurried
) -> None:
    """When sign-in hangs, giving it up leaves nothing behind that still waits."""
    lead_through(proxy, world, "login_url")
    proxy.fault = Fault.BLACK_HOLE
    before = set(asyncio.all_tasks())

    with pytest.raises(TryLater):
        await hurried.check(world.ref(host))
    await asyncio.sleep(0.1)

    left = [task for task in set(asyncio.all_tasks()) - before if "send" in str(task)]
    assert left == []
