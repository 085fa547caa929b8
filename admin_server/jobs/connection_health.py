"""Noticing how each connection is, from the questions that are asked anyway."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from admin_server.core.connection_states import state_after
from admin_server.core.connections import Connection, ConnectionState, Health
from admin_server.core.errors import CalendarError
from admin_server.core.ports import Clock, Nouns, Store

log = structlog.get_logger()

EVERY = timedelta(minutes=1)
"""How often what was heard is saved, where the state stays the same."""
_WELL = frozenset({ConnectionState.CONNECTED, ConnectionState.NOT_CONNECTED})


@dataclass
class _Known:
    """One connection as we know it, and what of that is not saved yet."""

    health: Health
    saved_state: ConnectionState
    saved_at: datetime | None = None
    turned_at: datetime | None = None
    is_new: bool = True

    @property
    def changed(self) -> bool:
        return self.health.state is not self.saved_state


class ConnectionHealth:
    """Hears how every question to a provider ended; says once that one is away.

    Hearing only notes; saving is the job's, so that nobody who waits for a room
    waits for it.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._known: dict[tuple[str, str], _Known] = {}
        self._changed = asyncio.Event()

    def heard(
        self, tenant: str, connection: Connection, trouble: CalendarError | None
    ) -> None:
        """Note how a question ended; returns at once."""
        known = self._of(tenant, connection)
        known.health = state_after(known.health, trouble, now=self._clock.now())
        known.is_new = True
        if known.changed:
            self._changed.set()

    async def turn(self) -> float:
        """Save what was heard: at once where a state changed, else once a minute.

        Raises:
            StoreUnavailable: nothing of this turn is lost; the next one saves it.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(EVERY.total_seconds()):
                await self._changed.wait()
        self._changed.clear()
        await self.save()
        return 1.0

    async def save(self) -> None:
        """Save what is due to be saved, tenant by tenant."""
        now = self._clock.now()
        due = [key for key, known in self._known.items() if _is_due(known, now)]
        for tenant in sorted({tenant for tenant, _ in due}):
            ids = [connection for one, connection in due if one == tenant]
            await self._save_of(tenant, ids, now)

    async def _save_of(self, tenant: str, ids: list[str], now: datetime) -> None:
        heard = {one: self._known[tenant, one].health for one in ids}
        before = await self._store.for_tenant(tenant).write(
            lambda nouns: _save(nouns, heard)
        )
        for one in ids:
            known = self._known[tenant, one]
            if one not in before:
                # Somebody disconnected it meanwhile.
                del self._known[tenant, one]
                continue
            _tell(one, known.saved_state, heard[one])
            known.turned_at = _turned_at(known, heard[one], now)
            known.saved_state, known.saved_at = heard[one].state, now
            known.is_new = known.health != heard[one]

    def _of(self, tenant: str, connection: Connection) -> _Known:
        key, stored = (tenant, connection.id), connection.health
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _Known(stored, stored.state)
        elif _is_newer(stored, known.health):
            # A page tried or renewed it, and knows better than we do; that it went
            # away or is back is still ours to say.
            known.health = stored
        return known


def _is_newer(stored: Health, known: Health) -> bool:
    if stored.checked_at is None or known.checked_at is None:
        return False
    return stored.checked_at > known.checked_at


def _turned_at(known: _Known, heard: Health, now: datetime) -> datetime | None:
    is_first = known.saved_state is ConnectionState.NOT_CONNECTED
    has_turned = heard.state is not known.saved_state and not is_first
    return now if has_turned else known.turned_at


def _is_due(known: _Known, now: datetime) -> bool:
    # One that changes back and forth is saved, and told of, once a minute as well.
    last = known.turned_at if known.changed else known.saved_at
    return known.is_new and (last is None or now - last >= EVERY)


def _save(nouns: Nouns, heard: dict[str, Health]) -> set[str]:
    """Save each connection's health; says which connections there still are."""
    there: set[str] = set()
    for one, health in heard.items():
        stored = nouns.connections.get(one)
        if stored is None:
            continue
        there.add(one)
        if not _is_newer(stored.health, health):
            # Who was warned is the other job's to say.
            warned = stored.health.warned_days
            nouns.connections.set_health(one, replace(health, warned_days=warned))
    return there


def _tell(connection: str, before: ConnectionState, health: Health) -> None:
    """Write one line when a provider goes away, and one when it is back."""
    if before not in _WELL and health.state in _WELL:
        log.info("calendar_back", connection=connection)
    elif health.state not in _WELL and health.state is not before:
        log.warning(
            "calendar_away",
            connection=connection,
            state=health.state.value,
            detail=health.detail,
        )
