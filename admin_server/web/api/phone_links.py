"""A visitor whose language is not on offer goes on with their own phone."""

from fastapi import APIRouter

from admin_server.core.phone_links import LASTING, PhoneLink
from admin_server.security.phone_links import seal_link
from admin_server.web.current import App, Kiosk
from shared.check_in import RefusalReply
from shared.phone_links import PhoneLinkReply, PhoneLinkRequest

router = APIRouter(
    tags=["phone-links"],
    responses={status: {"model": RefusalReply} for status in (401, 413, 422, 429)},
)


@router.post("/phone-links", status_code=201)
async def post_phone_link(
    request: PhoneLinkRequest, kiosk: Kiosk, parts: App
) -> PhoneLinkReply:
    """Give the address at which one visitor may check in within ten minutes.

    Nothing is kept: the address holds, sealed, which kiosk stands for it and the
    `request_id`, under which it checks in at most once.
    """
    link = PhoneLink(
        tenant=kiosk.tenant,
        site=kiosk.site,
        kiosk=kiosk.id,
        request_id=request.request_id,
        given_at=parts.clock.now(),
    )
    return PhoneLinkReply(
        address=f"{parts.public_url}/phone/{seal_link(parts.box, link)}",
        seconds=int(LASTING.total_seconds()),
    )
