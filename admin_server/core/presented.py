"""What a visitor shows at a kiosk, and the visit that it stands for."""

from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from admin_server.core.badge_codes import walk_in_of_code
from admin_server.core.claims import ClaimFor, Claims, unknown_claim
from admin_server.core.ports import Nouns
from admin_server.core.visits import Visit
from shared.check_in import VisitState
from shared.refusals import Refusal, Refused
from shared.visit_pass import NotAPass, read_pass, tidy_code


def visit_of_code(nouns: Nouns, typed: str, *, now: datetime) -> Visit:
    """Find the visit of the six characters, an invitation's or a badge's.

    Raises:
        Refused: nobody has them.
    """
    code = tidy_code(typed)
    invitation = nouns.invitations.by_code(code) if code else None
    visit = nouns.visits.get(invitation.visit) if invitation else None
    if code and invitation is None:
        visit = walk_in_of_code(nouns, code, now=now)
    if visit is None:
        raise Refused(Refusal.CODE_UNKNOWN, "No invitation has this code.")
    return visit


def visit_of_pass(
    nouns: Nouns, text: str, *, keys: dict[int, Ed25519PublicKey], now: datetime
) -> Visit:
    """Find the visit of a scanned pass.

    Raises:
        Refused: it is not one of ours, or too old; one message for all causes of
            the first, so that a forger learns nothing.
    """
    unknown = Refused(Refusal.PASS_UNKNOWN, "This is not a pass of ours.")
    try:
        content = read_pass(text.strip(), tenant_id=nouns.tenant.id, keys=keys)
    except NotAPass as problem:
        raise unknown from problem
    invitation = nouns.invitations.get(str(content.invitation))
    visit = nouns.visits.get(invitation.visit) if invitation else None
    if visit is None:
        raise unknown
    if content.expires < now and visit.state is not VisitState.ON_SITE:
        raise Refused(Refusal.EXPIRED, "The pass is older than it may be.")
    return visit


def visit_of_claim(
    nouns: Nouns, claim: str, *, claims: Claims, meant: ClaimFor
) -> Visit:
    """Find the visit that somebody chose at this kiosk.

    Raises:
        Refused: the choice does not count, or not any more.
    """
    visit = nouns.visits.get(claims.take(claim, meant=meant))
    if visit is None:
        raise unknown_claim()
    return visit


def refuse_other_site(nouns: Nouns, visit: Visit, *, site: str) -> None:
    """Make sure that a visit is at a site.

    Raises:
        Refused: it is at another one; the visitor may be told which.
    """
    if visit.site == site:
        return
    other = nouns.sites.get(visit.site)
    detail = {"site": other.name, "address": other.address or ""} if other else None
    raise Refused(Refusal.OTHER_SITE, "The invitation is for another building.", detail)
