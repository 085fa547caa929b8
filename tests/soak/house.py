"""A house whose server is hurt: its visitors, what they were told, what is kept."""

import asyncio
import contextlib
import os
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx

from tests.fakes.lakeside import settle_lakeside
from tests.fakes.ports import free_port
from tests.fakes.server_process import ServerProcess
from tests.soak.tried import Tried

READY = 5.0
"""Seconds of processor time within which a server is ready again.

On the clock on the wall it depends on who else wants the machine at that moment.
"""
_PATIENCE = 240.0
_TOO_MANY = 429
LEASE = 3
"""Seconds after which a message that a dead server held is sent by the next one."""


@dataclass
class Ledger:
    """What visitors asked for, and what they were told.

    Attributes:
        asked: request ids.
        told: request id → the visit that the first answer named.
        refused: how often each status came instead of a visit.
        changed: request ids whose answers named different visits.
    """

    asked: list[str] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    refused: Counter[int] = field(default_factory=Counter)
    changed: list[str] = field(default_factory=list)

    def note(self, request: str, answer: httpx.Response) -> bool:
        """Note an answer; says whether it named a visit."""
        if answer.status_code not in (200, 201):
            self.refused[answer.status_code] += 1
            return False
        visit = answer.json()["visit"]["id"]
        if self.told.setdefault(request, visit) != visit:
            self.changed.append(request)
        return True


