"""The roll call: everybody who is on site now, to be printed and ticked."""

from collections.abc import Iterable
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from admin_server.core.day import Row, View, everybody_on_site
from admin_server.core.permissions import Action
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.web.current import parts_of
from admin_server.web.dashboard.current import CurrentUser, Needs
from admin_server.web.dashboard.frame import page, words_for
from admin_server.web.dashboard.reception.shown import RowWords
from admin_server.web.dashboard.reception.site_choice import Chooser, chooser_for

router = APIRouter()


@router.get("/roll-call")
async def roll_call(
    request: Request, who: Annotated[CurrentUser, Depends(Needs(Action.RECEIVE))]
) -> HTMLResponse:
    """Show who is on site, site by site, with a box to tick for each."""
    now = parts_of(request).clock.now()

    def read(nouns: Nouns) -> tuple[Chooser, list[Row]]:
        chooser = chooser_for(request, who, nouns)
        return chooser, everybody_on_site(nouns, View(who.user, chooser.sites, now))

    chooser, rows = await who.store.read(read)
    writing = RowWords(words_for(request), who, now)
    fragment = "hx-request" in request.headers
    return page(
        request,
        "roll_call_list.html" if fragment else "roll_call.html",
        chooser=chooser,
        total=len(rows),
        parts=[
            (site, site.local(now), [writing.row(row) for row in here])
            for site, here in _by_site(chooser.sites, rows)
        ],
    )


def _by_site(sites: Iterable[Site], rows: list[Row]) -> list[tuple[Site, list[Row]]]:
    """Give each site's people, also where nobody is: an empty list is an answer."""
    ordered = sorted(rows, key=lambda row: row.visit.site)
    here = {site: list(part) for site, part in groupby(ordered, _site_id)}
    return [(site, here.get(site.id, [])) for site in sites]


def _site_id(row: Row) -> str:
    return row.visit.site
