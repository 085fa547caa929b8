"""Eight mails on the wire: killed, and stopped in order."""

import asyncio
import signal
from pathlib import Path

from tests.fakes.smtp import Postbox, open_postbox
from tests.soak.house import House, mail_settings, open_house, until
from tests.soak.random_kills import VISITORS, ids
from tests.soak.tried import Tried

_ON_THE_WIRE = 1.0
"""Seconds for which a mail is taken and not yet confirmed."""


async def killed_while_sending(folder: Path, *, times: int) -> Tried:
    """Kill the server with eight mails on the wire: none may be lost."""
    tried = Tried("outbox-killed", "kill -9 with eight mails on the wire")
    with tried.timed():
        again = await _interrupt(folder, signal.SIGKILL, times, tried)
        tried.count("mails sent again, same Message-ID", again)
        said = (folder / "server.log").read_text().count("message_may_repeat")
        if said < again:
            tried.wrong.append(f"{again} repeated, {said} marked so in the log")
    return tried


async def stopped_while_sending(folder: Path, *, times: int) -> Tried:
    """Stop the server with eight mails on the wire: none lost, none repeated."""
    tried = Tried("outbox-stopped", "orderly stop with eight mails on the wire")
    with tried.timed():
        tried.doubled += await _interrupt(folder, signal.SIGTERM, times, tried)
    return tried


async def _interrupt(
    folder: Path, how: signal.Signals, times: int, tried: Tried
) -> int:
    """End the server so often; says how many mails came more than once."""
    async with open_postbox() as (postbox, port):
        postbox.delay = _ON_THE_WIRE
        async with open_house(folder, mail_settings(port)) as house:
            for _ in range(times):
                await _end_while_sending(house, postbox, how)
                tried.count("times")
                on_the_wire = len(postbox.mails)
                await house.start_again(tried)
                if how is signal.SIGKILL:
                    # They come again once their lease has ended.
                    wanted = on_the_wire + VISITORS
                    await until(lambda: len(postbox.mails) >= wanted)  # noqa: B023 - waited for here
            count = len(set(house.ledger.told.values()))
            await until(lambda: len(ids(postbox)) >= count)
            await house.stop()
            house.judge(tried)
            tried.lost += max(count - len(ids(postbox)), 0)
    return len(postbox.mails) - len(ids(postbox))


async def _end_while_sending(
    house: House, postbox: Postbox, how: signal.Signals
) -> None:
    # What an earlier kill left behind goes first: eight hands, and no more.
    told = len(set(house.ledger.told.values()))
    await until(lambda: len(ids(postbox)) >= told)
    await asyncio.sleep(_ON_THE_WIRE + 0.5)
    before = len(postbox.mails)
    async with house.visitors() as http:
        await asyncio.gather(*(house.come(http) for _ in range(VISITORS)))
    await until(lambda: len(postbox.mails) >= before + VISITORS, 20)
    await house.stop(how)
