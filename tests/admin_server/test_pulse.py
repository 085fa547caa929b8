"""Waking up whoever waits."""

import asyncio

from admin_server.pulse import Pulse


async def test_a_beat_wakes_who_waits_for_it() -> None:
    """Only those who wait for the thing that changed are woken."""
    pulse = Pulse()
    mine, other = pulse.ticket("mine"), pulse.ticket("other")

    pulse.beat("mine")
    await pulse.wait("mine", mine, seconds=5)

    assert not other.done()
    pulse.leave("other", other)


async def test_a_change_before_the_wait_is_not_missed() -> None:
    """A ticket taken before looking is woken by what happens while looking."""
    pulse = Pulse()
    ticket = pulse.ticket("room")
    pulse.beat("room")
    loop = asyncio.get_running_loop()
    began = loop.time()

    await pulse.wait("room", ticket, seconds=5)

    assert loop.time() - began < 1


async def test_waiting_ends_by_itself() -> None:
    """Without a beat the wait ends with its time, and leaves nothing behind."""
    pulse = Pulse()
    ticket = pulse.ticket("room")

    await pulse.wait("room", ticket, seconds=0.01)
    pulse.leave("room", ticket)

    assert pulse._waiting == {}


async def test_other_threads_may_beat() -> None:
    """The store's own thread can wake those who wait on the event loop."""
    pulse = Pulse()
    pulse.beat_from_thread({"too early"})
    pulse.listen()
    ticket = pulse.ticket("tenant")

    await asyncio.to_thread(pulse.beat_from_thread, {"tenant"})
    await pulse.wait("tenant", ticket, seconds=5)

    assert pulse._waiting == {}


async def test_at_the_end_nobody_waits() -> None:
    """A server that stops lets everybody go at once, and nobody wait again."""
    pulse = Pulse()
    waiting, later = pulse.ticket("news"), pulse.ticket("room")
    pulse.end()
    loop = asyncio.get_running_loop()
    began = loop.time()

    await pulse.wait("news", waiting, seconds=5)
    await pulse.wait("room", later, seconds=5)

    assert loop.time() - began < 1
