"""Somebody at a kiosk needs a person: whoever comes there is told at once."""

import structlog
from fastapi import APIRouter

from admin_server.core.errors import SecretUnreadable
from admin_server.core.helping import Called, call_for_help
from admin_server.core.pairing import let_in
from admin_server.core.ports import Nouns
from admin_server.core.tenants import Tenant
from admin_server.storage.errors import NoSuchTenant
from admin_server.web.calling import Calling
from admin_server.web.current import App, Parts
from shared.check_in import RefusalReply
from shared.help import HelpReply, HelpRequest
from shared.refusals import Refusal, Refused

log = structlog.get_logger()
router = APIRouter(
    tags=["help-calls"],
    responses={status: {"model": RefusalReply} for status in (401, 409, 413, 422, 429)},
)


@router.post("/help-calls", status_code=201)
async def post_help_call(request: HelpRequest, kiosk: Calling, parts: App) -> HelpReply:
    """Tell whoever helps at the site that somebody waits, once per `request_id`.

    A call that comes more than a quarter of an hour after it was made is noted and
    rings nobody.
    """
    parts.limits.tell(kiosk.id, "help")
    now = parts.clock.now()

    def work(nouns: Nouns) -> tuple[Called, Tenant]:
        device = let_in(nouns, kiosk.id, token_hash=kiosk.token_hash, now=now)
        called = call_for_help(
            nouns, request, kiosk=device, now=now, chance=parts.chance
        )
        return called, nouns.tenant

    try:
        called, tenant = await kiosk.store.write(work)
    except NoSuchTenant as gone:
        raise Refused(Refusal.KIOSK_UNKNOWN, "This kiosk is not paired.") from gone
    told = called.rings and _has_a_way(parts, tenant)
    state = "told" if told else "nobody_told"
    log.info("help_called", request=called.call.id, state=state)
    return HelpReply(told=told, phone=called.site.help.phone)


def _has_a_way(parts: Parts, tenant: Tenant) -> bool:
    """Tell whether a mail leaves the house; it is kept for later if not."""
    try:
        return parts.mail(tenant) is not None
    except SecretUnreadable:
        return False
