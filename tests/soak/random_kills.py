"""SIGKILL at random moments, while eight visitors check in and eight mails leave."""

import asyncio
import itertools
import random
import signal
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import httpx

from tests.fakes.smtp import Postbox, open_postbox
from tests.soak.house import House, mail_settings, open_house, until
from tests.soak.tried import Tried

VISITORS = 8
"""How many check in at the same time, and how many mails leave at the same time."""


async def at_any_moment(folder: Path, *, kills: int, seed: int = 1) -> Tried:
    """Kill the server again and again; every visitor asks until they are answered."""
    tried = Tried("random-kills", "SIGKILL at random moments, eight clients at work")
    chance = random.Random(seed)
    with tried.timed():
        async with open_postbox() as (postbox, port):
            postbox.delay = 0.05
            async with open_house(folder, mail_settings(port)) as house:
                await _kill(house, kills, chance, tried)
                await _all_told(house, postbox, tried)
    return tried


async def _kill(house: House, kills: int, chance: random.Random, tried: Tried) -> None:
    async with crowd_at(house):
        for _ in range(kills):
            await asyncio.sleep(chance.uniform(0.05, 1.2))
            await house.stop(signal.SIGKILL)
            tried.count("kills")
            await house.start_again(tried)


@asynccontextmanager
async def crowd_at(*houses: House) -> AsyncIterator[None]:
    """Let eight visitors at a time check in, each until they are answered.

    Where there are several servers, each try goes to the next one.
    """
    over = asyncio.Event()
    crowd = [asyncio.create_task(_keep_coming(houses, over)) for _ in range(VISITORS)]
    try:
        yield
    finally:
        over.set()
        await asyncio.gather(*crowd)


async def _keep_coming(houses: Sequence[House], over: asyncio.Event) -> None:
    turns = itertools.cycle(houses)
    while not over.is_set():
        await _come_until_answered(turns, str(uuid4()))
        await asyncio.sleep(0.05)


async def _come_until_answered(turns: Iterator[House], request: str) -> None:
    for house in turns:
        async with house.visitors() as http:
            answer = await house.come(http, request)
        if request in house.ledger.told:
            return
        await asyncio.sleep(_pause(answer))


def _pause(answer: httpx.Response | None) -> float:
    """Wait as the kiosk is told to, so that nobody is turned away for their haste."""
    if answer is None:
        return 0.1
    return float(answer.headers.get("Retry-After", 0))


async def _all_told(house: House, postbox: Postbox, tried: Tried) -> None:
    count = len(set(house.ledger.told.values()))
    await until(lambda: len(ids(postbox)) >= count, 600)
    await house.stop()
    house.judge(tried)
    tried.count("mails", len(ids(postbox)))
    tried.lost += max(count - len(ids(postbox)), 0)
    tried.count("mails sent again after a kill", len(postbox.mails) - len(ids(postbox)))


def ids(postbox: Postbox) -> set[str]:
    """Give the mails that have come, each once."""
    return {mail["Message-ID"] for mail in postbox.mails}
