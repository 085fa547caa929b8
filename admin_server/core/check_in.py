"""Checking somebody in: the whole rule, in the order in which it is decided."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from admin_server.core.admission import admission
from admin_server.core.claims import ClaimFor, Claims, NoClaims
from admin_server.core.finding_rooms import FRESH, room_from_copy, still_looking
from admin_server.core.invitations import Invented
from admin_server.core.messages import HOST_ARRIVAL, OutboxRow
from admin_server.core.people import Host, Visitor, tidy_name
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.presented import (
    refuse_other_site,
    visit_of_claim,
    visit_of_code,
    visit_of_pass,
)
from admin_server.core.returning import with_remembered
from admin_server.core.several_visits import refuse_several
from admin_server.core.tenants import Kiosk
from admin_server.core.transitions import (
    UNDO_WITHIN,
    MovedOn,
    known_visit,
    visit_that_may_become,
)
from admin_server.core.visits import RoomOfVisit, Visit
from admin_server.core.walk_in_answers import answers_of
from shared.check_in import CheckInRequest, RoomState, VisitState, WalkInVisitor
from shared.refusals import Refusal, Refused

Noun = TypeVar("Noun")

WALK_IN_STAYS = timedelta(hours=2)
"""How long somebody without an invitation is expected to stay."""
CHECK_IN_UNDONE = "visit.check_in_undone"
"""What the audit calls a check-in that reception took back."""


@dataclass(frozen=True)
class Asking:
    """Who asks for a check-in, when, and how passes are recognised.

    Attributes:
        deadline: until when a room may still be found.
        schedules: tells of a kind of connection whether its rooms answer.
        claims: what this kiosk was given to name a visit with.
    """

    kiosk: Kiosk
    now: datetime
    deadline: datetime
    pass_keys: dict[int, Ed25519PublicKey]
    chance: Invented
    schedules: Callable[[str], bool]
    claims: Claims = field(default_factory=NoClaims)


@dataclass(frozen=True)
class Receiving:
    """Who at reception checks somebody in, and when; else as `Asking`.

    Attributes:
        by: the person at reception, as the audit names them.
    """

    by: str
    now: datetime
    deadline: datetime
    chance: Invented
    schedules: Callable[[str], bool]


@dataclass(eq=False)
class TooEarly(Exception):
    """The visit is on a later day."""

    visit: Visit


@dataclass(frozen=True)
class CheckedIn:
    """What a check-in led to.

    Attributes:
        new: False for a repeated request and for somebody who was here before.
        already_here: the visitor was on site before this request.
    """

    visit: Visit
    visitor: Visitor
    host: Host
    site: Site
    new: bool = True
    already_here: bool = False


def check_in(nouns: Nouns, request: CheckInRequest, asking: Asking) -> CheckedIn:
    """Check a visitor in, once per request id, and save what follows from it.

    Raises:
        Refused: with the reason that the visitor is shown.
    """
    earlier = nouns.visits.by_request(str(request.request_id))
    if earlier is not None:
        return _again(nouns, earlier, request, asking)
    if request.visitor is not None:
        return _walk_in(nouns, request, request.visitor, asking)
    return _invited(nouns, request, asking)


def receive(nouns: Nouns, visit_id: str, receiving: Receiving) -> CheckedIn:
    """Check in an expected visitor at the reception desk.

    The host is told and the room looked up as after a check-in at a kiosk.

    Raises:
        NoSuchVisit: there is none.
        MovedOn: they are not expected any more, such as already on site.
        TooEarly: they are expected on a later day.
    """
    visit = visit_that_may_become(nouns, visit_id, VisitState.ON_SITE)
    if receiving.now < admission(visit, _needed(nouns.sites.get(visit.site)))[0]:
        raise TooEarly(visit)
    arrived = replace(visit, state=VisitState.ON_SITE, arrived_at=receiving.now)
    return _settle(nouns, arrived, receiving, by=receiving.by)


def undo_check_in(nouns: Nouns, visit_id: str, *, by: str, now: datetime) -> Visit:
    """Make a visitor expected again whom reception checked in a moment ago.

    Raises:
        NoSuchVisit: there is none.
        MovedOn: they are not on site, came longer ago, or checked in themselves.
    """
    visit = known_visit(nouns, visit_id)
    if not may_undo_check_in(visit, now=now):
        raise MovedOn(visit)
    expected = replace(
        visit, state=VisitState.EXPECTED, arrived_at=None, room=RoomOfVisit()
    )
    nouns.visits.put(expected)
    nouns.audit.add(
        at=now, event=CHECK_IN_UNDONE, actor=by, subject=f"visit:{visit.id}"
    )
    return expected


def may_undo_check_in(visit: Visit, *, now: datetime) -> bool:
    """Tell whether a check-in was reception's own and is a moment old."""
    if visit.state is not VisitState.ON_SITE or visit.arrived_at is None:
        return False
    # What a kiosk sent it may send again: under its id it must stay done.
    return visit.request_id is None and now - visit.arrived_at <= UNDO_WITHIN


