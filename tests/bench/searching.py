"""Finding a host among a hundred thousand, beside SQLite's own full-text index."""

import asyncio
import random
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from admin_server.core.people import Host
from admin_server.core.ports import Nouns
from admin_server.storage.words import words_of
from admin_server.web.limits import DeviceLimits
from tests.bench.measured import ROUNDS, Measured, median, p99, wall_of
from tests.bench.names import people
from tests.fakes.lobby import TENANT, Lobby, open_lobby

_HOSTS = 100_000
_AT_ONCE = 2_000
_QUERIES = 200
_MOST = 8
_LETTERS = 3


async def measure() -> list[Measured]:
    """Fill a house, then search both in turn."""
    names = people(_HOSTS)
    with TemporaryDirectory() as folder, closing(_full_text(names)) as raw:
        async with open_lobby(Path(folder), deliver=False) as lobby:
            await _fill(lobby, names)
            return [
                await _cpu(lobby, raw, names),
                await _http(lobby, names),
                await _recall(lobby, names),
            ]


def _full_text(names: Sequence[str]) -> sqlite3.Connection:
    raw = sqlite3.connect(":memory:", check_same_thread=False)
    raw.execute(
        "CREATE VIRTUAL TABLE names USING fts5(name,"
        " tokenize='unicode61 remove_diacritics 2', prefix='1 2 3 4 5 6')"
    )
    raw.executemany(
        "INSERT INTO names (rowid, name) VALUES (?, ?)", enumerate(names, 1)
    )
    raw.commit()
    return raw


async def _fill(lobby: Lobby, names: Sequence[str]) -> None:
    def some(nouns: Nouns, start: int) -> None:
        for number in range(start, min(start + _AT_ONCE, len(names))):
            name, address = names[number], f"{number}@lakeside.example"
            nouns.hosts.put(Host(f"host-{number}", name, address))

    store = lobby.store.for_tenant(TENANT)
    for start in range(0, len(names), _AT_ONCE):
        await store.write(lambda nouns, start=start: some(nouns, start))


def _typed(names: Sequence[str]) -> list[str]:
    """Give the first one to six letters of some words, always the same."""
    chance = random.Random(len(names))
    words = [chance.choice(words_of(name)) for name in chance.sample(names, _QUERIES)]
    return [word[: chance.randint(1, 6)] for word in words]


async def _cpu(lobby: Lobby, raw: sqlite3.Connection, names: Sequence[str]) -> Measured:
    typed = _typed(names)
    store = lobby.store.for_tenant(TENANT)

    def plain(query: str) -> None:
        wanted = "SELECT name FROM names WHERE names MATCH ? LIMIT ?"
        raw.execute(wanted, (f'"{query}"*', _MOST)).fetchall()

    ratios = []
    for _ in range(ROUNDS):
        theirs = await asyncio.to_thread(_each, plain, typed)
        ours = await store.read(lambda nouns: _each(nouns.hosts.search, typed))
        ratios.append(p99(ours) / p99(theirs))
    return Measured(
        "host-search-cpu",
        "host search over 100,000 hosts in ten scripts ÷ a raw FTS5 prefix query, p99 of CPU",
        median(ratios),
        "≤ 10",
        "×",
        f"{_QUERIES} beginnings of one to six letters; ours ranked, FTS5 in any order",
    )


def _each(search: Callable[[str], object], typed: Sequence[str]) -> list[float]:
    """Say how much of this thread's CPU each search takes."""
    took = []
    for query in typed:
        before = time.thread_time()
        search(query)
        took.append(time.thread_time() - before)
    return took


async def _http(lobby: Lobby, names: Sequence[str]) -> Measured:
    async def search(query: str) -> None:
        (await lobby.get("/hosts", q=query)).raise_for_status()

    rounds = []
    for _ in range(ROUNDS):
        took = []
        for query in _typed(names):
            _forget_pace(lobby)
            took.append(1000 * await wall_of(lambda query=query: search(query)))
        rounds.append(p99(took))
    return Measured(
        "host-search-http",
        "host search over 100,000 hosts by HTTP, p99",
        median(rounds),
        "≤ 15",
        "ms",
        "the kiosk's own endpoint, in one process, without a wire",
    )


async def _recall(lobby: Lobby, names: Sequence[str]) -> Measured:
    wanted: dict[str, set[str]] = defaultdict(set)
    for number, name in enumerate(names):
        for word in words_of(name):
            if len(word) >= _LETTERS:
                wanted[word[:_LETTERS]].add(f"host-{number}")

    def found(nouns: Nouns) -> int:
        searched = {
            letters: {host.id for host in nouns.hosts.search(letters, limit=_HOSTS)}
            for letters in wanted
        }
        return sum(len(hosts & searched[letters]) for letters, hosts in wanted.items())

    total = sum(map(len, wanted.values()))
    share = 100 * await lobby.store.for_tenant(TENANT).read(found) / total
    return Measured(
        "host-search-recall",
        "hosts that are found by the first letters of any word of their name",
        share,
        "≥ 100",
        "%",
        f"all {total} words of the names, by {_LETTERS} letters, without accents",
    )


def _forget_pace(lobby: Lobby) -> None:
    """Let this kiosk be quicker than any visitor types."""
    state = lobby.app.state
    state.parts = replace(state.parts, limits=DeviceLimits())
