"""From what the rules decided to what is said on the wire."""

from dataclasses import dataclass
from datetime import datetime

from admin_server.core.check_in import CheckedIn
from admin_server.core.finding_rooms import reason_for_no_room, still_looking
from admin_server.core.places import RoomNote, Site
from admin_server.core.ports import Nouns
from admin_server.core.visits import RoomOfVisit, Visit
from admin_server.web.badges import OnBadge, badge_reply
from admin_server.web.configuration import wifi_reply
from shared.check_in import (
    CheckInReply,
    Colleague,
    HostReply,
    RoomReason,
    RoomReply,
    RoomState,
    VisitorReply,
    VisitReply,
)
from shared.offline import Flag


@dataclass(frozen=True)
class AboutRoom:
    """What is known of a visit's room besides the room: our note, or why there is none.

    Attributes:
        typed: the place that reception wrote down, for when no calendar knows one.
    """

    note: RoomNote | None
    reason: RoomReason | None
    typed: str | None = None


@dataclass(frozen=True)
class BesidesVisit:
    """What a check-in is answered besides the visit.

    Attributes:
        code: the visit's check-out code.
        party: who may be checked in next.
        flags: of a check-in that was kept, what reception should know.
    """

    code: str | None = None
    party: tuple[Colleague, ...] = ()
    flags: tuple[Flag, ...] = ()


def about_room(nouns: Nouns, visit: Visit) -> AboutRoom:
    """Look up what a visitor is told together with their room."""
    address = visit.room.address
    return AboutRoom(
        note=nouns.room_notes.get(address) if address else None,
        reason=reason_for_no_room(nouns, visit),
        typed=visit.room_text,
    )


def check_in_reply(
    done: CheckedIn, about: AboutRoom, besides: BesidesVisit, *, now: datetime
) -> CheckInReply:
    """Say what a check-in led to, as things stand now."""
    visit, site = done.visit, done.site
    room = room_reply(visit.room, about, now=now)
    return CheckInReply(
        visit=visit_reply(visit, site),
        visitor=VisitorReply(name=done.visitor.name, company=done.visitor.company),
        host=HostReply(name=done.host.name),
        room=room,
        wifi=wifi_reply(site.wifi) if site.wifi else None,
        badge=badge_reply(
            OnBadge(visit, done.visitor, done.host, site, besides.code), now=now
        ),
        language=visit.language,
        already_here=done.already_here,
        deadline_ms=_milliseconds_left(visit.room, now),
        party=list(besides.party),
        flags=[flag.value for flag in besides.flags],
    )


def room_reply(room: RoomOfVisit, about: AboutRoom, *, now: datetime) -> RoomReply:
    """Say the room; "looking" that was never ended has ended with its time."""
    note = about.note
    if room.state is RoomState.FOUND:
        return RoomReply(
            state=RoomState.FOUND,
            name=room.name,
            building=room.building,
            floor=room.floor,
            directions=note.directions if note else None,
            turn=note.turn if note else None,
        )
    if still_looking(room, now=now):
        return RoomReply(state=RoomState.LOOKING)
    if about.typed:
        return RoomReply(state=RoomState.FOUND, name=about.typed)
    return RoomReply(state=RoomState.NONE, reason=about.reason)


def visit_reply(visit: Visit, site: Site) -> VisitReply:
    """Say how a visit stands, in the site's time."""
    return VisitReply(
        id=visit.id,
        state=visit.state,
        expected_arrival=site.local(visit.expected_arrival),
        expected_departure=site.local(visit.expected_departure),
    )


def _milliseconds_left(room: RoomOfVisit, now: datetime) -> int:
    if room.until is None or not still_looking(room, now=now):
        return 0
    return max(0, int((room.until - now).total_seconds() * 1000))
