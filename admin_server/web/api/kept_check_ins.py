"""Taking over what a kiosk kept while it could not reach us."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from fastapi import APIRouter
from pydantic import ValidationError

from admin_server.core.check_in import Asking
from admin_server.core.kept_check_ins import Late, TakenOver, take_over
from admin_server.core.pairing import let_in
from admin_server.core.ports import Nouns
from admin_server.core.tenants import Kiosk
from admin_server.security.claims import SealedClaims
from admin_server.security.passes import public_keys
from admin_server.storage.errors import NoSuchTenant
from admin_server.web.calling import Calling, CallingKiosk
from admin_server.web.current import App, Parts
from admin_server.web.limits import GUESSED
from shared.check_in import CheckInRequest, RefusalReply, VisitState
from shared.offline import (
    KeptCheckIn,
    KeptCheckIns,
    KeptOutcome,
    KeptReply,
    KeptState,
)
from shared.refusals import Refusal, Refused
from shared.sealing import NotSealed, unseal

PATH = "/api/v1/check-ins/kept"
LARGEST = 2 * 1024 * 1024
"""Bytes; a hundred check-ins of the longest kind."""
PORTION = 5
"""So many are saved in one transaction: whoever stands at another kiosk waits for
no more than these."""
THEIRS = 0.5
"""After each portion others have half as long as it took: so a queue is taken over as
quickly as its check-ins would have come, and nobody notices the few milliseconds."""
KEPT_UNREADABLE = "kiosk.kept_unreadable"
"""What the audit calls a kept check-in that nobody can make a visit of."""
# What was chosen at a kiosk was chosen; that it waited makes it no less theirs.
_ANY_AGE = datetime.fromtimestamp(0, UTC)

log = structlog.get_logger()
router = APIRouter(
    tags=["check-ins"],
    responses={status: {"model": RefusalReply} for status in (401, 413, 422, 429)},
)


@dataclass(frozen=True)
class Taken:
    """What became of one of them: a visit, or why not."""

    request_id: str
    over: TakenOver | None = None
    why_not: Refusal | None = None


@router.post("/check-ins/kept")
async def post_kept_check_ins(
    kept: KeptCheckIns, kiosk: Calling, parts: App
) -> KeptReply:
    """Take over check-ins that a kiosk kept, in their order.

    Sending them again is safe, also after an answer that said nothing of them. None is
    refused for what became of its invitation meanwhile; one that cannot be opened is
    said to be unreadable, and kept by nobody.
    """
    parts.limits.kept(kiosk.id)
    keys = tuple(parts.kiosk_keys.queue_keys(kiosk.tenant).values())
    now = parts.clock.now()
    taken: list[Taken] = []
    loop = asyncio.get_running_loop()
    for start in range(0, len(kept.check_ins), PORTION):
        began = loop.time()
        portion = kept.check_ins[start : start + PORTION]
        opened = await asyncio.to_thread(open_kept, portion, kept.sent_at, keys)
        taken += await _take_portion(opened, kiosk, parts, now)
        await asyncio.sleep(THEIRS * (loop.time() - began))
    _look_after(taken, kiosk, parts)
    return KeptReply(outcomes=[_outcome(one) for one in taken])


async def _take_portion(
    opened: Sequence[tuple[str, Late | None]],
    kiosk: CallingKiosk,
    parts: Parts,
    now: datetime,
) -> list[Taken]:
    def work(nouns: Nouns) -> list[Taken]:
        # Here and not before: one transaction both looks at the token and uses it.
        device = let_in(nouns, kiosk.id, token_hash=kiosk.token_hash, now=now)
        return take_kept(nouns, opened, asking_late(nouns, device, parts, now=now))

    try:
        return await kiosk.store.write(work)
    except NoSuchTenant as gone:
        parts.tokens_seen.forget(kiosk.token_hash)
        raise Refused(Refusal.KIOSK_UNKNOWN, "This kiosk is not paired.") from gone
    except Refused as problem:
        if problem.code is Refusal.KIOSK_UNKNOWN:
            parts.tokens_seen.forget(kiosk.token_hash)
        raise


def asking_late(nouns: Nouns, kiosk: Kiosk, parts: Parts, *, now: datetime) -> Asking:
    """Say who asks for a check-in that was kept; its visitor waits for nothing."""
    return Asking(
        kiosk=kiosk,
        now=now,
        deadline=now,
        pass_keys=public_keys(nouns.tenant),
        chance=parts.chance,
        schedules=parts.schedules,
        claims=SealedClaims(parts.box, nouns.tenant.id, kiosk.id, _ANY_AGE),
    )


def open_kept(
    portion: Sequence[KeptCheckIn],
    sent_at: datetime | None,
    keys: Collection[X25519PrivateKey],
) -> list[tuple[str, Late | None]]:
    """Open check-ins by an organisation's keys; None for what cannot be read."""
    return [(str(one.request_id), _open(one, sent_at, keys)) for one in portion]


def _open(
    one: KeptCheckIn, sent_at: datetime | None, keys: Collection[X25519PrivateKey]
) -> Late | None:
    for key in keys:
        try:
            raw = unseal(one.sealed, key=key, bound_to=str(one.request_id))
            request = CheckInRequest.model_validate_json(raw)
        except NotSealed:
            continue
        except ValidationError:
            return None
        same = request.request_id == one.request_id
        return Late(request, one.offline, sent_at) if same else None
    return None


def take_kept(
    nouns: Nouns, opened: Sequence[tuple[str, Late | None]], asking: Asking
) -> list[Taken]:
    """Save some of them in one transaction, in their order."""
    return [_take(nouns, one, late, asking) for one, late in opened]


def _take(nouns: Nouns, request_id: str, late: Late | None, asking: Asking) -> Taken:
    try:
        if late is not None:
            return Taken(request_id, take_over(nouns, late, asking))
        why = Refusal.REQUEST_INVALID
    except Refused as problem:
        why = problem.code
    kiosk = f"kiosk:{asking.kiosk.id}"
    nouns.audit.add(at=asking.now, event=KEPT_UNREADABLE, actor=kiosk, subject=kiosk)
    return Taken(request_id, why_not=why)


def _outcome(taken: Taken) -> KeptOutcome:
    if taken.over is None:
        return KeptOutcome(request_id=taken.request_id, state=KeptState.UNREADABLE)
    return KeptOutcome(
        request_id=taken.request_id,
        state=KeptState.KEPT,
        visit=taken.over.done.visit.id,
        flags=[flag.value for flag in taken.over.flags],
    )


def _look_after(taken: list[Taken], kiosk: CallingKiosk, parts: Parts) -> None:
    for one in taken:
        if one.over is None:
            log.warning("kept_check_in_unreadable", kiosk=kiosk.id, code=one.why_not)
        if one.why_not in GUESSED:
            parts.limits.wrong_code(kiosk.id)
    visits = [one.over.done.visit for one in taken if one.over and one.over.done.new]
    for host in {visit.host for visit in visits if visit.state is VisitState.ON_SITE}:
        parts.following.came(kiosk.tenant, host)
    log.info("kept_check_ins_taken", kiosk=kiosk.id, number=len(visits))
