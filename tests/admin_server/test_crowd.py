"""Many visitors at once, and one visitor many times, with a real server on a file."""

import re
from collections import Counter
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import httpx
import pytest

from tests.soak.crowd import CLIENTS, kiosks_of, of_eight_clients
from tests.soak.house import House, kept_in, open_house

pytestmark = pytest.mark.timeout(180)
TIMES = 100


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A real server on a file."""
    async with open_house(tmp_path, {}) as opened:
        yield opened


Said = tuple[int, str]
"""A status, and the visit's id or the refusal's code."""


def in_threads(
    house: House, tokens: list[str], bodies: list[dict[str, object]], *, times: int
) -> list[Said]:
    """Send from eight threads that begin in one moment, each so many times."""
    start = Barrier(CLIENTS)

    def send(token: str, body: dict[str, object]) -> list[Said]:
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=house.server.url, headers=headers) as http:
            start.wait()
            return [
                _said(http.post("/api/v1/check-ins", json=body)) for _ in range(times)
            ]

    with ThreadPoolExecutor(CLIENTS) as threads:
        lists = threads.map(send, tokens, bodies)
        return [said for each in lists for said in each]


def _said(answer: httpx.Response) -> Said:
    told = answer.json()
    return answer.status_code, told.get("error") or told["visit"]["id"]


async def test_eight_clients_are_all_let_in(tmp_path: Path) -> None:
    """R3: 200 visitors at eight kiosks: nobody is turned away, everybody counted once.

    Meanwhile a command is done, and a second server on the same file is refused.
    `make soak` has 2,000 of them.
    """
    tried = await of_eight_clients(tmp_path, check_ins=200)

    assert (tried.lost, tried.doubled, tried.wrong) == (0, 0, [])
    assert tried.tried["answered"] == tried.tried["check-ins"] == 200
    assert tried.tried["answers of 500 and above"] == 0
    assert tried.tried["second servers"] == 1


async def test_one_request_of_eight_threads_a_hundred_times(house: House) -> None:
    """R3: one request that comes eight hundred times is one visit and one message."""
    tokens = await kiosks_of(house, CLIENTS)
    body = house.body(str(uuid4()))

    answers = in_threads(house, tokens, [body] * CLIENTS, times=TIMES)
    await house.stop()

    assert len(answers) == CLIENTS * TIMES
    assert {status for status, _ in answers} == {201}
    kept = kept_in(house.database)
    assert {visit for _, visit in answers} == kept.visits.keys()
    assert list(kept.messages.values()) == [1]


async def test_one_invitation_under_eight_keys(house: House) -> None:
    """R3: of eight kiosks that scan one pass, one checks in and seven say so."""
    tokens = await kiosks_of(house, CLIENTS)
    said = await house.server.command(
        "pass",
        "Mara Lindt",
        *("--tenant", "lakeside", "--site", "house"),
        *("--host", "jonas.weber@lakeside.example"),
    )
    text = re.search(r"P1\.\S+", said[1])
    assert text is not None, said
    bodies = [_scan(text[0]) for _ in range(CLIENTS)]

    answers = in_threads(house, tokens, bodies, times=1)
    await house.stop()

    assert Counter(status for status, _ in answers) == {201: 1, 200: 7}
    assert len({visit for _, visit in answers}) == 1
    assert list(kept_in(house.database).messages.values()) == [1]


def _scan(text: str) -> dict[str, object]:
    return {
        "request_id": str(uuid4()),
        "kiosk_time": "2026-11-23T10:00:00+01:00",
        "pass": text,
    }


async def test_one_key_with_eight_bodies(house: House) -> None:
    """R5: eight different visitors under one key: one is let in, seven get 409."""
    tokens = await kiosks_of(house, CLIENTS)
    one = house.body(str(uuid4()))
    bodies = [{**one, "visitor": {"name": f"Guest {n}"}} for n in range(CLIENTS)]

    answers = in_threads(house, tokens, bodies, times=1)
    await house.stop()

    assert Counter(status for status, _ in answers) == {201: 1, 409: 7}
    assert {said for status, said in answers if status == 409} == {"request_id_reused"}
    assert len(kept_in(house.database).visits) == 1
