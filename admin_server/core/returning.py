"""Whoever was here before is spared some typing, and learns of nobody else."""

from datetime import datetime, timedelta

from admin_server.core.claims import ClaimFor, Claims
from admin_server.core.masking import masked_company, masked_phone, masked_words
from admin_server.core.people import Visitor, fold, fold_email
from admin_server.core.places import Site
from admin_server.core.ports import ListedVisit, Nouns
from admin_server.core.presented import visit_of_claim
from shared.check_in import HostFound, WalkInVisitor
from shared.kiosk_options import Asked, KioskOptions
from shared.looking_up import ReturningReply, ReturningRequest
from shared.refusals import Refused

REMEMBERED = timedelta(days=180)
"""Whoever came longer ago than this is asked everything anew."""


def recognise(
    nouns: Nouns,
    asked: ReturningRequest,
    *,
    site: Site,
    now: datetime,
    claims: Claims,
) -> ReturningReply:
    """Offer what somebody told at their last visit, masked; else nothing at all.

    Only to who gives both the e-mail and the whole name that belongs to it: one of
    them alone finds nothing, not even that the other exists.
    """
    last = _last_visit(nouns, asked, now) if site.kiosk.remember else None
    if last is None:
        return ReturningReply()
    company, phone = _asked_for(last.visitor, site.kiosk)
    host = _host(last, site)
    if not (company or phone or host):
        return ReturningReply()
    return ReturningReply(
        claim=claims.give(last.visit.id, meant=ClaimFor.RETURNING),
        company=masked_company(company) if company else None,
        phone=masked_phone(phone) if phone else None,
        host=host,
    )


def with_remembered(
    nouns: Nouns,
    typed: WalkInVisitor,
    claim: str | None,
    *,
    site: Site,
    claims: Claims,
) -> WalkInVisitor:
    """Add what a walk-in told last time where they typed nothing.

    A claim that does not count, or not for this name and e-mail, adds nothing: it is
    a comfort, and nobody is turned away for want of it.
    """
    known = _claimed(nouns, claim, claims) if claim and site.kiosk.remember else None
    if known is None or not _is_same(known, typed.name, typed.email or ""):
        return typed
    company, phone = _asked_for(known, site.kiosk)
    filled = {"company": typed.company or company, "phone": typed.phone or phone}
    return typed.model_copy(update=filled)


def _last_visit(
    nouns: Nouns, asked: ReturningRequest, now: datetime
) -> ListedVisit | None:
    # Walk-ins count, too, whose address nobody has proved: what they typed goes to
    # nobody but to who types the same name and address, and is shown masked.
    came = nouns.visits.of_email(asked.email, since=now - REMEMBERED)
    fitting = (one for one in came if _is_same(one.visitor, asked.name, asked.email))
    return next(fitting, None)


def _claimed(nouns: Nouns, claim: str, claims: Claims) -> Visitor | None:
    try:
        meant = ClaimFor.RETURNING
        visit = visit_of_claim(nouns, claim, claims=claims, meant=meant)
    except Refused:
        return None
    return nouns.visitors.get(visit.visitor)


def _is_same(visitor: Visitor, name: str, email: str) -> bool:
    wanted, address = _words(name), fold_email(email)
    same_name = bool(wanted) and _words(visitor.name) == wanted
    return same_name and bool(address) and fold_email(visitor.email or "") == address


def _asked_for(
    visitor: Visitor, options: KioskOptions
) -> tuple[str | None, str | None]:
    """Give company and phone, as far as the site asks for them."""
    company = visitor.company if options.company is not Asked.OFF else None
    phone = visitor.phone if options.phone is not Asked.OFF else None
    return company, phone


def _host(last: ListedVisit, site: Site) -> HostFound | None:
    # Somebody of another building may not be found at this one.
    if not last.host.active or last.visit.site != site.id:
        return None
    return HostFound(id=last.host.id, name=masked_words(last.host.name))


def _words(name: str) -> list[str]:
    # In any order: not everybody's family name comes last.
    return sorted(fold(name).split())
