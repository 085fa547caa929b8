"""The calendar connection: what is set, and whether it answers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from admin_server.core.owned import CALENDAR, is_owned
from admin_server.core.permissions import Action
from admin_server.web.dashboard.current import App, CurrentUser, Needs, NotThere
from admin_server.web.dashboard.forms import read_form
from admin_server.web.dashboard.frame import page, words_for
from admin_server.web.dashboard.settings.calendar_tests import (
    Asker,
    Told,
    next_meeting_of,
)

PATH = "/settings/calendar"
router = APIRouter()
Who = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_TENANT))]


@router.get(PATH)
async def calendar(request: Request, who: Who, parts: App) -> HTMLResponse:
    """Show which calendar is connected."""
    return _page(request, who, await Asker.of(who, parts))


@router.post(PATH)
async def find_meeting(request: Request, who: Who, parts: App) -> HTMLResponse:
    """Ask for a host's next meeting; nothing is saved."""
    form = await read_form(request, words_for(request))
    asker = await Asker.of(who, parts)
    chosen = form.text("host")
    host = next((one for one in asker.hosts if one.id == chosen), None)
    if host is None:
        raise NotThere
    told = await next_meeting_of(asker, host, words_for(request))
    return _page(request, who, asker, told=told, chosen=chosen)


def _page(
    request: Request,
    who: CurrentUser,
    asker: Asker,
    *,
    told: Told | None = None,
    chosen: str = "",
) -> HTMLResponse:
    return page(
        request,
        "calendar.html",
        connection=asker.connection,
        owned=is_owned(who.tenant, CALENDAR),
        on=who.tenant.calendar_integration,
        hosts=[(host.id, host.name) for host in asker.hosts],
        start={"host": chosen},
        told=told,
    )
