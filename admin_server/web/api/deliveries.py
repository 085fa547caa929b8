"""A courier brings something: its host is told."""

import structlog
from fastapi import APIRouter

from admin_server.core.deliveries import Taken, take_delivery
from admin_server.core.pairing import let_in
from admin_server.core.ports import Nouns
from admin_server.storage.errors import NoSuchTenant
from admin_server.web.calling import Calling
from admin_server.web.current import App
from shared.check_in import RefusalReply
from shared.help import DeliveryReply, DeliveryRequest
from shared.refusals import Refusal, Refused

log = structlog.get_logger()
router = APIRouter(
    tags=["deliveries"],
    responses={
        status: {"model": RefusalReply} for status in (401, 404, 409, 413, 422, 429)
    },
)


@router.post("/deliveries", status_code=201)
async def post_delivery(
    request: DeliveryRequest, kiosk: Calling, parts: App
) -> DeliveryReply:
    """Note what a courier brought; its host is told by mail, once per `request_id`."""
    parts.limits.tell(kiosk.id, "delivery")
    now = parts.clock.now()

    def work(nouns: Nouns) -> Taken:
        device = let_in(nouns, kiosk.id, token_hash=kiosk.token_hash, now=now)
        return take_delivery(nouns, request, kiosk=device, now=now, chance=parts.chance)

    try:
        taken = await kiosk.store.write(work)
    except NoSuchTenant as gone:
        raise Refused(Refusal.KIOSK_UNKNOWN, "This kiosk is not paired.") from gone
    log.info("delivery_taken", request=taken.delivery.id)
    return DeliveryReply(host=taken.host.name, where=taken.site.reception)
