"""Deleting what sign-in and pairing leave behind once it is over."""

from datetime import datetime

from admin_server.core.ports import Clock, Nouns, Store

EVERY = 3600.0


async def forget_sign_ins(store: Store, clock: Clock) -> float:
    """Delete ended sessions, expired links and pairings; says how long to pause."""
    now = clock.now()
    await store.before_tenant.forget_pairings(before=now)
    for tenant in await store.before_tenant.every_tenant():
        await store.for_tenant(tenant).write(lambda nouns: _forget(nouns, now))
    return EVERY


def _forget(nouns: Nouns, now: datetime) -> None:
    nouns.sessions.forget_before(now)
    nouns.one_time_links.forget_before(now)
