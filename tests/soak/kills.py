"""SIGKILL at every write and every sync of one check-in and of the mail it causes."""

import asyncio
from collections import Counter
from pathlib import Path
from uuid import uuid4

from tests.fakes.smtp import Postbox, open_postbox
from tests.soak.house import House, mail_settings, open_house, until
from tests.soak.tried import Tried
from tests.soak.watching import SAVING, calls_in, watched

Point = tuple[str, int]
"""The N-th call of a name."""


async def at_every_write(folder: Path, *, most_points: int) -> Tried:
    """Kill the server at each call, or at so many of each name, spread evenly."""
    tried = Tried("kill-points", "SIGKILL at every write and sync of a check-in")
    with tried.timed():
        async with (
            open_postbox() as (postbox, port),
            open_house(folder, mail_settings(port)) as house,
        ):
            counted = await _count(house, postbox)
            for point in _points(counted, most_points):
                await _kill_at(house, point, tried)
            count = len(set(house.ledger.told.values()))
            await until(lambda: len(_ids(postbox)) >= count)
            await house.stop()
            house.judge(tried)
            tried.lost += max(count - len(_ids(postbox)), 0)
    return tried


def _points(counted: Counter[str], most: int) -> list[Point]:
    return [
        (call, number)
        for call, count in sorted(counted.items())
        for number in _spread(count, most)
    ]


def _spread(count: int, most: int) -> list[int]:
    """Give at most so many of the numbers from 1 to `count`, both ends with them."""
    if count <= most:
        return list(range(1, count + 1))
    return [1 + round(one * (count - 1) / (most - 1)) for one in range(most)]


async def _count(house: House, postbox: Postbox) -> Counter[str]:
    """Count the calls from the request until its message is noted as sent."""
    log = house.server.folder / "counted"
    async with house.visitors() as http:
        await house.come(http)
        await until(lambda: len(postbox.mails) == 1)
        await asyncio.sleep(0.3)
        async with watched(_process(house), log):
            await house.come(http)
            await until(lambda: len(postbox.mails) == 2)
            await asyncio.sleep(0.3)
    return Counter(call for call in calls_in(log) if call in SAVING)


async def _kill_at(house: House, point: Point, tried: Tried) -> None:
    call, number = point
    request = str(uuid4())
    process = house.server.process
    assert process is not None
    log = house.server.folder / "killed"
    spoil = f"{call}:signal=SIGKILL:when={number}"
    async with house.visitors() as http:
        await house.come(http)
        # The first one's mail has left: what is counted belongs to the next one.
        await asyncio.sleep(0.3)
        async with watched(process.pid, log, spoil=spoil):
            await house.come(http, request)
            reached = await until(lambda: process.returncode is not None, 3)
    tried.count("kills" if reached else "points not reached")
    await house.stop()
    await house.start_again(tried)
    async with house.visitors() as http:
        again = await house.come(http, request)
    if again is None or request not in house.ledger.told:
        tried.wrong.append(f"no answer after a kill at {call} {number}")


def _process(house: House) -> int:
    assert house.server.process is not None
    return house.server.process.pid


def _ids(postbox: Postbox) -> set[str]:
    return {mail["Message-ID"] for mail in postbox.mails}
