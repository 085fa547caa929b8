"""Finding out once a day which rooms a calendar does not name any more."""

from datetime import datetime, timedelta

import structlog

from admin_server.core.canary import canary_line
from admin_server.core.discovering_rooms import note_gone
from admin_server.core.errors import CalendarError, SecretUnreadable
from admin_server.core.finding_rooms import Line
from admin_server.core.ports import Clock, Nouns, Store
from admin_server.jobs.canary import Canary

log = structlog.get_logger()

EVERY = timedelta(days=1)
"""How often each organisation's list of rooms is read."""
AGAIN = timedelta(hours=1)
"""How long after one that could not be read it is tried again."""
_PAUSE = 300.0


class RoomWatch:
    """Compares the rooms that visitors may be sent to with the calendar's list."""

    def __init__(self, store: Store, canary: Canary, clock: Clock) -> None:
        self._store = store
        self._canary = canary
        self._clock = clock
        self._rested = False
        self._next: dict[str, datetime] = {}

    async def turn(self) -> float:
        """Look at each organisation whose day is over; says how long to pause."""
        if not self._rested:
            # Right after a start there is more urgent work than this.
            self._rested = True
            return _PAUSE
        tenants = await self._store.before_tenant.tenants()
        self._next = {one: at for one, at in self._next.items() if one in tenants}
        for tenant in tenants:
            now = self._clock.now()
            if now >= self._next.get(tenant, now):
                self._next[tenant] = now + await self._look(tenant)
        return _PAUSE

    async def _look(self, tenant: str) -> timedelta:
        """Read one list; says when to do so again."""
        store = self._store.for_tenant(tenant)
        line = await store.read(_line)
        if line is None:
            return AGAIN
        try:
            found = await self._canary.rooms(tenant, line)
        except (CalendarError, SecretUnreadable) as trouble:
            why = type(trouble).__name__
            log.info("rooms_not_listed", connection=line.connection.id, why=why)
            return AGAIN
        except Exception:
            log.exception("rooms_not_listed", connection=line.connection.id)
            return AGAIN
        if found:
            now = self._clock.now()
            gone = await store.write(lambda nouns: note_gone(nouns, found, now=now))
            log.info("rooms_listed", tenant=tenant, number=len(found), gone=gone)
        return EVERY


def _line(nouns: Nouns) -> Line | None:
    connection = nouns.connections.organisation()
    if connection is None or not nouns.tenant.calendar_integration:
        return None
    return canary_line(nouns, connection)
