"""Changing a visit that is still expected; the pass and the code stay the same."""

from dataclasses import dataclass, replace
from datetime import datetime

from admin_server.core.invitations import (
    GRACE,
    Asked,
    Invented,
    InvitationWrong,
    Wrong,
    check_asked,
)
from admin_server.core.ports import Nouns
from admin_server.core.telling_visitors import tell_of_change
from admin_server.core.visits import (
    CalendarNews,
    Invitation,
    LinkedBy,
    RoomOfVisit,
    Visit,
)
from shared.check_in import VisitState


@dataclass(frozen=True)
class Wanted:
    """How a visit shall be. Times are aware.

    Attributes:
        host, site: their ids.
        purpose, needs, room_text: as `Visit` has them; empty means none.
    """

    host: str
    site: str
    arrival: datetime
    departure: datetime
    language: str
    purpose: str | None = None
    needs: str | None = None
    room_text: str | None = None


def wanted_of(visit: Visit) -> Wanted:
    """Say a visit as it is, to change a part of it."""
    return Wanted(
        host=visit.host,
        site=visit.site,
        arrival=visit.expected_arrival,
        departure=visit.expected_departure,
        language=visit.language,
        purpose=visit.purpose,
        needs=visit.needs,
        room_text=visit.room_text,
    )


def change(
    nouns: Nouns,
    visit: Visit,
    wanted: Wanted,
    *,
    now: datetime,
    chance: Invented,
    by: str,
) -> Invitation | None:
    """Change an expected visit, and let the visitor know.

    Returns:
        The invitation with its new sequence; None where nothing is different.

    Raises:
        InvitationWrong: it is not expected any more, or cannot be so.
    """
    if visit.state is not VisitState.EXPECTED:
        raise InvitationWrong(Wrong.NOT_EXPECTED)
    changed = _relinked(nouns, visit, _changed(visit, wanted))
    invitation = nouns.invitations.by_visit(visit.id)
    if changed == visit or invitation is None:
        return None
    _check(nouns, visit, changed, now=now)
    nouns.visits.put(changed)
    newer = replace(
        invitation,
        host=changed.host,
        site=changed.site,
        sequence=invitation.sequence + 1,
    )
    nouns.invitations.put(newer)
    nouns.audit.add(
        at=now, event="visit.changed", actor=by, subject=f"visit:{visit.id}"
    )
    tell_of_change(nouns, newer, message=chance.new_id(), now=now)
    return newer


def _changed(visit: Visit, wanted: Wanted) -> Visit:
    changed = replace(
        visit,
        host=wanted.host,
        site=wanted.site,
        expected_arrival=wanted.arrival,
        expected_departure=wanted.departure,
        language=wanted.language,
        purpose=wanted.purpose or None,
        needs=wanted.needs or None,
        room_text=wanted.room_text or None,
    )
    if changed.host != visit.host:
        # A meeting stands in its host's calendar, not in the new one's.
        changed = replace(changed, meeting=None, link=None)
    if (changed.host, changed.site, changed.expected_arrival) != (
        visit.host,
        visit.site,
        visit.expected_arrival,
    ):
        changed = replace(changed, room=RoomOfVisit())
    return changed


def _relinked(nouns: Nouns, visit: Visit, changed: Visit) -> Visit:
    """Have a visit keep to the times that a person gave it, whatever the meeting does."""
    times = visit.expected_arrival, visit.expected_departure
    link, site = changed.link, nouns.sites.get(changed.site)
    if link is None or times == (changed.expected_arrival, changed.expected_departure):
        return changed
    if link.linked_by is LinkedBy.RULE and site is not None:
        arrives = site.local(changed.expected_arrival)
        if arrives.date() != site.local(link.start).date():
            # Who comes on another day does not come to that meeting.
            return replace(changed, meeting=None, link=None)
    news = None if link.news is CalendarNews.MOVED else link.news
    return replace(changed, link=replace(link, by_hand=True, news=news))


def _check(nouns: Nouns, visit: Visit, changed: Visit, *, now: datetime) -> None:
    visitor = nouns.visitors.get(visit.visitor)
    moved = changed.expected_arrival != visit.expected_arrival
    if moved and changed.expected_arrival < now - GRACE:
        raise InvitationWrong(Wrong.PAST)
    check_asked(
        nouns,
        Asked(
            name=visitor.name if visitor else "",
            host=changed.host,
            site=changed.site,
            arrival=changed.expected_arrival,
            departure=changed.expected_departure,
            meeting=changed.meeting,
            room_text=changed.room_text,
        ),
    )
