"""How a visit ends: somebody checks out, forgets to, or never came."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from admin_server.core.admission import admission
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.transitions import (
    UNDO_WITHIN,
    MovedOn,
    known_visit,
    visit_that_may_become,
)
from admin_server.core.visits import Visit
from shared.check_in import VisitState

VISIT_ENDED = "visit_ended"
"""The kind of kiosk event that says a visitor is not on site any more."""
VISIT_CHANGED = "visit_changed"
"""The kind of kiosk event that says a visit stands otherwise than was told."""
FORGOTTEN_AFTER = timedelta(hours=12)
"""So long past the departure somebody has left, where no closing time says so."""


def check_out(nouns: Nouns, visit_id: str, *, by: str, now: datetime) -> Visit:
    """Check somebody out who is on site.

    Args:
        by: who checks them out, as the audit names them.

    Raises:
        NoSuchVisit: there is none.
        MovedOn: they are not on site.
    """
    visit = visit_that_may_become(nouns, visit_id, VisitState.LEFT)
    left = replace(visit, state=VisitState.LEFT, left_at=now)
    nouns.visits.put(left)
    _tell(nouns, left, event="visit.checked_out", by=by, now=now)
    return left


def undo_check_out(nouns: Nouns, visit_id: str, *, by: str, now: datetime) -> Visit:
    """Put somebody back on site who was checked out by mistake a moment ago.

    Raises:
        NoSuchVisit: there is none.
        MovedOn: they are on site, or left longer ago.
    """
    visit = known_visit(nouns, visit_id)
    left_at = visit.left_at if visit.state is VisitState.LEFT else None
    if left_at is None or now - left_at > UNDO_WITHIN:
        raise MovedOn(visit)
    back = replace(visit, state=VisitState.ON_SITE, left_at=None)
    nouns.visits.put(back)
    event = "visit.check_out_undone"
    _tell(nouns, back, event=event, by=by, now=now, kind=VISIT_CHANGED)
    return back


def ends_by_itself(visit: Visit, site: Site) -> datetime | None:
    """Say when an open visit ends without anybody's doing; None where it is over.

    Somebody on site is taken to have left when the site closes on the day of their
    departure. Somebody expected has not come when their pass admits no more.
    """
    match visit.state:
        case VisitState.ON_SITE:
            closing = _closing_on(site, visit.expected_departure)
            if closing is None:
                return visit.expected_departure + FORGOTTEN_AFTER
            return max(closing, visit.expected_departure)
        case VisitState.EXPECTED | VisitState.NO_SHOW:
            return admission(visit, site)[1]
        case VisitState.LEFT | VisitState.EXPIRED | VisitState.CANCELLED:
            return None


def end_by_itself(nouns: Nouns, visit_id: str, *, now: datetime) -> bool:
    """End a visit whose time has come; False where there is nothing to end."""
    visit = nouns.visits.get(visit_id)
    site = nouns.sites.get(visit.site) if visit is not None else None
    if visit is None or site is None or not is_due(visit, site, now=now):
        return False
    here = visit.state is VisitState.ON_SITE
    # Nobody knows when they left: `left_at` stays open.
    state = VisitState.EXPIRED if here else VisitState.NO_SHOW
    nouns.visits.set_state(visit.id, state)
    event = "visit.expired" if here else "visit.no_show"
    _tell(nouns, visit, event=event, by="system", now=now)
    return True


def is_due(visit: Visit, site: Site, *, now: datetime) -> bool:
    """Tell whether an open visit's time is over."""
    if visit.state not in (VisitState.EXPECTED, VisitState.ON_SITE):
        return False
    ends = ends_by_itself(visit, site)
    return ends is not None and ends <= now


def _closing_on(site: Site, moment: datetime) -> datetime | None:
    """Say when the site closes on a moment's local day; None: that day has no end."""
    day = site.local(moment).date()
    closings = [
        # Of an hour that the clock shows twice or leaves out, the later one: nobody
        # is put out early.
        datetime.combine(day, hours.closes, tzinfo=site.zone)
        .replace(fold=fold)
        .astimezone(UTC)
        for hours in site.hours
        if hours.weekday == day.weekday()
        for fold in (0, 1)
    ]
    return max(closings, default=None)


def _tell(
    nouns: Nouns,
    visit: Visit,
    *,
    event: str,
    by: str,
    now: datetime,
    kind: str = VISIT_ENDED,
) -> None:
    nouns.audit.add(at=now, event=event, actor=by, subject=f"visit:{visit.id}")
    nouns.kiosk_events.add(site=visit.site, kind=kind, visit=visit.id, at=now)
