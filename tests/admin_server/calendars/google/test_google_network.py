"""A bad network ends every call to Google in time, with an error that fits."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from admin_server.calendars.google import Google
from admin_server.core.errors import StrangeReply, TryLater
from admin_server.core.ports import CalendarRef, Subscription
from admin_server.outbound.client import Client
from tests.contracts.calendar import HOUR, NOW, Planned
from tests.fakes.fault_proxy import Fault, FaultProxy

Call = Callable[[Google, CalendarRef], object]

CALLS = {
    "check": lambda calendar, ref: calendar.check(ref),
    "between": lambda calendar, ref: calendar.between(ref, NOW, NOW + HOUR),
    "meeting": lambda calendar, ref: calendar.meeting(ref, "abcde"),
    "rooms": lambda calendar, ref: calendar.rooms(ref),
    "changes": lambda calendar, ref: calendar.changes(ref, None),
    "subscribe": lambda calendar, ref: calendar.subscribe(ref, "https://x.example/"),
    "stop": lambda calendar, ref: calendar.stop(ref, Subscription("a b c", NOW)),
}
in_every_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


@pytest.fixture
async def proxy(world, emulator, host):
    await world.place(host, Planned("plain"))
    async with FaultProxy(emulator.port) as running:
        world.url = f"http://127.0.0.1:{running.port}"
        yield running


@pytest.fixture
def hurried(http, clock) -> Google:
    return Google(http, clock, deadline=timedelta(seconds=0.4))


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


@in_every_call
async def test_a_line_that_breaks_after_signing_in(
    world, host, proxy, emulator, call: Call
) -> None:
    """With a good token too, a line that breaks is worth another try."""
    proxy.fault = Fault.RESET_IN_BODY
    signed_in = world.ref(host, token_url=f"{emulator.url}/token")

    with pytest.raises(TryLater):
        await call(world.calendar, signed_in)


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


async def test_a_calendar_that_is_too_long(world, host, clock) -> None:
    """A server that sends without end is not read to the end."""
    await world.place(host, *(Planned(f"plain-{number}") for number in range(8)))
    async with Client(byte_cap=2000) as http:
        small = Google(http, clock)

        with pytest.raises(StrangeReply):
            await small.between(world.ref(host), NOW, NOW + HOUR)


async def test_who_gives_up_leaves_no_thread_behind(
    world, host, proxy, http, clock
) -> None:
    """Calls that were given up do not stand in the way of later ones."""
    impatient = Google(http, clock, deadline=timedelta(seconds=0.1))
    proxy.fault = Fault.BLACK_HOLE
    refs = [world.ref(f"{number}-{host}") for number in range(80)]
    failures = await asyncio.gather(
        *(impatient.check(ref) for ref in refs), return_exceptions=True
    )

    proxy.fault = Fault.NONE

    assert {type(one) for one in failures} == {TryLater}
    await Google(http, clock).check(world.ref(host))
