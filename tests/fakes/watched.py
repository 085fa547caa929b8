"""Connections under watch: the jobs of a lobby, turned by the test itself."""

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from admin_server.core.connections import Access, Connection, Health
from admin_server.core.messages import Message
from admin_server.core.ports import Nouns
from admin_server.jobs.canary import Canary
from admin_server.jobs.connection_health import ConnectionHealth
from admin_server.jobs.read_lines import LineReader
from admin_server.jobs.watch_connections import ConnectionWatch
from tests.fakes.calendar_house import CalendarHouse
from tests.fakes.lobby import JONAS, TENANT, Lobby

CLIENT = Connection("connection-app", "memory", "App", access=Access.CLIENT)
OWN = Connection(
    "connection-own",
    "memory",
    "Jonas's calendar",
    access=Access.PERSON,
    host=JONAS.id,
    account=JONAS.email,
)


@dataclass
class Watched:
    """What watches a lobby's connections; nothing of it runs by itself."""

    lobby: Lobby
    health: ConnectionHealth
    watch: ConnectionWatch

    async def turn(self, **later: float) -> None:
        """Let time pass, watch once and save what was heard."""
        self.lobby.clock.forward(**later)
        await self.watch.turn()
        await self.health.save()
        await self._mails_are_out()

    async def turns(self, count: int, **later: float) -> None:
        """Watch so many times, and let time pass before each."""
        for _ in range(count):
            await self.turn(**later)

    async def _mails_are_out(self) -> None:
        # Each day's mail is written on that day, before the clock is moved on.
        soon = self.lobby.clock.now() + timedelta(minutes=1)
        async with asyncio.timeout(10):
            while due := await self.lobby.store.before_tenant.next_due():
                if due > soon:
                    break
                await asyncio.sleep(0.005)

    async def connection(self, connection_id: str = "connection-1") -> Connection:
        """A connection as it is stored."""
        found = await self.lobby.store.for_tenant(TENANT).read(
            lambda nouns: nouns.connections.get(connection_id)
        )
        assert found is not None
        return found

    async def change(
        self, connection_id: str = "connection-1", **changes: object
    ) -> Connection:
        """Store a connection otherwise."""
        connection = replace(await self.connection(connection_id), **changes)  # type: ignore[arg-type]
        await put_connection(self.lobby, connection)
        return connection


async def watch_over(lobby: Lobby) -> Watched:
    """Set up jobs of our own beside those of the lobby, which stand still."""
    parts = lobby.app.state.parts
    health = ConnectionHealth(lobby.store, lobby.clock)
    lines = LineReader(
        lobby.store, parts.calendars, refs=parts.refs, health=health, clock=lobby.clock
    )
    watch = ConnectionWatch(lobby.store, Canary(lines), lobby.clock)
    # Its first turn after a start only rests.
    await watch.turn()
    return Watched(lobby, health, watch)


async def put_connection(lobby: Lobby, connection: Connection) -> None:
    """Store a connection of the lobby's."""
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.connections.put(connection)
    )


async def permit_own(lobby: Lobby, *, permitted: bool = True) -> None:
    """Let hosts connect calendars of their own, or no longer."""

    def work(nouns: Nouns) -> None:
        policy = replace(nouns.tenant.calendar, own_calendars=permitted)
        nouns.change_tenant(replace(nouns.tenant, calendar=policy))

    await lobby.store.for_tenant(TENANT).write(work)


def listen(house: CalendarHouse, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Hear of the connections that are let go of while they are still there."""
    ended: list[str] = []

    async def let_go(tenant: str, connection: str) -> None:
        found = await house.lobby.store.for_tenant(tenant).read(
            lambda nouns: nouns.connections.get(connection)
        )
        assert found is not None
        ended.append(connection)

    monkeypatch.setattr(house.lobby.app.state.parts.following, "let_go", let_go)
    return ended


async def put_health(lobby: Lobby, connection_id: str, health: Health) -> None:
    """Store how a connection is."""
    await lobby.store.for_tenant(TENANT).write(
        lambda nouns: nouns.connections.set_health(connection_id, health)
    )


def about_calendars(lobby: Lobby) -> list[Message]:
    """The mails about connections that were sent, oldest first."""
    return [one for one in lobby.mail.sent if "calendar" in one.subject.casefold()]
