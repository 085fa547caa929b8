"""What a kiosk asks about itself: its configuration, what is new, its next token."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from admin_server.core.pairing import renew_token, wants_renewal
from admin_server.core.ports import KioskEventRow, Nouns
from admin_server.core.printers import note_printer
from admin_server.core.tenants import Kiosk as KioskAtSite
from admin_server.security.devices import hash_token, new_token
from admin_server.web.configuration import configuration_of
from admin_server.web.current import App, CurrentKiosk, Kiosk, Parts
from shared.check_in import RefusalReply
from shared.kiosk import (
    HealthReply,
    HealthReport,
    KioskEvent,
    KioskEventsReply,
    KioskReply,
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


@router.get(
    "/kiosk/logo",
    response_class=Response,
    responses={
        200: {"content": {"image/png": {}}, "description": "The picture."},
        304: {"description": "It is as `If-None-Match` has it."},
        404: {"model": RefusalReply, "description": "The organisation has no logo."},
    },
)
async def get_logo(
    kiosk: Kiosk, if_none_match: Annotated[str | None, Header(max_length=200)] = None
) -> Response:
    """Give a kiosk its organisation's logo, a PNG."""
    logo = await kiosk.store.read(lambda nouns: nouns.logos.get())
    if logo is None:
        raise Refused(Refusal.NOT_FOUND, "The organisation has no logo.")
    tag = {"ETag": f'"{logo.version}"'}
    if if_none_match is not None and tag["ETag"] in if_none_match:
        return Response(status_code=304, headers=tag)
    return Response(logo.png, media_type="image/png", headers=tag)


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
        device = _paired(nouns, kiosk)
        nouns.kiosks.report(kiosk.id, report, at=now)
        note_printer(nouns, device, report.printer, now=now, chance=parts.chance)
        return wants_renewal(device, now=now)

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


def _queue_key(kiosk: CurrentKiosk, parts: Parts) -> QueueKey:
    key_id, key = next(iter(parts.kiosk_keys.queue_keys(kiosk.tenant).items()))
    public = to_text(key.public_key().public_bytes_raw())
    return QueueKey(id=key_id, public=public)


def _configuration(
    nouns: Nouns, kiosk: CurrentKiosk, queue_key: QueueKey
) -> KioskReply:
    device, site = _paired(nouns, kiosk), nouns.sites.get(kiosk.site)
    if site is None:
        raise Refused(Refusal.KIOSK_UNKNOWN, "This kiosk is not paired.")
    return configuration_of(
        nouns.tenant, site, device, queue_key, logo=nouns.logos.get()
    )
