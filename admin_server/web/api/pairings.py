"""How a kiosk without a token gets one: it shows a code, and asks until it is approved."""

from dataclasses import replace
from datetime import datetime

import structlog
from fastapi import APIRouter, Depends, Request

from admin_server.core.errors import AlreadyExists
from admin_server.core.pairing import INTERVAL, LASTS, hand_over, question
from admin_server.core.ports import Nouns
from admin_server.core.tenants import Pairing, PairingState
from admin_server.security.devices import hash_token, new_token
from admin_server.security.pairing import (
    hash_pairing,
    new_device_secret,
    new_pairing_code,
)
from admin_server.web.api.kiosks import token_reply
from admin_server.web.current import App, Parts, refuse_kiosk_tokens
from admin_server.web.pairing_limits import caller_address
from shared.check_in import RefusalReply
from shared.pairing import (
    PairingReply,
    PairingRequest,
    TokenReply,
    TokenRequest,
    shown_pairing_code,
)
from shared.refusals import Refusal, Refused

_TRIES = 5
_SENTENCES = {
    Refusal.AUTHORIZATION_PENDING: "Nobody has approved this kiosk yet.",
    Refusal.SLOW_DOWN: "Wait five seconds longer between two questions.",
    Refusal.EXPIRED_TOKEN: "This pairing is over; start another one.",
    Refusal.ACCESS_DENIED: "An admin denied this kiosk.",
}

log = structlog.get_logger()
router = APIRouter(
    tags=["pairing"],
    dependencies=[Depends(refuse_kiosk_tokens)],
    responses={status: {"model": RefusalReply} for status in (403, 422, 429)},
)


@router.post("/pairings", status_code=201)
async def post_pairing(
    asked: PairingRequest, request: Request, parts: App
) -> PairingReply:
    """Give a kiosk a code to show and a secret to ask with; both last ten minutes."""
    address = caller_address(request)
    parts.pairing_limits.start(address)
    now = parts.clock.now()
    await parts.store.before_tenant.forget_pairings(before=now)
    secret = new_device_secret()
    pairing = Pairing(
        id=parts.chance.new_id(),
        device_hash=hash_pairing(secret),
        code_hash=b"",
        started_at=now,
        expires_at=now + LASTS,
        version=asked.version or None,
    )
    code = shown_pairing_code(await _with_code(parts, pairing))
    parts.pairing_limits.note_address(pairing.id, address)
    log.info("pairing_started", pairing=pairing.id)
    where = f"{parts.public_url}/pair"
    return PairingReply(
        device_secret=secret,
        code=code,
        address=where,
        address_with_code=f"{where}?code={code}",
        expires_in=int(LASTS.total_seconds()),
        interval=int(INTERVAL.total_seconds()),
    )


@router.post(
    "/pairings/token",
    responses={
        400: {"model": RefusalReply, "description": "Not yet, or not any more."}
    },
)
async def post_pairing_token(
    asked: TokenRequest, request: Request, parts: App
) -> TokenReply:
    """Give an approved kiosk its token, once; until then say how things stand.

    The device waits `interval` seconds between questions, and five more for each
    `slow_down`.
    """
    parts.pairing_limits.ask(caller_address(request))
    before = parts.store.before_tenant
    now = parts.clock.now()
    pairing = await before.pairing_by_device(hash_pairing(asked.device_secret))
    if pairing is None:
        raise _refused(Refusal.EXPIRED_TOKEN)
    after, refusal = question(pairing, now=now)
    saved = await before.change_pairing(after, was=pairing.state)
    if refusal is not None:
        raise _refused(refusal)
    if not saved:
        # Two questions at once: the other one has the token.
        raise _refused(Refusal.EXPIRED_TOKEN)
    return await _hand_over(parts, after, now)


async def _with_code(parts: Parts, pairing: Pairing) -> str:
    for _ in range(_TRIES):
        code = new_pairing_code()
        try:
            await parts.store.before_tenant.add_pairing(
                replace(pairing, code_hash=hash_pairing(code))
            )
        except AlreadyExists:
            continue
        return code
    raise Refused(Refusal.UNAVAILABLE, "No free code was found; ask again.")


async def _hand_over(parts: Parts, pairing: Pairing, now: datetime) -> TokenReply:
    if pairing.tenant is None or pairing.kiosk is None:
        raise _refused(Refusal.EXPIRED_TOKEN)
    kiosk_id = pairing.kiosk
    token = new_token(kiosk_id)

    def work(nouns: Nouns) -> TokenReply | None:
        kiosk = hand_over(
            nouns,
            kiosk_id,
            token_hash=hash_token(token),
            version=pairing.version or "",
            now=now,
        )
        return token_reply(nouns, kiosk, token) if kiosk else None

    try:
        reply = await parts.store.for_tenant(pairing.tenant).write(work)
    except Exception:
        # Nothing was given: the device may ask once more.
        approved = replace(pairing, state=PairingState.APPROVED)
        await parts.store.before_tenant.change_pairing(approved, was=PairingState.TAKEN)
        raise
    if reply is None:
        raise _refused(Refusal.ACCESS_DENIED)
    log.info("kiosk_paired", kiosk=kiosk_id)
    return reply


def _refused(code: Refusal) -> Refused:
    return Refused(code, _SENTENCES[code])
