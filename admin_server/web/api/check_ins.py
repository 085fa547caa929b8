"""Checking in, and asking for the room of a visit that was just checked in."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Response

from admin_server.core.badge_codes import check_out_code
from admin_server.core.check_in import Asking, CheckedIn, check_in
from admin_server.core.finding_rooms import still_looking
from admin_server.core.kept_check_ins import Late, take_over
from admin_server.core.pairing import let_in
from admin_server.core.parties import colleagues_of
from admin_server.core.ports import Nouns
from admin_server.core.visits import Visit
from admin_server.security.claims import SealedClaims
from admin_server.security.passes import public_keys
from admin_server.storage.errors import NoSuchTenant
from admin_server.web.api.kept_check_ins import asking_late
from admin_server.web.api.replies import (
    AboutRoom,
    BesidesVisit,
    about_room,
    check_in_reply,
    room_reply,
)
from admin_server.web.arrivals import look_for_room
from admin_server.web.calling import Calling
from admin_server.web.current import App, CurrentKiosk, Kiosk, Parts
from admin_server.web.limits import GUESSED
from shared.check_in import CheckInReply, RefusalReply, RoomReply
from shared.offline import Flag, SentCheckIn
from shared.refusals import Refusal, Refused

LONGEST_WAIT = 10.0
"""Seconds that one question for a room may stay open."""

router = APIRouter(
    tags=["check-ins"],
    responses={
        status: {"model": RefusalReply} for status in (401, 404, 409, 413, 422, 429)
    },
)


@router.post(
    "/check-ins",
    status_code=201,
    responses={200: {"model": CheckInReply, "description": "Already on site."}},
)
async def post_check_in(
    request: SentCheckIn, kiosk: Calling, parts: App, response: Response
) -> CheckInReply:
    """Check a visitor in by a pass, a code, a claim, or a name and a host.

    Sending the same `request_id` again is safe: the same visit is answered, as it
    stands by then. The answer never waits for a calendar, a mail server or a
    printer; a room that is being looked for is told by `/check-ins/{id}/room`.

    With `offline`, nobody waits: it is taken over as `/check-ins/kept` does.
    """
    parts.limits.check_in(kiosk.id)
    now = parts.clock.now()
    deadline = now + parts.room_time
    claims = SealedClaims(parts.box, kiosk.tenant, kiosk.id, now)

    def work(nouns: Nouns) -> tuple[CheckedIn, AboutRoom, BesidesVisit]:
        # Here and not before: one transaction both looks at the token and uses it.
        device = let_in(nouns, kiosk.id, token_hash=kiosk.token_hash, now=now)
        asking = Asking(
            kiosk=device,
            now=now,
            deadline=deadline,
            pass_keys=public_keys(nouns.tenant),
            chance=parts.chance,
            schedules=parts.schedules,
            claims=claims,
        )
        done, flags = _done(nouns, request, asking, parts)
        party = colleagues_of(nouns, done.visit, site=done.site, now=now, claims=claims)
        besides = BesidesVisit(check_out_code(nouns, done.visit), tuple(party), flags)
        return done, about_room(nouns, done.visit), besides

    try:
        done, about, besides = await kiosk.store.write(work)
    except NoSuchTenant as gone:
        parts.tokens_seen.forget(kiosk.token_hash)
        raise Refused(Refusal.KIOSK_UNKNOWN, "This kiosk is not paired.") from gone
    except Refused as problem:
        if problem.code is Refusal.KIOSK_UNKNOWN:
            parts.tokens_seen.forget(kiosk.token_hash)
        if problem.code in GUESSED:
            parts.limits.wrong_code(kiosk.id)
        raise
    look_for_room(parts, kiosk.tenant, done, deadline=deadline)
    if done.already_here:
        response.status_code = 200
    return check_in_reply(done, about, besides, now=parts.clock.now())


@router.get("/check-ins/{visit_id}/room")
async def get_room(
    visit_id: str,
    kiosk: Kiosk,
    parts: App,
    wait: Annotated[float, Query(ge=0, le=LONGEST_WAIT)] = 0,
) -> RoomReply:
    """Tell the room of a visit; wait for it so many seconds while it is looked for."""
    loop = asyncio.get_running_loop()
    patience = loop.time() + wait
    key = ("room", visit_id)
    while True:
        ticket = parts.pulse.ticket(key)
        try:
            visit, about = await kiosk.store.read(
                lambda nouns: _visit_here(nouns, visit_id, kiosk)
            )
        except BaseException:
            parts.pulse.leave(key, ticket)
            raise
        left = _left(visit, parts, patience - loop.time())
        if left <= 0 or parts.pulse.ended:
            parts.pulse.leave(key, ticket)
            return room_reply(visit.room, about, now=parts.clock.now())
        await parts.pulse.wait(key, ticket, seconds=left)


def _done(
    nouns: Nouns, request: SentCheckIn, asking: Asking, parts: Parts
) -> tuple[CheckedIn, tuple[Flag, ...]]:
    if request.offline is None:
        return check_in(nouns, request, asking), ()
    late = asking_late(nouns, asking.kiosk, parts, now=asking.now)
    taken = take_over(nouns, Late(request, request.offline), late)
    return taken.done, taken.flags


def _left(visit: Visit, parts: Parts, patience: float) -> float:
    now = parts.clock.now()
    if not still_looking(visit.room, now=now) or visit.room.until is None:
        return 0
    return min(patience, (visit.room.until - now).total_seconds() + 0.01)


def _visit_here(
    nouns: Nouns, visit_id: str, kiosk: CurrentKiosk
) -> tuple[Visit, AboutRoom]:
    visit = nouns.visits.get(visit_id)
    if visit is None or visit.site != kiosk.site or visit.arrived_at is None:
        raise Refused(Refusal.VISIT_UNKNOWN, "No such visit was checked in here.")
    return visit, about_room(nouns, visit)
