"""Deleting photos of visitors who have left, or whose photo is a day old."""

from datetime import datetime

import structlog

from admin_server.core.photos import LONGEST
from admin_server.core.ports import Clock, Nouns, Store

log = structlog.get_logger()

EVERY = 60.0


async def forget_photos(store: Store, clock: Clock) -> float:
    """Delete what is over at every tenant; says how many seconds to pause."""
    before = clock.now() - LONGEST
    for tenant in await store.before_tenant.every_tenant():
        inside = store.for_tenant(tenant)
        # Writing wakes every open dashboard, so it is done for a reason only.
        if await inside.read(lambda nouns: nouns.photos.over(before)):
            number = await inside.write(lambda nouns: _forget(nouns, before))
            log.info("photos_deleted", tenant=tenant, number=number)
    return EVERY


def _forget(nouns: Nouns, before: datetime) -> int:
    # Somebody may have come back on site since we looked.
    over = nouns.photos.over(before)
    for visit in over:
        nouns.photos.remove(visit)
    return len(over)
