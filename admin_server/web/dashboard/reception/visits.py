"""Visits of any day, by date."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from admin_server.core.permissions import Action
from admin_server.web.dashboard.current import CurrentUser, Needs
from admin_server.web.dashboard.reception.day_page import Wanted, read_day, show_day

router = APIRouter()
_YEARS = range(2000, 2101)


@router.get("/visits")
async def visits(
    request: Request,
    who: Annotated[CurrentUser, Depends(Needs(Action.SEE_VISITS))],
    day: Annotated[str, Query(max_length=10)] = "",
    number: Annotated[int, Query(ge=1, le=10_000, alias="page")] = 1,
) -> HTMLResponse:
    """Show every visit of a day; today's where none is named."""
    wanted = Wanted(tab=None, day=_day(day), page=number)
    found = await who.store.read(lambda nouns: read_day(nouns, request, who, wanted))
    return show_day(request, who, wanted, found)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in _YEARS else None