def content_hash(request: CheckInRequest) -> bytes:
    """Hash what a request asks for, to tell a repeat from a reused id."""
    # Neither that it waited nor a field that nobody knew yet makes it another one.
    said = request.model_dump_json(
        by_alias=True, exclude={"request_id", "offline"}, exclude_none=True
    )
    return hashlib.sha256(said.encode()).digest()


def _again(
    nouns: Nouns, visit: Visit, request: CheckInRequest, asking: Asking
) -> CheckedIn:
    same = visit.request_hash == content_hash(request)
    if not same or visit.site != asking.kiosk.site:
        raise Refused(
            Refusal.REQUEST_ID_REUSED,
            "This request id was used for another check-in.",
        )
    return _told(nouns, visit, new=False)


def _walk_in(
    nouns: Nouns, request: CheckInRequest, typed: WalkInVisitor, asking: Asking
) -> CheckedIn:
    host = nouns.hosts.get(request.host_id or "")
    if host is None or not host.active:
        raise Refused(Refusal.HOST_UNKNOWN, "There is no such host.")
    name = tidy_name(typed.name)
    if not name:
        raise Refused(Refusal.REQUEST_INVALID, "visitor.name: write a name.")
    site = _needed(nouns.sites.get(asking.kiosk.site))
    typed = with_remembered(
        nouns, typed, request.remembered, site=site, claims=asking.claims
    )
    told = request.model_copy(update={"visitor": typed})
    arrival = answers_of(told, site.kiosk)
    # What a stranger types is theirs only: never matched with a known profile.
    visitor = Visitor(
        id=asking.chance.new_id(),
        name=name,
        email=tidy_name(typed.email or "") or None,
        company=tidy_name(typed.company or "") or None,
        phone=tidy_name(typed.phone or "") or None,
    )
    nouns.visitors.put(visitor)
    visit = Visit(
        id=asking.chance.new_id(),
        visitor=visitor.id,
        host=host.id,
        site=asking.kiosk.site,
        state=VisitState.EXPECTED,
        expected_arrival=asking.now,
        expected_departure=asking.now + WALK_IN_STAYS,
        invited=False,
        purpose=tidy_name(request.purpose or "") or None,
        arrival=arrival,
    )
    return _arrive(nouns, visit, request, asking, is_new=True)


def _invited(nouns: Nouns, request: CheckInRequest, asking: Asking) -> CheckedIn:
    visit = _visit_of(nouns, request, asking)
    refuse_other_site(nouns, visit, site=asking.kiosk.site)
    match visit.state:
        case VisitState.ON_SITE:
            return _still_here(nouns, visit, asking)
        case VisitState.LEFT | VisitState.EXPIRED:
            raise Refused(Refusal.ALREADY_USED, "The visit is over.")
        case VisitState.CANCELLED:
            raise Refused(Refusal.CANCELLED, "The visit was cancelled.")
        case VisitState.EXPECTED | VisitState.NO_SHOW:
            _refuse_wrong_time(nouns, visit, asking.now)
            if request.claim is None:
                refuse_several(nouns, visit, now=asking.now, claims=asking.claims)
            return _arrive(nouns, visit, request, asking)


def _still_here(nouns: Nouns, visit: Visit, asking: Asking) -> CheckedIn:
    _refuse_over(nouns, visit, asking.now)
    # The meeting may have moved or ended since the calendar was last asked.
    if _is_old(visit.room, asking.now):
        visit = replace(visit, room=_first_room(nouns, visit, asking))
        nouns.visits.set_room(visit.id, visit.room)
    return _told(nouns, visit, new=False, already_here=True)


