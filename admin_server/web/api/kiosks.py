"""What a kiosk asks about itself: its configuration, what is new, its next token."""

import asyncio
import hashlib
from typing import Annotated

from fastapi import APIRouter, Query

from admin_server.core.pairing import renew_token, wants_renewal
from admin_server.core.people import tidy_line
from admin_server.core.places import Site
from admin_server.core.ports import KioskEventRow, Nouns
from admin_server.core.tenants import Kiosk as KioskAtSite
from admin_server.core.tenants import Tenant
from admin_server.security.devices import hash_token, new_token
from admin_server.web.api.replies import wifi_reply
from admin_server.web.current import App, CurrentKiosk, Kiosk, Parts
from shared.check_in import RefusalReply, WifiReply
from shared.kiosk import (
    HealthReply,
    HealthReport,
    KioskEvent,
    KioskEventsReply,
    KioskReply,
    ReaderSide,
)
from shared.offline import QueueKey
from shared.pairing import RenewalRequest, TokenReply
from shared.refusals import Refusal, Refused
from shared.sealing import to_text

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
    now, queue_key = parts.clock.now(), _queue_key(kiosk, parts)

    def work(nouns: Nouns) -> KioskReply:
        nouns.kiosks.seen(kiosk.id, now)
        return _configuration(nouns, kiosk, queue_key)

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
    empty answer is held back so many seconds until there is something to say; a
    kiosk that is revoked meanwhile is told at once.
    """
    if after is None:
        cursor = await kiosk.store.read(lambda nouns: nouns.kiosk_events.last_cursor())
        return KioskEventsReply(cursor=cursor, events=[])
    loop = asyncio.get_running_loop()
    patience = loop.time() + wait
    while True:
        ticket = parts.pulse.ticket(kiosk.tenant)
        try:
            rows = await kiosk.store.read(lambda nouns: _news(nouns, kiosk, after))
        except BaseException:
            parts.pulse.leave(kiosk.tenant, ticket)
            raise
        left = patience - loop.time()
        if rows or left <= 0 or parts.pulse.ended:
            parts.pulse.leave(kiosk.tenant, ticket)
            return _events(rows, after)
        await parts.pulse.wait(kiosk.tenant, ticket, seconds=left)


@router.post("/kiosk/health")
async def post_health(report: HealthReport, kiosk: Kiosk, parts: App) -> HealthReply:
    """Take a kiosk's word on how it is; it says so once a minute."""
    now = parts.clock.now()

    def work(nouns: Nouns) -> bool:
        nouns.kiosks.report(kiosk.id, report, at=now)
        return wants_renewal(_paired(nouns, kiosk), now=now)

    return HealthReply(renew_token=await kiosk.store.write(work))


@router.post("/kiosk/token", status_code=201)
async def post_token(_: RenewalRequest, kiosk: Kiosk, parts: App) -> TokenReply:
    """Give a kiosk its next token; the present one counts until that is used.

    A kiosk that never got the answer asks again: the newest one counts.
    """
    now, token = parts.clock.now(), new_token(kiosk.id)

    def work(nouns: Nouns) -> TokenReply:
        device = _paired(nouns, kiosk)
        renew_token(nouns, device, token_hash=hash_token(token), now=now)
        return token_reply(nouns, device, token)

    return await kiosk.store.write(work)


def token_reply(nouns: Nouns, kiosk: KioskAtSite, token: str) -> TokenReply:
    """Say a kiosk's new token, and what and where the kiosk is."""
    site = nouns.sites.get(kiosk.site)
    return TokenReply(
        token=token,
        tenant=nouns.tenant.name,
        site=site.name if site else "",
        kiosk=kiosk.name,
    )


def _news(nouns: Nouns, kiosk: CurrentKiosk, after: int) -> list[KioskEventRow]:
    _paired(nouns, kiosk)
    return nouns.kiosk_events.after(after, site=kiosk.site)


def _paired(nouns: Nouns, kiosk: CurrentKiosk) -> KioskAtSite:
    device = nouns.kiosks.get(kiosk.id)
    if device is None or device.revoked_at is not None:
        raise Refused(Refusal.KIOSK_UNKNOWN, "This kiosk is not paired.")
    return device


def _events(rows: list[KioskEventRow], after: int) -> KioskEventsReply:
    return KioskEventsReply(
        cursor=rows[-1].cursor if rows else after,
        events=[
            KioskEvent(cursor=row.cursor, kind=row.kind, visit=row.visit)
            for row in rows
        ],
    )


def _welcome(tenant: Tenant) -> dict[str, str]:
    # A language that is no longer offered keeps its words, but not on the kiosk.
    said = tenant.texts.get("welcome", {})
    lines = {code: tidy_line(said.get(code, "")) for code in tenant.languages}
    return {code: line for code, line in lines.items() if line}


def _queue_key(kiosk: CurrentKiosk, parts: Parts) -> QueueKey:
    key_id, key = next(iter(parts.kiosk_keys.queue_keys(kiosk.tenant).items()))
    public = to_text(key.public_key().public_bytes_raw())
    return QueueKey(id=key_id, public=public)


def _wifi_to_keep(site: Site) -> WifiReply | None:
    if site.wifi is None or not site.kiosk.wifi_offline:
        return None
    return wifi_reply(site.wifi)


def _configuration(
    nouns: Nouns, kiosk: CurrentKiosk, queue_key: QueueKey
) -> KioskReply:
    device, site = _paired(nouns, kiosk), nouns.sites.get(kiosk.site)
    if site is None:
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
        welcome=_welcome(nouns.tenant),
        token_made_at=device.token_made_at,
        queue_key=queue_key,
        wifi=_wifi_to_keep(site),
    )
    digest = hashlib.sha256(reply.model_dump_json().encode()).hexdigest()
    return reply.model_copy(update={"version": digest[:16]})
