"""Several real server processes on one PostgreSQL database, as behind one address."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg

from admin_server.core.users import Session, SignInMethod
from admin_server.jobs.clock import SystemClock
from admin_server.storage.store import open_store
from admin_server.web.dashboard.door import COOKIE, hash_secret
from tests.fakes.lobby import JONAS, RECEPTION, TENANT, TOKEN, bearer, furnish
from tests.fakes.ports import free_port
from tests.fakes.postgres import as_superuser
from tests.fakes.server_process import ServerProcess

_SESSION = "session-of-noor-at-reception"
_TRIES = 200


@dataclass
class ServerGroup:
    """Server processes that share a database and a key file."""

    database: str
    servers: list[ServerProcess]

    def set(self, **settings: str) -> None:
        """Give every server more settings."""
        for server in self.servers:
            server.extra.update(settings)

    async def furnish(self) -> None:
        """Bring the lobby into the database, with Noor signed in at reception."""
        store, now = open_store(self.database), SystemClock().now()
        await furnish(store)
        session = Session(
            id="session-noor",
            user=RECEPTION.id,
            token_hash=hash_secret(_SESSION),
            method=SignInMethod.PASSWORD,
            created_at=now,
            seen_at=now,
            expires_at=now + Session.LONGEST,
        )
        await store.for_tenant(TENANT).write(lambda n: n.sessions.put(session))
        store.close()

    async def start(self) -> None:
        """Start all of them at the same moment, and wait until each one answers."""
        await asyncio.gather(*(server.start() for server in self.servers))

    async def end(self) -> None:
        """Stop all of them in order."""
        await asyncio.gather(*(server.end() for server in self.servers))

    async def come(
        self, server: ServerProcess, *, name: str = "Guest", request: str | None = None
    ) -> str | None:
        """Check in at one server; gives the visit, None where no answer named one."""
        body = {
            "request_id": request or str(uuid4()),
            "kiosk_time": SystemClock().now().isoformat(),
            "visitor": {"name": name},
            "host_id": JONAS.id,
        }
        try:
            async with httpx.AsyncClient(base_url=server.url, timeout=20) as http:
                answer = await http.post(
                    "/api/v1/check-ins", json=body, headers=bearer(TOKEN)
                )
        except httpx.TransportError:
            return None
        return str(answer.json()["visit"]["id"]) if answer.is_success else None

    async def come_until_told(self, number: int) -> str:
        """Check in as a kiosk does: the same request again, at whichever answers."""
        request = str(uuid4())
        for attempt in range(_TRIES):
            server = self.servers[(number + attempt) % len(self.servers)]
            visit = await self.come(server, request=request)
            if visit is not None:
                return visit
            await asyncio.sleep(0.05)
        raise AssertionError("no server answered")

    @asynccontextmanager
    async def page(self, server: ServerProcess) -> AsyncIterator["LivePage"]:
        """Open the list of who is here, and the line on which it hears of news."""
        async with (
            httpx.AsyncClient(
                base_url=server.url,
                headers={"Cookie": f"{COOKIE}={_SESSION}", "Accept": "text/html"},
                timeout=30,
            ) as http,
            http.stream("GET", "/today/stream") as line,
        ):
            assert line.status_code == 200
            page = LivePage(http, line.aiter_lines())
            # What changed before the line stood counts as news.
            assert await page.hear() == "changed"
            yield page

    def count(self, table: str) -> int:
        """Count rows past our own code."""
        with psycopg.connect(as_superuser(self.database)) as line:
            found = line.execute(f"SELECT count(*) FROM {table}").fetchone()
        assert found is not None
        return int(found[0])


@dataclass
class LivePage:
    """The list of who is here, in a browser."""

    http: httpx.AsyncClient
    lines: AsyncIterator[str]

    async def hear(self) -> str:
        """Wait for the next word on the line: "changed", or "still" every 20 seconds."""
        async for line in self.lines:
            if line.startswith("event:"):
                return line.removeprefix("event:").strip()
        return "ended"

    async def heard_until_shown(self, name: str) -> set[str]:
        """Look at the page at each word, as its script does, until it shows a name."""
        heard = {await self.hear()}
        while name not in (await self.http.get("/today/on-site")).text:
            heard.add(await self.hear())
        return heard


@asynccontextmanager
async def server_group(
    folder: Path, size: int, *, database: str, owner: str
) -> AsyncIterator[ServerGroup]:
    """Prepare servers that do not run yet; those that run in the end are killed."""
    settings = {
        "PORTICO_DATABASE_URL": database,
        "PORTICO_DATABASE_OWNER_URL": owner,
        "PORTICO_KEY_FILE": str(folder / "portico.key"),
    }
    servers = [_server(folder / f"server-{n}", settings) for n in range(size)]
    try:
        yield ServerGroup(database, servers)
    finally:
        for server in servers:
            if server.process is not None and server.process.returncode is None:
                await server.end(signal.SIGKILL)


def _server(home: Path, settings: dict[str, str]) -> ServerProcess:
    home.mkdir()
    return ServerProcess(home, free_port(), dict(settings))
