"""The check-in behind a visitor's phone, and what it shows when they are in."""

from dataclasses import dataclass
from datetime import datetime

from admin_server.core.check_in import Asking, CheckedIn, check_in
from admin_server.core.finding_rooms import still_looking
from admin_server.core.phone_links import PhoneLink, place_of
from admin_server.core.places import Site
from admin_server.core.ports import Nouns, TenantStore
from admin_server.core.visits import Visit
from admin_server.security.passes import public_keys
from admin_server.web.api.replies import about_room, room_reply
from admin_server.web.arrivals import look_for_room
from admin_server.web.current import Parts
from shared.check_in import CheckInRequest, RoomReply
from shared.refusals import Refused


@dataclass(frozen=True)
class Arrived:
    """What somebody reads who has checked in."""

    visitor: str
    host: str
    room: RoomReply
    site: Site


async def check_in_by(
    parts: Parts, store: TenantStore, link: PhoneLink, request: CheckInRequest
) -> str:
    """Check somebody in as the link's kiosk would, and give the visit's id.

    Raises:
        LinkEnded: the link counts no more.
        Refused: with the reason that the visitor is shown.
    """
    now = parts.clock.now()
    deadline = now + parts.room_time

    def work(nouns: Nouns) -> CheckedIn:
        kiosk, _ = place_of(nouns, link, now=now)
        asking = Asking(
            kiosk=kiosk,
            now=now,
            deadline=deadline,
            pass_keys=public_keys(nouns.tenant),
            chance=parts.chance,
            schedules=parts.schedules,
        )
        return check_in(nouns, request, asking)

    try:
        done = await store.write(work)
    except Refused as problem:
        parts.measures.checked_in(problem.code.value)
        raise
    parts.measures.checked_in("already_here" if done.already_here else "checked_in")
    look_for_room(parts, link.tenant, done, deadline=deadline)
    return done.visit.id


async def arrived_by(parts: Parts, store: TenantStore, visit_id: str) -> Arrived | None:
    """Say where somebody goes who has checked in, once their room was looked for."""
    key = ("room", visit_id)
    while True:
        ticket = parts.pulse.ticket(key)
        try:
            found = await store.read(lambda nouns: _of(nouns, visit_id, parts))
        except BaseException:
            parts.pulse.leave(key, ticket)
            raise
        left = _left(found[0], parts.clock.now()) if found else 0.0
        if found is None or left <= 0 or parts.pulse.ended:
            parts.pulse.leave(key, ticket)
            return found[1] if found else None
        await parts.pulse.wait(key, ticket, seconds=left)


def _left(visit: Visit, now: datetime) -> float:
    """Say how long its room may still be looked for."""
    if not still_looking(visit.room, now=now) or visit.room.until is None:
        return 0.0
    return (visit.room.until - now).total_seconds() + 0.01


def _of(nouns: Nouns, visit_id: str, parts: Parts) -> tuple[Visit, Arrived] | None:
    visit = nouns.visits.get(visit_id)
    if visit is None or visit.arrived_at is None:
        return None
    site, host = nouns.sites.get(visit.site), nouns.hosts.get(visit.host)
    visitor = nouns.visitors.get(visit.visitor)
    if site is None or host is None or visitor is None:
        return None
    room = room_reply(visit.room, about_room(nouns, visit), now=parts.clock.now())
    return visit, Arrived(visitor.name, host.name, room, site)
