"""A badge's words for the kiosk that prints it, and badges that are ordered there."""

import base64
from dataclasses import dataclass
from typing import Annotated

import structlog
from fastapi import APIRouter, Path

from admin_server.core.badge_codes import check_out_code
from admin_server.core.badge_orders import (
    Ordering,
    note_outcome,
    order_elsewhere,
    orders_for,
)
from admin_server.core.badges import badge_visit, own_visit
from admin_server.core.kiosk_matters import Photo
from admin_server.core.ports import Nouns
from admin_server.core.printers import note_printer
from admin_server.core.tenants import Kiosk as KioskAtSite
from admin_server.core.visits import Visit
from admin_server.web.api.replies import AboutRoom, about_room, room_reply
from admin_server.web.badges import OnBadge, badge_reply, opened_photo
from admin_server.web.current import App, CurrentKiosk, Kiosk, Parts
from shared.badge_orders import (
    BadgeContentReply,
    BadgeOrder,
    BadgeOrdersReply,
    BadgeOutcomeReport,
    ElsewhereReply,
)
from shared.check_in import RefusalReply, WireReply
from shared.kiosk import HealthReport, PrinterState
from shared.refusals import Refusal, Refused

log = structlog.get_logger()
router = APIRouter(
    tags=["badges"],
    responses={status: {"model": RefusalReply} for status in (401, 404, 422, 429)},
)
Named = Annotated[str, Path(max_length=64)]


@dataclass(frozen=True)
class _Content:
    on: OnBadge
    about: AboutRoom
    photo: Photo | None


@router.get("/check-ins/{visit_id}/badge")
async def get_badge(visit_id: Named, kiosk: Kiosk, parts: App) -> BadgeContentReply:
    """Give all that is drawn on a badge, for a print that a restart interrupted.

    A kiosk is told of the visits that it checked in today and that are on site, and
    of those of which it has an order; anything else is unknown to it.
    """
    now = parts.clock.now()

    def work(nouns: Nouns) -> _Content:
        device = _paired(nouns, kiosk)
        return _content(nouns, badge_visit(nouns, visit_id, kiosk=device, now=now))

    found = await kiosk.store.read(work)
    jpeg = opened_photo(parts.box, found.photo, tenant=kiosk.tenant)
    return BadgeContentReply(
        visit=visit_id,
        badge=badge_reply(found.on, now=now),
        room=room_reply(found.on.visit.room, found.about, now=now),
        photo=base64.b64encode(jpeg) if jpeg else None,
        language=found.on.visit.language,
    )


@router.post(
    "/check-ins/{visit_id}/badge/elsewhere",
    status_code=201,
    responses={409: {"model": RefusalReply, "description": "No other printer."}},
)
async def post_elsewhere(visit_id: Named, kiosk: Kiosk, parts: App) -> ElsewhereReply:
    """Have another kiosk of the site print a badge that this one could not.

    It is one that was heard of within two minutes and whose printer works. Asked
    again while the order waits, it is the same one.
    """
    now = parts.clock.now()

    def work(nouns: Nouns) -> KioskAtSite:
        device = _paired(nouns, kiosk)
        visit = own_visit(nouns, visit_id, kiosk=device, now=now)
        ordering = Ordering(f"kiosk:{device.id}", now, parts.chance)
        return order_elsewhere(nouns, visit, device, ordering)

    other = await kiosk.store.write(work)
    log.info("badge_ordered", visit=visit_id, kiosk=other.id)
    return ElsewhereReply(kiosk=other.name)


@router.get("/badge-orders")
async def get_orders(kiosk: Kiosk, parts: App) -> BadgeOrdersReply:
    """Give the orders that wait for this kiosk, the oldest first."""
    now = parts.clock.now()

    def work(nouns: Nouns) -> list[BadgeOrder]:
        _paired(nouns, kiosk)
        return [
            BadgeOrder(order=one.id, visit=one.visit, reprint=one.reprint)
            for one in orders_for(nouns, kiosk.id, now=now)
        ]

    return BadgeOrdersReply(orders=await kiosk.store.read(work))


@router.post("/badge-orders/{order_id}/outcome")
async def post_outcome(
    report: BadgeOutcomeReport, order_id: Named, kiosk: Kiosk, parts: App
) -> WireReply:
    """Take a kiosk's word on what became of an order; the first one counts."""
    now = parts.clock.now()

    def work(nouns: Nouns) -> str | None:
        device = _paired(nouns, kiosk)
        order = nouns.badge_orders.get(order_id)
        if order is None or order.kiosk != kiosk.id:
            raise Refused(Refusal.NOT_FOUND, "No such order was made for this kiosk.")
        if report.printer is not PrinterState.UNKNOWN:
            _note_printer(nouns, device, report.printer, parts)
        new = note_outcome(nouns, order, report.outcome, now=now)
        return order.visit if new else None

    visit = await kiosk.store.write(work)
    if visit is not None:
        log.info("badge_outcome", visit=visit, state=report.outcome.value)
    return WireReply()


def _paired(nouns: Nouns, kiosk: CurrentKiosk) -> KioskAtSite:
    device = nouns.kiosks.get(kiosk.id)
    if device is None or device.revoked_at is not None:
        raise Refused(Refusal.KIOSK_UNKNOWN, "This kiosk is not paired.")
    return device


def _note_printer(
    nouns: Nouns, kiosk: KioskAtSite, said: PrinterState, parts: Parts
) -> None:
    """Keep how the printer is now, as the kiosk's next report will say it too."""
    now = parts.clock.now()
    report = HealthReport(
        version=kiosk.version or "",
        queue_length=kiosk.queue_length or 0,
        printer=said,
    )
    nouns.kiosks.report(kiosk.id, report, at=now)
    note_printer(nouns, kiosk, said, now=now, chance=parts.chance)


def _content(nouns: Nouns, visit: Visit) -> _Content:
    visitor, host = nouns.visitors.get(visit.visitor), nouns.hosts.get(visit.host)
    site = nouns.sites.get(visit.site)
    if visitor is None or host is None or site is None:
        raise LookupError("a visit refers to somebody who is not there")
    on = OnBadge(visit, visitor, host, site, check_out_code(nouns, visit))
    return _Content(on, about_room(nouns, visit), nouns.photos.get(visit.id))
