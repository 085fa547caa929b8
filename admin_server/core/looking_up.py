"""Finding one's own visit by one's full name, without learning of anybody else's."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from admin_server.core.admission import EARLY, admits
from admin_server.core.claims import ClaimFor, Claims
from admin_server.core.masking import hint_of
from admin_server.core.people import fold
from admin_server.core.places import Site
from admin_server.core.ports import ListedVisit, Listing, Nouns, Page, Span
from shared.check_in import VisitChoice, VisitState
from shared.looking_up import LookUpFor, LookUpRequest

MOST = 5
"""So many visits are offered at most: a name that more people have helps nobody."""
_EVERYBODY = Page(20_000)
_MEANT: dict[LookUpFor, ClaimFor] = {
    LookUpFor.ARRIVING: ClaimFor.ARRIVING,
    LookUpFor.LEAVING: ClaimFor.LEAVING,
}


def look_up(
    nouns: Nouns, asked: LookUpRequest, *, site: Site, now: datetime, claims: Claims
) -> list[VisitChoice]:
    """Find the visits of a full name, today at a site; nothing by a part of it.

    Everybody is compared, whether or not somebody fits: an answer's time tells
    nothing.
    """
    if not site.kiosk.by_name:
        return []
    wanted = _words(asked.name)
    fitting = [
        one
        for one in _candidates(nouns, asked.looking, site, now)
        if _words(one.visitor.name) == wanted and wanted
    ]
    meant = _MEANT[asked.looking]
    return [
        VisitChoice(
            claim=claims.give(one.visit.id, meant=meant),
            starts=site.local(one.visit.expected_arrival),
            hint=hint_of(one.visitor),
        )
        for one in fitting[:MOST]
    ]


def _candidates(
    nouns: Nouns, looking: LookUpFor, site: Site, now: datetime
) -> Iterable[ListedVisit]:
    span = Span((site.id,), *_around_today(site, now))
    match looking:
        case LookUpFor.LEAVING:
            here = Listing((span,), here_too=True, states=(VisitState.ON_SITE,))
            return nouns.visits.listed(here, _EVERYBODY)
        case LookUpFor.ARRIVING:
            expected = Listing((span,), states=(VisitState.EXPECTED,))
            listed = nouns.visits.listed(expected, _EVERYBODY)
            return [one for one in listed if admits(one.visit, site, now=now)]


def _around_today(site: Site, now: datetime) -> tuple[datetime, datetime]:
    """Give a span in which every visit arrives or goes on that may be admitted now."""
    midnight = site.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight, midnight + timedelta(days=1) + EARLY


def _words(name: str) -> list[str]:
    # In any order: not everybody's family name comes last.
    return sorted(fold(name).split())
