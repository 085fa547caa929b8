"""Asking now and then by connections that nobody used, and warning people in time."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog

from admin_server.core.canary import canary_line
from admin_server.core.connection_warnings import is_due, warn
from admin_server.core.connections import Access, Connection
from admin_server.core.errors import CalendarError
from admin_server.core.finding_rooms import Line
from admin_server.core.ports import Clock, Nouns, Store
from admin_server.jobs.canary import Canary

log = structlog.get_logger()

ORGANISATION_EVERY = timedelta(minutes=10)
"""How long an organisation's connection may go without a question."""
OWN_EVERY = timedelta(days=1)
"""How long a host's own may; a token that nobody uses is not kept alive more often."""
AT_ONCE = 4
"""So many connections are asked at the same time."""
PER_TURN = 50
"""So many of one tenant in one turn, so that no other tenant waits for it."""
_WARN_EVERY = timedelta(hours=1)
_EVERY = 60.0


class ConnectionWatch:
    """The canary: finds out how connections are before a visitor does."""

    def __init__(self, store: Store, canary: Canary, clock: Clock) -> None:
        self._store = store
        self._canary = canary
        self._clock = clock
        self._rested = False
        self._asked: dict[tuple[str, str], datetime] = {}
        self._warned_at: dict[str, datetime] = {}

    async def turn(self) -> float:
        """Ask by whatever nobody asked lately, and warn; says how long to pause."""
        if not self._rested:
            # Right after a start everybody asks: visitors, pages, what keeps up.
            self._rested = True
            return _EVERY
        tenants = await self._store.before_tenant.tenants()
        for tenant in tenants:
            await self._look_after(tenant)
        self._forget(tenants)
        return _EVERY

    async def _look_after(self, tenant: str) -> None:
        now, store = self._clock.now(), self._store.for_tenant(tenant)
        lines, warns = await store.read(lambda nouns: self._due(tenant, nouns, now))
        self._asked |= {(tenant, one): now for one in lines}
        slots = asyncio.Semaphore(AT_ONCE)
        asked = [line for line in lines.values() if line is not None]
        await asyncio.gather(*(self._look_quietly(slots, tenant, one) for one in asked))
        last = self._warned_at.get(tenant)
        if warns and (last is None or now - last >= _WARN_EVERY):
            await store.write(lambda nouns: warn(nouns, now=now))
            self._warned_at[tenant] = now

    def _due(
        self, tenant: str, nouns: Nouns, now: datetime
    ) -> tuple[dict[str, Line | None], bool]:
        """Say by which connections to ask, and whether there is anything to warn of."""
        every = nouns.connections.all()
        warns = any(is_due(connection, now) for connection in every)
        if not nouns.tenant.calendar_integration:
            return {}, warns
        silent = [one for one in every if self._is_silent(tenant, one, now)]
        return {one.id: canary_line(nouns, one) for one in silent[:PER_TURN]}, warns

    def _is_silent(self, tenant: str, connection: Connection, now: datetime) -> bool:
        every = ORGANISATION_EVERY
        if connection.access is Access.PERSON:
            every = OWN_EVERY
        asked = self._asked.get((tenant, connection.id))
        moments = [at for at in (asked, connection.health.checked_at) if at is not None]
        is_reader = connection.access is not Access.CLIENT
        return is_reader and all(now - at >= every for at in moments)

    async def _look_quietly(
        self, slots: asyncio.Semaphore, tenant: str, line: Line
    ) -> None:
        async with slots:
            try:
                await self._canary.look(tenant, line)
            except CalendarError:
                # It was heard, and is told once there.
                return
            except Exception:
                log.exception("canary_failed", connection=line.connection.id)

    def _forget(self, tenants: Iterable[str]) -> None:
        """Keep nothing in memory that time has made meaningless."""
        oldest = self._clock.now() - OWN_EVERY
        here = set(tenants)
        self._asked = {key: at for key, at in self._asked.items() if at > oldest}
        self._warned_at = {
            tenant: at for tenant, at in self._warned_at.items() if tenant in here
        }
