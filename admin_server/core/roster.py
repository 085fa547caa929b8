"""What a kiosk may know of the day: who is expected at its site, and whom they visit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from admin_server.core.admission import admission
from admin_server.core.people import fold
from admin_server.core.places import Site
from admin_server.core.ports import ListedVisit, Listing, Nouns, Page, Span
from admin_server.core.visits import Invitation, Visit
from shared.check_in import RoomState, VisitState
from shared.offline import RosterHost, RosterVisit

TOMORROW_FROM = 18
"""From this hour, in the site's time, a kiosk knows tomorrow as well."""
MOST = 2_000
"""So many visits are told to a kiosk at most."""
_TOLD = (VisitState.EXPECTED, VisitState.ON_SITE, VisitState.CANCELLED)


@dataclass(frozen=True)
class Named:
    """An expected visit, and the full name that opens it, folded; None: no name does."""

    visit: RosterVisit
    name: str | None


@dataclass(frozen=True)
class Roster:
    """A kiosk's list for a day."""

    visits: tuple[Named, ...]
    hosts: tuple[RosterHost, ...]


def roster_of(nouns: Nouns, site: Site, *, now: datetime) -> Roster:
    """Give what kiosks of a site may know now of today, and in the evening of tomorrow."""
    start, end = _days(site, now)
    listing = Listing((Span((site.id,), start, end),), states=_TOLD)
    listed = nouns.visits.listed(listing, Page(MOST))
    return Roster(
        visits=tuple(_named(one, site) for one in listed if one.visit.invited),
        hosts=tuple(_hosts(nouns, site)),
    )


def invitations_of(nouns: Nouns, visits: Iterable[Named]) -> dict[str, Invitation]:
    """Give the invitations of some visits, by the visit's id."""
    found = (nouns.invitations.by_visit(one.visit.visit) for one in visits)
    return {invitation.visit: invitation for invitation in found if invitation}


def _days(site: Site, now: datetime) -> tuple[datetime, datetime]:
    local = site.local(now)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    days = 1 if local.hour < TOMORROW_FROM else 2
    # Local arithmetic on purpose: a day of a clock change has 23 or 25 hours.
    return midnight, midnight + timedelta(days=days)


def _named(listed: ListedVisit, site: Site) -> Named:
    visit, visitor = listed.visit, listed.visitor
    starts, ends = admission(visit, site)
    told = RosterVisit(
        visit=visit.id,
        visitor=visitor.name,
        company=visitor.company,
        host=listed.host.name,
        starts=starts,
        ends=ends,
        expected_arrival=site.local(visit.expected_arrival),
        room=_room(visit),
        cancelled=visit.state is VisitState.CANCELLED,
        language=visit.language,
    )
    return Named(told, (fold(visitor.name) or None) if site.kiosk.by_name else None)


def _room(visit: Visit) -> str | None:
    if visit.room.state is RoomState.FOUND:
        return visit.room.name
    return visit.room_text


def _hosts(nouns: Nouns, site: Site) -> Iterable[RosterHost]:
    for host in nouns.hosts.all():
        if host.active and host.site in (None, site.id):
            yield RosterHost(id=host.id, name=host.name, department=host.department)
