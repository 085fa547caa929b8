"""What a kiosk asks about itself: its configuration, and what is new."""

import asyncio
import hashlib
from typing import Annotated

from fastapi import APIRouter, Query

from admin_server.core.ports import KioskEventRow, Nouns
from admin_server.web.current import App, CurrentKiosk, Kiosk
from shared.check_in import RefusalReply
from shared.kiosk import KioskEvent, KioskEventsReply, KioskReply, ReaderSide
from shared.refusals import Refusal, Refused

LONGEST_WAIT = 30.0
"""Seconds that one question for news may stay open."""

_HIGHEST_CURSOR = 2**62

router = APIRouter(
    tags=["kiosk"],
    responses={status: {"model": RefusalReply} for status in (401, 422, 429)},
)


@router.get("/kiosk")
async def get_kiosk(kiosk: Kiosk, parts: App) -> KioskReply:
    """Tell a kiosk its configuration."""
    now = parts.clock.now()

    def work(nouns: Nouns) -> KioskReply:
        nouns.kiosks.seen(kiosk.id, now)
        return _configuration(nouns, kiosk)

    return await kiosk.store.write(work)


@router.get("/kiosk/events")
async def get_events(
    kiosk: Kiosk,
    parts: App,
    after: Annotated[int | None, Query(ge=0, le=_HIGHEST_CURSOR)] = None,
    wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT)] = 0,
) -> KioskEventsReply:
    """Tell what happened at the kiosk's site since a cursor, oldest first.

    Without `after`, answers the present cursor and nothing else. With `wait`, an
    empty answer is held back so many seconds until there is something to say.
    """
    if after is None:
        cursor = await kiosk.store.read(lambda nouns: nouns.kiosk_events.last_cursor())
        return KioskEventsReply(cursor=cursor, events=[])
    loop = asyncio.get_running_loop()
    patience = loop.time() + wait
    while True:
        ticket = parts.pulse.ticket(kiosk.tenant)
        try:
            rows = await kiosk.store.read(
                lambda nouns: nouns.kiosk_events.after(after, site=kiosk.site)
            )
        except BaseException:
            parts.pulse.leave(kiosk.tenant, ticket)
            raise
        left = patience - loop.time()
        if rows or left <= 0 or parts.pulse.ended:
            parts.pulse.leave(kiosk.tenant, ticket)
            return _events(rows, after)
        await parts.pulse.wait(kiosk.tenant, ticket, seconds=left)


def _events(rows: list[KioskEventRow], after: int) -> KioskEventsReply:
    return KioskEventsReply(
        cursor=rows[-1].cursor if rows else after,
        events=[
            KioskEvent(cursor=row.cursor, kind=row.kind, visit=row.visit)
            for row in rows
        ],
    )


def _configuration(nouns: Nouns, kiosk: CurrentKiosk) -> KioskReply:
    device, site = nouns.kiosks.get(kiosk.id), nouns.sites.get(kiosk.site)
    if device is None or site is None:
        raise Refused(Refusal.KIOSK_UNKNOWN, "This kiosk is not paired.")
    reply = KioskReply(
        version="",
        kiosk=device.name,
        site=site.name,
        address=site.address,
        time_zone=site.time_zone,
        languages=list(nouns.tenant.languages),
        reader=ReaderSide(device.reader),
        reception=site.reception,
        accent=nouns.tenant.accent,
    )
    digest = hashlib.sha256(reply.model_dump_json().encode()).hexdigest()
    return reply.model_copy(update={"version": digest[:16]})