def _is_old(room: RoomOfVisit, now: datetime) -> bool:
    if still_looking(room, now=now):
        return False
    return room.checked_at is None or now - room.checked_at > FRESH


def _visit_of(nouns: Nouns, request: CheckInRequest, asking: Asking) -> Visit:
    if request.claim is not None:
        meant = ClaimFor.ARRIVING
        return visit_of_claim(nouns, request.claim, claims=asking.claims, meant=meant)
    if request.pass_text is None:
        return visit_of_code(nouns, request.code or "", now=asking.now)
    return visit_of_pass(
        nouns, request.pass_text, keys=asking.pass_keys, now=asking.now
    )


def _refuse_over(nouns: Nouns, visit: Visit, now: datetime) -> None:
    _, closes = admission(visit, _needed(nouns.sites.get(visit.site)))
    if now >= closes:
        raise Refused(Refusal.EXPIRED, "The day of the visit has passed.")


def _refuse_wrong_time(nouns: Nouns, visit: Visit, now: datetime) -> None:
    _refuse_over(nouns, visit, now)
    site = _needed(nouns.sites.get(visit.site))
    opens, _ = admission(visit, site)
    if now < opens:
        starts = site.local(visit.expected_arrival).isoformat()
        raise Refused(
            Refusal.TOO_EARLY, "The visit is on a later day.", {"starts": starts}
        )


def _arrive(
    nouns: Nouns,
    visit: Visit,
    request: CheckInRequest,
    asking: Asking,
    *,
    is_new: bool = False,
) -> CheckedIn:
    arrived = replace(
        visit,
        state=VisitState.ON_SITE,
        arrived_at=asking.now,
        kiosk=asking.kiosk.id,
        language=request.language,
        request_id=str(request.request_id),
        request_hash=content_hash(request),
        kiosk_time=request.kiosk_time,
    )
    by = f"kiosk:{asking.kiosk.id}"
    return _settle(nouns, arrived, asking, by=by, is_new=is_new)


def _settle(
    nouns: Nouns,
    visit: Visit,
    asking: Asking | Receiving,
    *,
    by: str,
    is_new: bool = False,
) -> CheckedIn:
    """Save an arrival with everything that follows from it."""
    arrived = replace(visit, room=_first_room(nouns, visit, asking))
    nouns.visits.put(arrived)
    subject = f"visit:{arrived.id}"
    # A visit that there was not before has no past to look for.
    undone = 0 if is_new else _times_undone(nouns, subject)
    nouns.audit.add(at=asking.now, event="visit.checked_in", actor=by, subject=subject)
    nouns.outbox.add(_tell_host(arrived, asking, again=undone))
    return _told(nouns, arrived, new=True)


def _times_undone(nouns: Nouns, subject: str) -> int:
    return [event for _, event, _ in nouns.audit.of(subject)].count(CHECK_IN_UNDONE)


def _first_room(nouns: Nouns, visit: Visit, asking: Asking | Receiving) -> RoomOfVisit:
    room = room_from_copy(nouns, visit, now=asking.now, schedules=asking.schedules)
    if room is not None:
        return room
    return RoomOfVisit(state=RoomState.LOOKING, until=asking.deadline)


def _tell_host(visit: Visit, asking: Asking | Receiving, *, again: int) -> OutboxRow:
    # After a check-in that was taken back, the real arrival is news again.
    key = host_arrival_key(visit.id) + (f":{again}" if again else "")
    looking = visit.room.state is RoomState.LOOKING
    return OutboxRow(
        id=asking.chance.new_id(),
        kind=HOST_ARRIVAL,
        payload={"visit": visit.id},
        due_at=asking.deadline if looking else asking.now,
        dedupe_key=key,
    )


def host_arrival_key(visit_id: str) -> str:
    """The key under which a visit's message to its host stands in the outbox."""
    return f"{HOST_ARRIVAL}:{visit_id}"


def _told(
    nouns: Nouns, visit: Visit, *, new: bool, already_here: bool = False
) -> CheckedIn:
    return CheckedIn(
        visit=visit,
        visitor=_needed(nouns.visitors.get(visit.visitor)),
        host=_needed(nouns.hosts.get(visit.host)),
        site=_needed(nouns.sites.get(visit.site)),
        new=new,
        already_here=already_here,
    )


def _needed(found: Noun | None) -> Noun:
    if found is None:
        raise LookupError("a visit refers to something that is not there")
    return found