@dataclass
class House:
    """One server, one kiosk's token, and the ledger of its visitors."""

    server: ServerProcess
    ledger: Ledger = field(default_factory=Ledger)
    token: str = ""
    host: str = ""

    @property
    def database(self) -> Path:
        """The file of the server's database."""
        return self.server.folder / "portico.db"

    async def start(self) -> None:
        """Start the server and wait until it is ready."""
        await self.server.start()

    async def start_again(self, tried: Tried) -> None:
        """Start it after a fault, and note how long that takes."""
        before = time.monotonic()
        await self.start()
        tried.most("slowest start, s", time.monotonic() - before)
        cpu = _processor_time(self.server)
        tried.most("of the processor, s", cpu)
        if cpu > READY:
            tried.wrong.append(f"a start took {cpu:.1f} s of the processor")

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the server, unless it has ended already."""
        running = self.server.process
        if running is not None and running.returncode is None:
            await self.server.end(how)

    async def find_host(self) -> None:
        """Learn the id of the host whom everybody visits."""
        async with self.visitors() as http:
            found = await http.get("/api/v1/hosts", params={"q": "jonas"})
            self.host = found.json()["hosts"][0]["id"]

    def visitors(self) -> httpx.AsyncClient:
        """Open a line as the kiosk has it."""
        return httpx.AsyncClient(
            base_url=self.server.url,
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=30,
        )

    async def come(
        self, http: httpx.AsyncClient, request: str | None = None
    ) -> httpx.Response | None:
        """Check in once; None where the line broke before an answer."""
        if request is None:
            request = str(uuid4())
        if request not in self.ledger.asked[-64:]:
            self.ledger.asked.append(request)
        try:
            answer = await http.post("/api/v1/check-ins", json=self.body(request))
        except httpx.TransportError:
            return None
        self.ledger.note(request, answer)
        return answer

    async def come_in_turn(
        self, http: httpx.AsyncClient, request: str | None = None
    ) -> httpx.Response | None:
        """Check in; where the kiosk was quicker than it may be, wait as it is told."""
        request = request or str(uuid4())
        while True:
            answer = await self.come(http, request)
            if answer is None or answer.status_code != _TOO_MANY:
                return answer
            await asyncio.sleep(float(answer.headers["Retry-After"]))

    def body(self, request: str) -> dict[str, object]:
        """What the kiosk sends for a visitor without an invitation."""
        return {
            "request_id": request,
            "kiosk_time": "2026-11-23T10:00:00+01:00",
            "visitor": {"name": "Guest"},
            "host_id": self.host,
        }

    def judge(self, tried: Tried) -> None:
        """Hold the database against what visitors were told; the server is down."""
        judge(kept_in(self.database), self.ledger, tried)


def _processor_time(server: ServerProcess) -> float:
    """Say how many seconds of the processor a server has had (proc(5), stat)."""
    assert server.process is not None
    stat = Path(f"/proc/{server.process.pid}/stat").read_text()
    after_name = stat.rpartition(")")[2].split()
    return sum(map(int, after_name[11:13])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Kept:
    """What a database has.

    Attributes:
        visits: visit id → its request id.
        messages: visit id → how many messages to its host there are.
        damage: what the database says of itself; "ok" is well.
    """

    visits: dict[str, str]
    messages: dict[str, int]
    damage: str = "ok"


def kept_in(database: Path) -> Kept:
    """Read a SQLite file that no server holds."""
    with contextlib.closing(sqlite3.connect(database)) as line:
        # Looking is quicker where the disk is not waited for, and sees the same.
        line.execute("PRAGMA synchronous=OFF")
        (damage,) = line.execute("PRAGMA integrity_check(1)").fetchone()
        visits = line.execute(VISITS).fetchall()
        messages = line.execute("SELECT dedupe_key FROM outbox").fetchall()
    return Kept(dict(visits), by_visit(messages), damage)


VISITS = "SELECT id, request_id FROM visits WHERE request_id IS NOT NULL"


def by_visit(keys: list[tuple[str]]) -> dict[str, int]:
    """Count messages by the visit that they are about."""
    return Counter(key.partition(":")[2] for (key,) in keys if key)


def judge(kept: Kept, ledger: Ledger, tried: Tried) -> None:
    """Count what is lost and doubled, and say what is damaged."""
    tried.count("check-ins", len(set(ledger.asked)))
    tried.count("answered", len(ledger.told))
    tried.lost += len(set(ledger.told.values()) - kept.visits.keys())
    twice = Counter(kept.visits.values())
    tried.doubled += sum(count > 1 for count in twice.values()) + len(ledger.changed)
    tried.lost += sum(kept.messages.get(visit, 0) < 1 for visit in kept.visits)
    tried.doubled += sum(count > 1 for count in kept.messages.values())
    if kept.damage != "ok":
        tried.wrong.append(f"integrity_check: {kept.damage}")
    if odd := {s: n for s, n in ledger.refused.items() if s not in (429, 503)}:
        tried.wrong.append(f"answers that should not be: {odd}")


@asynccontextmanager
async def open_house(folder: Path, extra: dict[str, str]) -> AsyncIterator[House]:
    """Make a house and start its server; whatever runs in the end is killed."""
    house = House(server_in(folder, extra))
    try:
        await _prepare(house)
        yield house
    finally:
        await house.stop(signal.SIGKILL)


def server_in(folder: Path, extra: dict[str, str]) -> ServerProcess:
    """Make a server that may take its time where the machine is busy."""
    folder.mkdir(parents=True, exist_ok=True)
    return ServerProcess(folder, free_port(), extra, patience=_PATIENCE)


async def _prepare(house: House) -> None:
    house.token = await settle_lakeside(house.server)
    await house.start()
    await house.find_host()


def mail_settings(port: int) -> dict[str, str]:
    """Settings by which a server sends mail to a port of this machine."""
    return {
        "PORTICO_SMTP_HOST": "127.0.0.1",
        "PORTICO_SMTP_PORT": str(port),
        "PORTICO_SMTP_SECURITY": "none",
        "PORTICO_MAIL_FROM": "desk@lakeside.example",
        "PORTICO_MESSAGE_LEASE_SECONDS": str(LEASE),
    }


async def until(holds, seconds: float = 60.0) -> bool:
    """Wait until something holds; False where it never did."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not holds():
                await asyncio.sleep(0.05)
    return bool(holds())
