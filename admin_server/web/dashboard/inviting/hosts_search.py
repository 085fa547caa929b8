"""Finding a host by a few letters: as one types, or by a button without script."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse

from admin_server.core.day import View, may_know
from admin_server.core.mail_addresses import is_mail_address
from admin_server.core.people import Host, Visitor, fold
from admin_server.core.permissions import Action
from admin_server.core.ports import Nouns
from admin_server.web.current import parts_of
from admin_server.web.dashboard.current import CurrentUser, Needs
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import page, words_for

router = APIRouter()
_Inviter = Annotated[CurrentUser, Depends(Needs(Action.INVITE))]
_LEAST = 2
_MOST = 8


def find_hosts(nouns: Nouns, typed: str) -> list[Host]:
    """Find active hosts by at least two letters; never the whole directory."""
    if len(fold(typed).replace(" ", "")) < _LEAST:
        return []
    return nouns.hosts.search(typed, limit=_MOST)


def chosen_host(nouns: Nouns, form: Filled) -> Host | None:
    """Give the host that a form means: chosen, or the only one with that name.

    What was chosen counts only while it fits what is typed: the text may have been
    changed since.
    """
    typed = form.text("host_name")
    host = nouns.hosts.get(form.text("host"))
    if host is not None and host.active and _fits(nouns, host, typed):
        return host
    named = [one for one in find_hosts(nouns, typed) if fold(one.name) == fold(typed)]
    return named[0] if len(named) == 1 else None


def known_visitor(
    nouns: Nouns, who: CurrentUser, email: str, *, now: datetime
) -> Visitor | None:
    """Find the visitor with an e-mail address, where somebody may be told of them."""
    if not is_mail_address(email):
        return None
    found = nouns.visitors.by_confirmed_email(email)
    view = View(who.user, tuple(who.sites_in(nouns)), now)
    return found if found is not None and may_know(nouns, view, found) else None


@router.post("/visits/new/hosts")
async def search(request: Request, who: _Inviter) -> HTMLResponse:
    """Give the hosts that a few letters find, as options to choose from.

    What is looked for is somebody's name, so it comes in the body.
    """
    form = await read_form(request, words_for(request))
    typed = form.text("host_name")
    found = await who.store.read(
        # A member's visitors come to themselves: there is nobody to look for.
        lambda nouns: [] if who.is_member else find_hosts(nouns, typed)
    )
    return page(request, "found_hosts.html", found=found)


@router.post("/visits/new/known")
async def known(request: Request, who: _Inviter) -> JSONResponse:
    """Give the name and company of a visitor who was here before, by their e-mail."""
    form = await read_form(request, words_for(request))
    email, now = form.text("email"), parts_of(request).clock.now()
    visitor = await who.store.read(
        lambda nouns: known_visitor(nouns, who, email, now=now)
    )
    if visitor is None:
        return JSONResponse({})
    said = form.words("inviting.known", name=visitor.name)
    return JSONResponse(
        {"name": visitor.name, "company": visitor.company or "", "said": said}
    )


def _fits(nouns: Nouns, host: Host, typed: str) -> bool:
    if fold(host.name) == fold(typed):
        return True
    return any(one.id == host.id for one in find_hosts(nouns, typed))
