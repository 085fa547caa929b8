"""Today at reception: who is expected, who is on site, who has left."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from admin_server.core.day import Tab
from admin_server.core.permissions import Action
from admin_server.web.dashboard.current import CurrentUser, Needs
from admin_server.web.dashboard.forms import read_form
from admin_server.web.dashboard.frame import words_for
from admin_server.web.dashboard.reception.day_page import (
    PATHS,
    Wanted,
    read_day,
    show_day,
)

router = APIRouter()

Seer = Annotated[CurrentUser, Depends(Needs(Action.SEE_VISITS))]
PageNumber = Annotated[int, Query(ge=1, le=10_000, alias="page")]


@router.get(PATHS[Tab.EXPECTED])
async def expected(request: Request, who: Seer, number: PageNumber = 1) -> HTMLResponse:
    """Show who is expected today."""
    return await _show(request, who, Wanted(Tab.EXPECTED, page=number))


@router.get(PATHS[Tab.ON_SITE])
async def on_site(request: Request, who: Seer, number: PageNumber = 1) -> HTMLResponse:
    """Show who is on site."""
    return await _show(request, who, Wanted(Tab.ON_SITE, page=number))


@router.get(PATHS[Tab.LEFT])
async def left(request: Request, who: Seer, number: PageNumber = 1) -> HTMLResponse:
    """Show who has left today."""
    return await _show(request, who, Wanted(Tab.LEFT, page=number))


@router.post("/today/search")
async def search(request: Request, who: Seer) -> HTMLResponse:
    """Find visits of a tab; the words travel in the body, never in an address."""
    form = await read_form(request, words_for(request))
    named = form.text("tab")
    tab = Tab(named) if named in tuple(Tab) else Tab.EXPECTED
    return await _show(request, who, Wanted(tab, search=form.text("text") or None))


async def _show(request: Request, who: CurrentUser, wanted: Wanted) -> HTMLResponse:
    day = await who.store.read(lambda nouns: read_day(nouns, request, who, wanted))
    return show_day(request, who, wanted, day)
