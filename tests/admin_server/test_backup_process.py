"""Backup, restore and move as the operator does them, with real servers."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.fakes.lakeside import settle_lakeside
from tests.fakes.lobby import bearer
from tests.fakes.ports import free_port
from tests.fakes.postgres import PostgresServer, run_postgres
from tests.fakes.server_process import ServerProcess

pytestmark = [pytest.mark.timeout(240), pytest.mark.xdist_group("postgres")]

WAYS = [("sqlite", "postgres"), ("postgres", "sqlite")]
AT_ONCE = 4


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    with run_postgres() as running:
        yield running


class Machines:
    """Servers in folders of their own; whatever runs in the end is killed."""

    def __init__(self, folder: Path, request: pytest.FixtureRequest) -> None:
        self._folder = folder
        self._request = request
        self._made: list[ServerProcess] = []

    def new(self, engine: str) -> ServerProcess:
        """A machine on which nothing has happened yet."""
        folder = self._folder / f"machine-{len(self._made)}"
        folder.mkdir()
        extra = {}
        if engine == "postgres":
            running: PostgresServer = self._request.getfixturevalue("postgres")
            extra["PORTICO_DATABASE_URL"] = running.new_database()
        server = ServerProcess(folder, free_port(), extra)
        self._made.append(server)
        return server

    async def end(self) -> None:
        running = [one for one in self._made if one.process is not None]
        for server in running:
            if server.process.returncode is None:
                await server.end(signal.SIGKILL)


@pytest.fixture
async def machines(
    tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Machines]:
    made = Machines(tmp_path, request)
    yield made
    await made.end()


async def _opened(server: ServerProcess) -> str:
    """Start a lobby with one kiosk; gives the kiosk's token."""
    token = await settle_lakeside(server)
    await server.start()
    return token


async def _host(http: httpx.AsyncClient, token: str) -> str:
    asked = {"params": {"q": "jonas"}, "headers": bearer(token)}
    found = await http.get("/api/v1/hosts", **asked)
    return str(found.json()["hosts"][0]["id"])


async def _come(http: httpx.AsyncClient, token: str, host: str, request: str):
    body = {
        "request_id": request,
        "kiosk_time": "2026-11-23T10:00:00+01:00",
        "visitor": {"name": "Guest"},
        "host_id": host,
    }
    return await http.post("/api/v1/check-ins", json=body, headers=bearer(token))


async def _keep_coming(
    http: httpx.AsyncClient, token: str, host: str, answered: dict[str, str]
) -> None:
    """Check people in one after the other; notes each answer."""
    while True:
        request = str(uuid4())
        answer = await _come(http, token, host, request)
        assert answer.status_code == 201, answer.text
        answered[request] = answer.json()["visit"]["id"]


@pytest.mark.parametrize(("here", "there"), WAYS)
async def test_a_backup_under_load_is_restored_on_an_empty_machine(
    machines: Machines, tmp_path: Path, here: str, there: str
) -> None:
    """R15: everybody who was answered before it began is known to the new machine."""
    server, fresh = machines.new(here), machines.new(there)
    token, path = await _opened(server), tmp_path / "backup.zip"
    answered: dict[str, str] = {}
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
        host = await _host(http, token)
        coming = [
            asyncio.create_task(_keep_coming(http, token, host, answered))
            for _ in range(AT_ONCE)
        ]
        async with asyncio.timeout(60):
            while len(answered) < 20:
                await asyncio.sleep(0.05)
        before = dict(answered)
        made = await server.command("backup", "--to", str(path))
        meanwhile = len(answered) - len(before)
        for one in coming:
            one.cancel()
        await asyncio.gather(*coming, return_exceptions=True)
    await server.end()

    checked = await fresh.command("restore", "--from", str(path), "--check")
    restored = await fresh.command("restore", "--from", str(path))
    await fresh.start()
    async with httpx.AsyncClient(base_url=fresh.url, timeout=30) as http:
        again = {request: await _come(http, token, host, request) for request in before}

    assert (made[0], checked[0], restored[0]) == (0, 0, 0), (made, checked, restored)
    assert checked[1].endswith("The backup is whole.")
    assert "read back and the same" in restored[1]
    assert meanwhile > 0
    # Asked again, the new machine answers with the visit that it was.
    assert {k: one.json()["visit"]["id"] for k, one in again.items()} == before


@pytest.mark.parametrize(("here", "there"), WAYS)
async def test_a_tenant_moves_to_the_other_engine(
    machines: Machines, here: str, there: str
) -> None:
    """After the move the same kiosk checks people in there, and is refused here."""
    server, other = machines.new(here), machines.new(there)
    token = await _opened(server)
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
        host = await _host(http, token)
        first = await _come(http, token, host, "11111111-1111-4111-8111-111111111111")

    address = other.environment["PORTICO_DATABASE_URL"]
    copied = await server.command("copy", "--tenant", "lakeside", "--to", address)
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:
        refused = await _come(http, token, host, str(uuid4()))
    key = server.folder / "portico.key"
    key.rename(other.folder / "portico.key")
    resumed = await other.command("tenant", "resume", "lakeside")
    await other.start()
    async with httpx.AsyncClient(base_url=other.url, timeout=30) as http:
        again = await _come(http, token, host, "11111111-1111-4111-8111-111111111111")
        second = await _come(http, token, host, str(uuid4()))

    assert (copied[0], resumed[0]) == (0, 0), (copied, resumed)
    assert "  visits: 1\n" in copied[1]
    assert refused.status_code == 503
    assert again.json()["visit"]["id"] == first.json()["visit"]["id"]
    assert second.status_code == 201


async def test_a_database_is_backed_up_before_an_update(
    machines: Machines, tmp_path: Path
) -> None:
    """A backup leaves the tables as they are; no database is made by one."""
    server = machines.new("sqlite")

    status, _, trouble = await server.command("backup", "--to", f"{tmp_path}/x.zip")

    assert status == 2
    assert "There is no database" in trouble
    assert not (server.folder / "portico.db").exists()


async def test_what_cannot_be_restored_is_said(
    machines: Machines, tmp_path: Path
) -> None:
    """A mistyped name ends with one sentence, and nothing is made."""
    server = machines.new("sqlite")

    status, _, trouble = await server.command("restore", "--from", f"{tmp_path}/x.zip")

    assert status == 1
    assert trouble.startswith("portico-server: The backup cannot be read: No such file")
    assert list(server.folder.iterdir()) == []
