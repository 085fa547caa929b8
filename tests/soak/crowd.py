"""Eight clients who check in at once on SQLite, while the operator works as well."""

import asyncio
import itertools
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx

from admin_server.settings import Settings
from admin_server.web.control import send_command
from tests.fakes.server_process import TENANT_FILE
from tests.soak.house import House, open_house
from tests.soak.tried import Tried

CLIENTS = 8
_PER_KIOSK = 100
"""Check-ins of one kiosk; the server slows who has more than 120 in a minute."""
_FAULT = 500
_KIOSK = '\n[[kiosks]]\nname = "Kiosk {number}"\nsite = "house"\n'


async def of_eight_clients(folder: Path, *, check_ins: int) -> Tried:
    """Have everybody come; each is answered at the first try, and counted once."""
    tried = Tried("crowd", "eight clients check in at once, on SQLite")
    with tried.timed():
        async with open_house(folder, {}) as house:
            each = -(-check_ins // (CLIENTS * _PER_KIOSK))
            tokens = await kiosks_of(house, CLIENTS * each)
            times = await _everybody(house, tokens, check_ins, tried)
            await _second_server(house, tried)
            await house.stop()
            house.judge(tried)
    _weigh(house, times, tried)
    return tried


async def kiosks_of(house: House, number: int) -> list[str]:
    """Pair kiosks by commands to the running server."""
    file = house.server.folder / "crowd.toml"
    file.write_text(
        TENANT_FILE + "".join(_KIOSK.format(number=one) for one in range(number))
    )
    status, _, trouble = await house.server.command("apply", str(file))
    if status:
        raise RuntimeError(trouble)
    return [await _token(house, f"Kiosk {one}") for one in range(number)]


async def _token(house: House, kiosk: str) -> str:
    address = Settings(database_url=f"sqlite:///{house.database}").control_address
    if address is None:
        raise RuntimeError("a file has a socket beside it")
    wanted = {"kiosk": kiosk, "tenant": "lakeside"}
    token = await send_command(address, "kiosk-token", wanted)
    if token is None:
        raise RuntimeError("the server is not running")
    return token


async def _everybody(
    house: House, tokens: list[str], check_ins: int, tried: Tried
) -> list[float]:
    requests = iter([str(uuid4()) for _ in range(check_ins)])
    began = time.monotonic()
    times, _ = await asyncio.gather(
        _clients(house, tokens, requests), _commands(house, tried)
    )
    tried.most("check-ins a second", check_ins / (time.monotonic() - began))
    return times


async def _clients(
    house: House, tokens: list[str], requests: Iterator[str]
) -> list[float]:
    """Let each client have kiosks of its own, so that none is slowed for haste."""
    shares = [tokens[one::CLIENTS] for one in range(CLIENTS)]
    found = await asyncio.gather(*(_client(house, share, requests) for share in shares))
    return list(itertools.chain.from_iterable(found))


async def _client(
    house: House, tokens: list[str], requests: Iterator[str]
) -> list[float]:
    times = []
    async with httpx.AsyncClient(base_url=house.server.url, timeout=30) as http:
        for token, request in zip(itertools.cycle(tokens), requests, strict=False):
            house.ledger.asked.append(request)
            before = time.monotonic()
            answer = await http.post(
                "/api/v1/check-ins",
                json=house.body(request),
                headers={"Authorization": f"Bearer {token}"},
            )
            times.append(time.monotonic() - before)
            house.ledger.note(request, answer)
    return times


async def _commands(house: House, tried: Tried) -> None:
    """Apply a file meanwhile: it goes through the running server's socket."""
    file = house.server.folder / "crowd.toml"
    status, _, trouble = await house.server.command("apply", str(file))
    tried.count("commands")
    if status:
        tried.wrong.append(f"a command failed: {trouble}")


async def _second_server(house: House, tried: Tried) -> None:
    """Start a second process on the same file: it has to refuse, and say why."""
    status, _, trouble = await house.server.command("serve")
    tried.count("second servers")
    if status == 0 or "server" not in trouble or "Traceback" in trouble:
        tried.wrong.append(f"a second server said: {trouble!r}")


def _weigh(house: House, times: list[float], tried: Tried) -> None:
    ledger = house.ledger
    faults = Counter({s: n for s, n in ledger.refused.items() if s >= _FAULT})
    tried.count("answers of 500 and above", faults.total())
    if ledger.refused:
        tried.wrong.append(f"not answered at the first try: {dict(ledger.refused)}")
    if len(ledger.told) != len(ledger.asked):
        tried.wrong.append(f"{len(ledger.told)} of {len(ledger.asked)} were answered")
    tried.most("p99, ms", 1000 * statistics.quantiles(times, n=100)[98])
    tried.most("slowest, ms", 1000 * max(times))
