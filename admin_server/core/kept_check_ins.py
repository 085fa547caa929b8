"""Taking over check-ins that a kiosk kept: they happened, so none is refused for that."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from admin_server.core.admission import admission
from admin_server.core.came_at import Came, came_at
from admin_server.core.check_in import (
    CHECK_IN_UNDONE,
    WALK_IN_STAYS,
    Asking,
    CheckedIn,
    content_hash,
    host_arrival_key,
)
from admin_server.core.claims import ClaimFor
from admin_server.core.departures import end_by_itself
from admin_server.core.finding_rooms import room_from_copy
from admin_server.core.kiosk_matters import KeptCheckIn
from admin_server.core.messages import HOST_ARRIVAL, OutboxRow
from admin_server.core.people import Host, Visitor, tidy_name
from admin_server.core.ports import Nouns
from admin_server.core.presented import (
    visit_of_claim,
    visit_of_code,
    visit_of_pass,
)
from admin_server.core.visits import Arrival, RoomOfVisit, Visit
from shared.check_in import CheckInRequest, VisitState, WalkInVisitor
from shared.offline import Flag, Offline, Skipped
from shared.refusals import Refusal, Refused
from shared.visit_pass import NotAPass, read_pass

CHECKED_IN_OFFLINE = "visit.checked_in_offline"
"""What the audit calls an arrival that a kiosk kept."""
TELL_WITHIN = timedelta(hours=12)
"""A host is told of nobody who came longer ago."""
_NAMELESS = "?"
_ANY_TIME = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Late:
    """A check-in that is told late.

    Attributes:
        sent_at: the kiosk's clock when it was sent, where that was said.
    """

    request: CheckInRequest
    offline: Offline
    sent_at: datetime | None = None


@dataclass(frozen=True)
class TakenOver:
    """The visit that a kept check-in is now, and what to know of the check-in."""

    done: CheckedIn
    flags: tuple[Flag, ...]


@dataclass(frozen=True)
class _Event:
    """One kept check-in while it is taken over."""

    late: Late
    came: Came
    asking: Asking

    @property
    def flags(self) -> tuple[Flag, ...]:
        return (Flag.OFFLINE, *((Flag.CLOCK,) if self._is_estimate else ()))

    @property
    def _is_estimate(self) -> bool:
        """Tell whether nobody measured when the visitor came."""
        told = self.late.offline
        # A clock that was not set may be right by now, and say nothing of that hour.
        lost = told.waited_ms is None and Skipped.CLOCK in told.skipped
        return self.came.clock_wrong or lost


def take_over(nouns: Nouns, late: Late, asking: Asking) -> TakenOver:
    """Save a check-in that a kiosk kept, once per request id.

    Whatever became of the invitation meanwhile stands as a flag at the visit.

    Raises:
        Refused: nobody can tell whose it is: no such pass, code, claim or host, or
            the request id is another check-in's. Nothing was changed.
    """
    before = _taken_before(nouns, late.request)
    if before is not None:
        return before
    request = late.request
    came = came_at(
        request.kiosk_time, late.offline, sent_at=late.sent_at, now=asking.now
    )
    event = _Event(late, came, asking)
    if request.visitor is not None:
        return _arrived(nouns, _walk_in(nouns, request.visitor, event), event, ())
    try:
        visit = _visit_of(nouns, request, asking)
    except Refused as problem:
        if problem.code is not Refusal.PASS_UNKNOWN or not _is_ours(nouns, event):
            raise
        return _arrived(nouns, _stranger(nouns, event), event, (Flag.NOT_INVITED,))
    return _invited(nouns, visit, event)


def _taken_before(nouns: Nouns, request: CheckInRequest) -> TakenOver | None:
    request_id = str(request.request_id)
    kept = nouns.kept_check_ins.get(request_id)
    if kept is not None:
        visit = nouns.visits.get(kept.visit)
    else:
        # The server answered it, and the answer was lost on its way.
        visit = nouns.visits.by_request(request_id)
    if visit is None:
        return None
    is_its_own = visit.request_id == request_id
    if is_its_own and visit.request_hash != content_hash(request):
        raise Refused(
            Refusal.REQUEST_ID_REUSED,
            "This request id was used for another check-in.",
        )
    return _told(nouns, visit, kept.flags if kept else (), new=False)


def _visit_of(nouns: Nouns, request: CheckInRequest, asking: Asking) -> Visit:
    if request.claim is not None:
        meant = ClaimFor.ARRIVING
        return visit_of_claim(nouns, request.claim, claims=asking.claims, meant=meant)
    if request.pass_text is None:
        return visit_of_code(nouns, request.code or "", now=asking.now)
    # A pass that was too old by then is a flag here, not a refusal.
    return visit_of_pass(nouns, request.pass_text, keys=asking.pass_keys, now=_ANY_TIME)


def _walk_in(nouns: Nouns, typed: WalkInVisitor, event: _Event) -> Visit:
    request, new_id = event.late.request, event.asking.chance.new_id
    # Switched off meanwhile or not: the visitor came to see them.
    host = nouns.hosts.get(request.host_id or "")
    if host is None:
        raise Refused(Refusal.HOST_UNKNOWN, "There is no such host.")
    visitor = Visitor(
        id=new_id(),
        name=tidy_name(typed.name) or _NAMELESS,
        email=tidy_name(typed.email or "") or None,
        company=tidy_name(typed.company or "") or None,
        phone=tidy_name(typed.phone or "") or None,
    )
    visit = _uninvited(nouns, visitor, host, event)
    return replace(visit, purpose=tidy_name(request.purpose or "") or None)


def _is_ours(nouns: Nouns, event: _Event) -> bool:
    """Tell whether we signed a pass, such as one that a restored backup lacks."""
    text, keys = event.late.request.pass_text or "", event.asking.pass_keys
    try:
        read_pass(text.strip(), tenant_id=nouns.tenant.id, keys=keys)
    except NotAPass:
        return False
    return True


def _stranger(nouns: Nouns, event: _Event) -> Visit:
    """Give a visit to somebody of whom only a pass of ours is known.

    Raises:
        Refused: nobody at the site is there to be asked who they are.
    """
    site = nouns.sites.get(event.asking.kiosk.site)
    email = site.help.email if site is not None else None
    contact = nouns.hosts.by_email(email) if email else None
    if contact is None:
        raise Refused(Refusal.PASS_UNKNOWN, "This is not a pass of ours.")
    visitor = Visitor(id=event.asking.chance.new_id(), name=_NAMELESS)
    return _uninvited(nouns, visitor, contact, event)


def _uninvited(nouns: Nouns, visitor: Visitor, host: Host, event: _Event) -> Visit:
    nouns.visitors.put(visitor)
    return Visit(
        id=event.asking.chance.new_id(),
        visitor=visitor.id,
        host=host.id,
        site=event.asking.kiosk.site,
        state=VisitState.EXPECTED,
        expected_arrival=event.came.at,
        expected_departure=event.came.at + WALK_IN_STAYS,
        invited=False,
    )


def _invited(nouns: Nouns, visit: Visit, event: _Event) -> TakenOver:
    at = event.came.at
    match visit.state:
        case VisitState.ON_SITE:
            return _came_already(nouns, visit, event)
        case VisitState.LEFT | VisitState.EXPIRED:
            if at < _ended(nouns, visit):
                return _came_already(nouns, visit, event)
            return _arrived(nouns, _once_more(visit, event), event, (Flag.WAS_OVER,))
        case VisitState.CANCELLED:
            return _arrived(nouns, visit, event, (Flag.WAS_CANCELLED,))
        case VisitState.EXPECTED | VisitState.NO_SHOW:
            is_over = at >= _closes(nouns, visit)
            return _arrived(nouns, visit, event, (Flag.WAS_OVER,) if is_over else ())


def _ended(nouns: Nouns, visit: Visit) -> datetime:
    return visit.left_at or _closes(nouns, visit)


def _closes(nouns: Nouns, visit: Visit) -> datetime:
    site = nouns.sites.get(visit.site)
    if site is None:
        raise LookupError("a visit refers to something that is not there")
    return admission(visit, site)[1]


def _once_more(visit: Visit, event: _Event) -> Visit:
    """Give a visit of its own to somebody who came again after they had left."""
    at = event.came.at
    return Visit(
        id=event.asking.chance.new_id(),
        visitor=visit.visitor,
        host=visit.host,
        site=visit.site,
        state=VisitState.EXPECTED,
        expected_arrival=at,
        expected_departure=at + WALK_IN_STAYS,
        purpose=visit.purpose,
        needs=visit.needs,
        created_by=visit.created_by,
    )


def _came_already(nouns: Nouns, visit: Visit, event: _Event) -> TakenOver:
    """Note that somebody was checked in once more who was here already."""
    asking, came = event.asking, event.came
    twice = (Flag.TWICE,) if visit.kiosk != asking.kiosk.id else ()
    noted = replace(
        visit,
        # Whichever kiosk is heard first, they came when they first stood at one.
        arrived_at=min(visit.arrived_at or came.at, came.at),
        arrival=replace(visit.arrival, flags=_in_order(visit.arrival.flags, twice)),
    )
    nouns.visits.put(noted)
    return _kept(nouns, noted, event, twice, new=False)


def _arrived(
    nouns: Nouns, visit: Visit, event: _Event, flags: tuple[Flag, ...]
) -> TakenOver:
    asking, request, at = event.asking, event.late.request, event.came.at
    if visit.site != asking.kiosk.site:
        flags = (*flags, Flag.OTHER_SITE)
    leaves = visit.expected_departure
    arrived = replace(
        visit,
        state=VisitState.ON_SITE,
        # They are where the kiosk is: an evacuation counts them there.
        site=asking.kiosk.site,
        arrived_at=at,
        left_at=None,
        expected_departure=leaves if at < leaves else at + WALK_IN_STAYS,
        kiosk=asking.kiosk.id,
        language=request.language,
        request_id=str(request.request_id),
        request_hash=content_hash(request),
        kiosk_time=request.kiosk_time,
        arrival=_arrival(event, flags),
    )
    room = room_from_copy(nouns, arrived, now=asking.now, schedules=asking.schedules)
    nouns.visits.put(replace(arrived, room=room or RoomOfVisit()))
    if asking.now - at <= TELL_WITHIN:
        nouns.outbox.add(_tell_host(nouns, arrived, asking))
    taken = _kept(nouns, arrived, event, flags, new=True)
    # Who came yesterday has left by now, and nobody knows when.
    if end_by_itself(nouns, arrived.id, now=asking.now):
        return _told(nouns, arrived, taken.flags, new=True)
    return taken


def _arrival(event: _Event, flags: tuple[Flag, ...]) -> Arrival:
    request = event.late.request
    # As it was asked then: what a site asks may have changed since.
    answers = {key: tidy_name(said) for key, said in (request.answers or {}).items()}
    return Arrival(
        flags=_in_order(event.flags, flags),
        skipped=tuple(event.late.offline.skipped),
        visit_type=request.visit_type,
        answers=answers,
    )


def _tell_host(nouns: Nouns, visit: Visit, asking: Asking) -> OutboxRow:
    happened = [event for _, event, _ in nouns.audit.of(f"visit:{visit.id}")]
    # After a check-in that was taken back, the real arrival is news again.
    undone = happened.count(CHECK_IN_UNDONE)
    return OutboxRow(
        id=asking.chance.new_id(),
        kind=HOST_ARRIVAL,
        payload={"visit": visit.id},
        due_at=asking.now,
        dedupe_key=host_arrival_key(visit.id) + (f":{undone}" if undone else ""),
    )


def _kept(
    nouns: Nouns, visit: Visit, event: _Event, flags: tuple[Flag, ...], *, new: bool
) -> TakenOver:
    asking = event.asking
    all_flags = _in_order(event.flags, flags)
    nouns.kept_check_ins.add(
        KeptCheckIn(
            request_id=str(event.late.request.request_id),
            visit=visit.id,
            kiosk=asking.kiosk.id,
            arrived_at=event.came.at,
            kept_at=asking.now,
            flags=all_flags,
        )
    )
    nouns.audit.add(
        at=asking.now,
        event=CHECKED_IN_OFFLINE,
        actor=f"kiosk:{asking.kiosk.id}",
        subject=f"visit:{visit.id}",
    )
    return _told(nouns, visit, all_flags, new=new)


def _in_order(*several: Iterable[Flag]) -> tuple[Flag, ...]:
    there = {flag for flags in several for flag in flags}
    return tuple(flag for flag in Flag if flag in there)


def _told(
    nouns: Nouns, visit: Visit, flags: tuple[Flag, ...], *, new: bool
) -> TakenOver:
    # As it stands now: it may have ended in the same breath.
    now_it_is = nouns.visits.get(visit.id)
    visitor, host = nouns.visitors.get(visit.visitor), nouns.hosts.get(visit.host)
    site = nouns.sites.get(visit.site)
    if now_it_is is None or visitor is None or host is None or site is None:
        raise LookupError("a visit refers to something that is not there")
    return TakenOver(CheckedIn(now_it_is, visitor, host, site, new=new), flags)
