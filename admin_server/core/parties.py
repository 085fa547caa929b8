"""Who was invited together with a visitor and has not come yet."""

from datetime import datetime

from admin_server.core.admission import admits
from admin_server.core.claims import ClaimFor, Claims
from admin_server.core.invitations import party_of
from admin_server.core.masking import short_name
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.visits import Invitation, Visit
from shared.check_in import Colleague, VisitState


def colleagues_of(
    nouns: Nouns, visit: Visit, *, site: Site, now: datetime, claims: Claims
) -> list[Colleague]:
    """Name those of a visitor's party who may be checked in next, each with a claim.

    Only where the site offers it, and only who is expected there today.
    """
    own = nouns.invitations.by_visit(visit.id) if visit.invited else None
    if not site.kiosk.colleagues or own is None or own.party is None:
        return []
    others = [one for one in party_of(nouns, own.party) if one.visit != visit.id]
    named = (_colleague(nouns, one, site, now, claims) for one in others)
    return [one for one in named if one is not None]


def _colleague(
    nouns: Nouns, invitation: Invitation, site: Site, now: datetime, claims: Claims
) -> Colleague | None:
    visit = nouns.visits.get(invitation.visit)
    visitor = nouns.visitors.get(invitation.visitor)
    if visit is None or visitor is None or visit.site != site.id:
        return None
    if visit.state is not VisitState.EXPECTED or not admits(visit, site, now=now):
        return None
    claim = claims.give(visit.id, meant=ClaimFor.ARRIVING)
    return Colleague(name=short_name(visitor.name), claim=claim)
