"""Finding one's own visit by one's full name."""

from fastapi import APIRouter

from admin_server.core.looking_up import look_up
from admin_server.core.ports import Nouns
from admin_server.core.returning import recognise
from admin_server.security.claims import SealedClaims
from admin_server.web.current import App, Kiosk
from shared.check_in import RefusalReply, VisitChoice
from shared.looking_up import (
    LookUpReply,
    LookUpRequest,
    ReturningReply,
    ReturningRequest,
)

router = APIRouter(
    tags=["look-ups"],
    responses={status: {"model": RefusalReply} for status in (401, 413, 422, 429)},
)


@router.post("/look-ups")
async def post_look_up(request: LookUpRequest, kiosk: Kiosk, parts: App) -> LookUpReply:
    """Find the visits of a full name, today at the kiosk's site; at most five.

    Nothing is found by a part of a name, and a kiosk may look for thirty a minute.
    """
    parts.limits.look_up(kiosk.id)
    now = parts.clock.now()
    claims = SealedClaims(parts.box, kiosk.tenant, kiosk.id, now)

    def read(nouns: Nouns) -> list[VisitChoice]:
        site = nouns.sites.get(kiosk.site)
        if site is None:
            return []
        return look_up(nouns, request, site=site, now=now, claims=claims)

    return LookUpReply(choices=await kiosk.store.read(read))


@router.post("/look-ups/returning")
async def post_returning(
    request: ReturningRequest, kiosk: Kiosk, parts: App
) -> ReturningReply:
    """Offer a walk-in what they told last time, masked, by full name and e-mail.

    Empty where the two do not belong together, whether or not either is known. It
    counts with the names that a kiosk looks for: thirty a minute.
    """
    parts.limits.look_up(kiosk.id)
    now = parts.clock.now()
    claims = SealedClaims(parts.box, kiosk.tenant, kiosk.id, now)

    def read(nouns: Nouns) -> ReturningReply:
        site = nouns.sites.get(kiosk.site)
        if site is None:
            return ReturningReply()
        return recognise(nouns, request, site=site, now=now, claims=claims)

    return await kiosk.store.read(read)
