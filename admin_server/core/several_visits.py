"""Somebody who is expected more than once today says by the time which visit it is."""

from datetime import datetime, timedelta

from admin_server.core.admission import EARLY, admits
from admin_server.core.claims import ClaimFor, Claims
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.visits import Visit
from shared.check_in import VisitChoice, VisitState
from shared.refusals import Refusal, Refused


def refuse_several(
    nouns: Nouns, visit: Visit, *, now: datetime, claims: Claims
) -> None:
    """Make sure that no other visit of this visitor can be meant.

    Raises:
        Refused: another one may be; the choices have the shown one's visit first.
    """
    site = nouns.sites.get(visit.site)
    visitor = nouns.visitors.get(visit.visitor)
    # Only a profile that is found again by its address has several visits.
    if site is None or visitor is None or not visitor.confirmed:
        return
    others = _others(nouns, visit, site, now)
    if not others:
        return
    choices = tuple(
        VisitChoice(
            claim=claims.give(one.id, meant=ClaimFor.ARRIVING),
            starts=site.local(one.expected_arrival),
        )
        for one in (visit, *others)
    )
    raise Refused(
        Refusal.SEVERAL_VISITS,
        "The visitor is expected more than once.",
        choices=choices,
    )


def _others(nouns: Nouns, visit: Visit, site: Site, now: datetime) -> list[Visit]:
    midnight = site.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = midnight + timedelta(days=1) + EARLY
    found = nouns.visits.of_visitor(visit.visitor, midnight, tomorrow)
    return [one for one in found if _may_be_meant(one, visit, site, now)]


def _may_be_meant(one: Visit, shown: Visit, site: Site, now: datetime) -> bool:
    if one.site != site.id or one.state is not VisitState.EXPECTED:
        return False
    # A time that is over, or the same time twice, gives nobody a choice.
    told_apart = one.expected_arrival != shown.expected_arrival
    return told_apart and now < one.expected_departure and admits(one, site, now=now)
