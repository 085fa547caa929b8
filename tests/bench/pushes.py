"""A burst of what calendar providers push, while what they push is acted on."""

import asyncio
import itertools
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.measured import ROUNDS, Measured, median, p99
from tests.fakes.followed import Followed, PushingCalendar, open_followed

_PUSHES = 1_000
_AT_ONCE = 16
"""Connections that the providers use; each sends its next push once it is answered."""


async def measure() -> list[Measured]:
    """Follow a calendar, then let both providers' pushes come in one burst."""
    with TemporaryDirectory() as folder:
        async with open_followed(Path(folder), pushing=True) as followed:
            await followed.expect()
            rounds = [p99(await _burst(followed)) for _ in range(ROUNDS)]
    return [
        Measured(
            "push-acknowledged",
            "a pushed change is acknowledged in a burst of 1,000, p99",
            1000 * median(rounds),
            "≤ 100",
            "ms",
            f"half in Graph's way, half in Google's, over {_AT_ONCE} connections, while"
            " the calendar is read; in one process, without a wire",
        )
    ]


async def _burst(followed: Followed) -> list[float]:
    numbers, took = itertools.count(), list[float]()

    async def connection() -> None:
        for number in iter(lambda: next(numbers), _PUSHES):
            if number > _PUSHES:
                return
            before = time.perf_counter()
            await (_from_graph if number % 2 else _from_google)(followed, number)
            took.append(time.perf_counter() - before)

    acting = asyncio.create_task(followed.follower.turn())
    await asyncio.gather(*(connection() for _ in range(_AT_ONCE)))
    acting.cancel()
    await asyncio.gather(acting, return_exceptions=True)
    await followed.follower.settle()
    return took


async def _from_graph(followed: Followed, number: int) -> None:
    # Every tenth is genuine, the others name subscriptions that nobody began.
    calendar = followed.calendar
    assert isinstance(calendar, PushingCalendar)
    known = sorted(calendar.proofs)
    name = known[0] if number % 10 == 1 else f"unknown-{number}"
    one = {"subscriptionId": name, "clientState": calendar.proofs.get(name, "none")}
    answer = await followed.lobby.http.post(
        "/api/v1/calendar-pushes/microsoft", json={"value": [one]}
    )
    assert answer.status_code == 202


async def _from_google(followed: Followed, number: int) -> None:
    headers = {
        "X-Goog-Resource-State": "exists",
        "X-Goog-Channel-ID": f"channel-{number}",
        "X-Goog-Resource-ID": "resource",
        "X-Goog-Channel-Token": "token",
    }
    answer = await followed.lobby.http.post(
        "/api/v1/calendar-pushes/google", headers=headers
    )
    assert answer.status_code == 200
