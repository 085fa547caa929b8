"""Ending visits whose time is over, every minute: nobody has to remember them."""

from datetime import datetime
from functools import partial

import structlog

from admin_server.core.departures import end_by_itself, is_due
from admin_server.core.ports import Clock, Nouns, Store, TenantStore
from admin_server.core.visits import Visit

log = structlog.get_logger()

AT_ONCE = 200
"""So many visits are looked at, and at most changed, in one transaction."""
EVERY = 60.0


async def expire_visits(store: Store, clock: Clock) -> float:
    """End what is over at every tenant; says how many seconds to pause."""
    now = clock.now()
    for tenant in await store.before_tenant.tenants():
        ended = await _expire_at(store.for_tenant(tenant), now)
        if ended:
            log.info("visits_ended", tenant=tenant, number=ended)
    return EVERY


async def _expire_at(store: TenantStore, now: datetime) -> int:
    ended = 0
    last: Visit | None = None
    while True:
        seen, due = await store.read(partial(_look, now=now, after=last))
        if due:
            # Writing wakes every open dashboard, so it is done for a reason only.
            ended += await store.write(partial(_end, due=due, now=now))
        if len(seen) < AT_ONCE:
            return ended
        last = seen[-1]


def _look(
    nouns: Nouns, *, now: datetime, after: Visit | None
) -> tuple[list[Visit], list[Visit]]:
    """Give the next visits past their departure, and those whose time is over."""
    seen = nouns.visits.overdue(now=now, limit=AT_ONCE, after=after)
    sites = {site.id: site for site in nouns.sites.all()}
    return seen, [visit for visit in seen if is_due(visit, sites[visit.site], now=now)]


def _end(nouns: Nouns, *, due: list[Visit], now: datetime) -> int:
    # Somebody may have checked out since we looked: each is looked at again.
    return sum(end_by_itself(nouns, visit.id, now=now) for visit in due)
