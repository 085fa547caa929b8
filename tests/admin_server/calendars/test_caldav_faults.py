"""A bad network ends every CalDAV call in time, with an error that fits."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest

from admin_server.calendars.caldav import CalDav
from admin_server.core.errors import StrangeReply, TryLater
from admin_server.core.ports import CalendarRef
from admin_server.demo.calendar_server import CalendarServer
from admin_server.outbound.client import Client
from tests.contracts.calendar import HOUR, NOW, Planned
from tests.fakes.caldav_world import CalDavWorld
from tests.fakes.clock import FixedClock
from tests.fakes.fault_proxy import Fault, FaultProxy

Call = Callable[[CalDav, CalendarRef], object]

CALLS = {
    "check": lambda calendar, ref: calendar.check(ref),
    "between": lambda calendar, ref: calendar.between(ref, NOW, NOW + HOUR),
    "meeting": lambda calendar, ref: calendar.meeting(ref, "plain"),
    "rooms": lambda calendar, ref: calendar.rooms(ref),
    "changes": lambda calendar, ref: calendar.changes(ref, None),
}
in_every_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


@pytest.fixture
async def proxy(world: CalDavWorld, server: CalendarServer, host: str):
    await world.place(host, Planned("plain"))
    async with FaultProxy(server.port) as running:
        world.url = running.url
        yield running


@pytest.fixture
async def hurried() -> AsyncIterator[CalDav]:
    async with Client() as http:
        yield CalDav(http, FixedClock(NOW), deadline=timedelta(seconds=0.4))


@in_every_call
@pytest.mark.parametrize("fault", [Fault.BLACK_HOLE, Fault.DRIP])
async def test_silence_and_dripping_end_in_time(
    world, host, proxy, hurried, call: Call, fault
) -> None:
    """A server that says nothing, or one letter at a time, is given up in time."""
    proxy.fault = fault
    started = asyncio.get_running_loop().time()

    with pytest.raises(TryLater):
        await call(hurried, world.ref(host))

    assert asyncio.get_running_loop().time() - started < 2


@in_every_call
@pytest.mark.parametrize("fault", [Fault.RESET, Fault.RESET_IN_BODY, Fault.TRUNCATED])
async def test_a_broken_line_is_worth_another_try(
    world, host, proxy, call: Call, fault
) -> None:
    """A connection that breaks is no reason to doubt the calendar."""
    proxy.fault = fault

    with pytest.raises(TryLater):
        await call(world.calendar, world.ref(host))


async def test_a_slow_line_only_takes_longer(world, host, proxy) -> None:
    """Latency alone changes nothing."""
    proxy.fault = Fault.LATENCY

    found = await world.calendar.between(world.ref(host), NOW, NOW + HOUR)

    assert [one.uid for one in found] == ["plain"]


async def test_the_line_comes_back(world, host, proxy) -> None:
    """After the trouble everything works again without doing anything."""
    proxy.fault = Fault.RESET
    with pytest.raises(TryLater):
        await world.calendar.check(world.ref(host))

    proxy.fault = Fault.NONE

    await world.calendar.check(world.ref(host))


async def test_a_calendar_that_is_too_long(world, host) -> None:
    """A server that sends without end is not read to the end."""
    await world.place(host, *(Planned(f"plain-{number}") for number in range(8)))
    async with Client(byte_cap=3000) as http:
        small = CalDav(http, FixedClock(NOW))

        with pytest.raises(StrangeReply):
            await small.between(world.ref(host), NOW, NOW + HOUR)
