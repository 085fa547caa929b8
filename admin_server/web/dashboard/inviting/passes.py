"""What was just invited, a visitor's pass to show or print, and sending it again."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.day import may_see
from admin_server.core.invitations import party_of
from admin_server.core.people import Host, Visitor
from admin_server.core.permissions import Action
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.telling_visitors import tell_again
from admin_server.core.visits import Invitation, Visit
from admin_server.security.pass_pictures import pass_path
from admin_server.security.passes import pass_for
from admin_server.web.current import parts_of
from admin_server.web.dashboard.current import CurrentUser, Needs, NotThere
from admin_server.web.dashboard.frame import go_to, page
from shared.check_in import VisitState

router = APIRouter()
_Inviter = Annotated[CurrentUser, Depends(Needs(Action.INVITE))]
_WORKS = frozenset({VisitState.EXPECTED, VisitState.ON_SITE})


@dataclass(frozen=True)
class Invited:
    """An invitation with everybody and everything that its pass names."""

    invitation: Invitation
    visit: Visit
    visitor: Visitor
    host: Host
    site: Site

    @property
    def works(self) -> bool:
        """Whether a kiosk still takes the pass."""
        return self.visit.state in _WORKS


def invited_of(nouns: Nouns, who: CurrentUser, visit_id: str) -> Invited:
    """Give an invited visit that somebody may change.

    Raises:
        NotThere: there is none, it is a walk-in, or it is not theirs.
    """
    visit = nouns.visits.get(visit_id)
    if visit is None:
        raise NotThere
    found = _with_people(nouns, visit)
    if found is None or not _is_theirs(who, found):
        raise NotThere
    return found


@router.get("/visits/{visit_id}/invited")
async def invited(request: Request, who: _Inviter, visit_id: str) -> HTMLResponse:
    """Say who was invited, each with their code."""

    def read(nouns: Nouns) -> tuple[Invited, list[Invited]]:
        first = invited_of(nouns, who, visit_id)
        if first.invitation.party is None:
            return first, [first]
        together = [
            _with_people(nouns, nouns.visits.get(one.visit))
            for one in party_of(nouns, first.invitation.party)
        ]
        # One of them may have moved to another host or site since.
        return first, [
            one for one in together if one is not None and _is_theirs(who, one)
        ]

    first, everybody = await who.store.read(read)
    return page(request, "invited.html", first=first, everybody=everybody)


@router.get("/visits/{visit_id}/pass")
async def show_pass(request: Request, who: _Inviter, visit_id: str) -> HTMLResponse:
    """Show a visitor's QR code and code, to print or to read out."""
    found = await who.store.read(lambda nouns: invited_of(nouns, who, visit_id))
    side, path = 0, ""
    if found.works:
        text = pass_for(
            found.invitation,
            found.visit,
            tenant=who.tenant,
            box=parts_of(request).box,
        )
        side, path = pass_path(text)
    return page(request, "pass.html", found=found, side=side, drawing=path)


@router.post("/visits/{visit_id}/send-again")
async def send_again(request: Request, who: _Inviter, visit_id: str) -> Response:
    """Send the invitation once more, as it stands now."""
    parts = parts_of(request)

    def send(nouns: Nouns) -> tuple[Invited, bool]:
        found, now = invited_of(nouns, who, visit_id), parts.clock.now()
        sent = tell_again(nouns, found.visit, message=parts.chance.new_id(), now=now)
        if sent is not None:
            nouns.audit.add(
                at=now,
                event="visit.asked_again",
                actor=who.actor,
                subject=f"visit:{visit_id}",
            )
        return found, sent is not None

    found, sent = await who.store.write(send)
    return go_to(
        request,
        f"/visits/{visit_id}",
        said="inviting.sent_again" if sent else "inviting.not_sent_again",
        name=found.visitor.name,
    )


def _is_theirs(who: CurrentUser, found: Invited) -> bool:
    may = who.may(Action.INVITE, site=found.visit.site)
    return may and may_see(who.user, found.visit, found.host)


def _with_people(nouns: Nouns, visit: Visit | None) -> Invited | None:
    invitation = nouns.invitations.by_visit(visit.id) if visit else None
    if visit is None or invitation is None:
        return None
    visitor, host = nouns.visitors.get(visit.visitor), nouns.hosts.get(visit.host)
    site = nouns.sites.get(visit.site)
    if visitor is None or host is None or site is None:
        return None
    return Invited(invitation, visit, visitor, host, site)
