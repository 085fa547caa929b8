"""What stands on a visit's badge, and which kiosk may ask for it."""

from datetime import datetime, time

from admin_server.core.badge_orders import orders_for
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.tenants import Kiosk
from admin_server.core.visit_types import find_type
from admin_server.core.visits import Visit
from shared.check_in import VisitState
from shared.kiosk_options import VisitType
from shared.refusals import Refusal, Refused


def badge_visit(nouns: Nouns, visit_id: str, *, kiosk: Kiosk, now: datetime) -> Visit:
    """Give a visit whose badge a kiosk prints: its own of today, or one ordered there.

    Raises:
        Refused: it is neither.
    """
    visit = nouns.visits.get(visit_id)
    if visit is None or visit.site != kiosk.site:
        raise _unknown()
    ordered = any(one.visit == visit.id for one in orders_for(nouns, kiosk.id, now=now))
    if not ordered and not is_own_visit(nouns, visit, kiosk=kiosk, now=now):
        raise _unknown()
    return visit


def own_visit(nouns: Nouns, visit_id: str, *, kiosk: Kiosk, now: datetime) -> Visit:
    """Give a visit that a kiosk checked in today and that is on site.

    Raises:
        Refused: it is none.
    """
    visit = nouns.visits.get(visit_id)
    if visit is None or not is_own_visit(nouns, visit, kiosk=kiosk, now=now):
        raise _unknown()
    return visit


def is_own_visit(nouns: Nouns, visit: Visit, *, kiosk: Kiosk, now: datetime) -> bool:
    """Tell whether a kiosk checked this visit in today, and it is still on site."""
    site = nouns.sites.get(visit.site)
    return (
        site is not None
        and visit.kiosk == kiosk.id
        and visit.site == kiosk.site
        and visit.state is VisitState.ON_SITE
        and visit.arrived_at is not None
        and site.local(visit.arrived_at).date() == site.local(now).date()
    )


def kind_of_visit(visit: Visit, site: Site) -> VisitType | None:
    """Give the kind of visit that the visitor chose, while the site still has it."""
    key = visit.arrival.visit_type
    return find_type(site.kiosk, key) if key else None


def valid_until(visit: Visit, site: Site, *, now: datetime) -> datetime | None:
    """Say until when a badge counts, in the site's time; None: all that day.

    That is the planned departure. Whoever is there after it stays until the site
    closes: no badge says that it has run out already.
    """
    here, leaves = site.local(now), site.local(visit.expected_departure)
    if leaves > here:
        return leaves
    closes = _closes(site, here)
    return closes if closes is not None and closes > here else None


def _closes(site: Site, day: datetime) -> datetime | None:
    times: list[time] = [
        one.closes for one in site.hours if one.weekday == day.weekday()
    ]
    return datetime.combine(day.date(), max(times), day.tzinfo) if times else None


def _unknown() -> Refused:
    return Refused(Refusal.VISIT_UNKNOWN, "No badge of this visit is printed here.")
