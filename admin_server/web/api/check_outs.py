"""Checking out at a kiosk: by pass, code or claim, or the visit on the screen."""

from datetime import datetime, timedelta

import structlog
from fastapi import APIRouter

from admin_server.core.claims import ClaimFor
from admin_server.core.departures import check_out
from admin_server.core.ports import Nouns
from admin_server.core.presented import (
    refuse_other_site,
    visit_of_claim,
    visit_of_code,
    visit_of_pass,
)
from admin_server.core.visits import Visit
from admin_server.security.claims import SealedClaims
from admin_server.security.passes import public_keys
from admin_server.web.api.replies import visit_reply
from admin_server.web.current import App, CurrentKiosk, Kiosk
from admin_server.web.limits import GUESSED
from shared.check_in import RefusalReply, VisitorReply, VisitState
from shared.check_out import CheckOutReply, CheckOutRequest
from shared.refusals import Refusal, Refused

AGAIN = timedelta(minutes=15)
"""So long after it a check-out may be repeated: its answer may have been lost."""

log = structlog.get_logger()
router = APIRouter(
    tags=["check-outs"],
    responses={
        status: {"model": RefusalReply} for status in (401, 404, 409, 413, 422, 429)
    },
)


@router.post("/check-outs")
async def post_check_out(
    request: CheckOutRequest, kiosk: Kiosk, parts: App
) -> CheckOutReply:
    """Check somebody out who is on site at the kiosk's site.

    Sending it again is safe: whoever has just left is answered once more, and
    nothing changes.
    """
    parts.limits.check_in(kiosk.id)
    now = parts.clock.now()
    claims = SealedClaims(parts.box, kiosk.tenant, kiosk.id, now)
    try:
        reply = await kiosk.store.write(
            lambda nouns: _leave(nouns, request, kiosk, claims)
        )
    except Refused as problem:
        if problem.code in GUESSED:
            parts.limits.wrong_code(kiosk.id)
        raise
    log.info("visit_left", visit=reply.visit.id, request=str(request.request_id))
    return reply


def _leave(
    nouns: Nouns, request: CheckOutRequest, kiosk: CurrentKiosk, claims: SealedClaims
) -> CheckOutReply:
    now = claims.now
    visit = _visit_of(nouns, request, kiosk, claims)
    match visit.state:
        case VisitState.ON_SITE:
            visit = check_out(nouns, visit.id, by=f"kiosk:{kiosk.id}", now=now)
        case VisitState.LEFT if _has_just_left(visit, now):
            pass
        case VisitState.LEFT | VisitState.EXPIRED:
            raise Refused(Refusal.ALREADY_USED, "The visit is over.")
        case _:
            raise Refused(Refusal.VISIT_UNKNOWN, "Nobody is on site for this visit.")
    return _reply(nouns, visit)


def _visit_of(
    nouns: Nouns, request: CheckOutRequest, kiosk: CurrentKiosk, claims: SealedClaims
) -> Visit:
    if request.visit is not None:
        visit = nouns.visits.get(request.visit)
        if visit is None or visit.site != kiosk.site or visit.arrived_at is None:
            raise Refused(Refusal.VISIT_UNKNOWN, "No such visit was checked in here.")
        return visit
    if request.pass_text is not None:
        keys = public_keys(nouns.tenant)
        visit = visit_of_pass(nouns, request.pass_text, keys=keys, now=claims.now)
    elif request.claim is not None:
        meant = ClaimFor.LEAVING
        visit = visit_of_claim(nouns, request.claim, claims=claims, meant=meant)
    else:
        visit = visit_of_code(nouns, request.code or "", now=claims.now)
    refuse_other_site(nouns, visit, site=kiosk.site)
    return visit


def _has_just_left(visit: Visit, now: datetime) -> bool:
    return visit.left_at is not None and now - visit.left_at <= AGAIN


def _reply(nouns: Nouns, visit: Visit) -> CheckOutReply:
    visitor, site = nouns.visitors.get(visit.visitor), nouns.sites.get(visit.site)
    if visitor is None or site is None:
        raise LookupError("a visit refers to something that is not there")
    return CheckOutReply(
        visit=visit_reply(visit, site),
        visitor=VisitorReply(name=visitor.name, company=visitor.company),
    )
