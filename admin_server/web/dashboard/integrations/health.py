"""How calendar connections are: what we know, and a look on demand."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from admin_server.core.connecting import ORGANISATION
from admin_server.core.connection_report import Report, report_on
from admin_server.core.connection_states import PROVIDERS, Button
from admin_server.core.connections import Access, Connection
from admin_server.core.permissions import Action
from admin_server.web.dashboard.current import App, CurrentUser, NotThere
from admin_server.web.dashboard.frame import page
from admin_server.web.dashboard.integrations.looking_now import Looked, look_at
from admin_server.web.dashboard.integrations.switched_on import NeedsCalendars

PATH = "/settings/integrations/calendar/health"
CALENDAR_PATH = "/settings/integrations/calendar"
OLD_COPY = timedelta(minutes=5)
"""A copy that is older than this is believed by nobody."""
SHOWN = 20
"""So many hosts are named; the others are counted."""

router = APIRouter()
Who = Annotated[CurrentUser, Depends(NeedsCalendars(Action.MANAGE_TENANT))]


@router.get(PATH)
async def health(request: Request, who: Who, parts: App) -> HTMLResponse:
    """Show how every connection is."""
    now = parts.clock.now()
    return _page(request, await who.store.read(lambda nouns: report_on(nouns, now)))


@router.post(PATH)
async def look_now(request: Request, who: Who, parts: App) -> HTMLResponse:
    """Ask the organisation's calendar now; only how the connection is gets saved.

    Raises:
        NotThere: no calendar is connected.
    """
    connection = await who.store.read(lambda nouns: nouns.connections.organisation())
    if connection is None:
        raise NotThere
    looked = await look_at(who, parts, connection)
    now = parts.clock.now()
    report = await who.store.read(lambda nouns: report_on(nouns, now))
    return _page(request, report, looked=looked)


def _page(
    request: Request, report: Report, *, looked: Looked | None = None
) -> HTMLResponse:
    return page(
        request,
        "calendar_health.html",
        report=report,
        looked=looked,
        can_look=any(_reads(one.connection) for one in report.shared),
        actions={one.connection.id: _actions(one.connection) for one in report.shared},
        old_copy=OLD_COPY,
        shown=SHOWN,
        unnamed=ORGANISATION,
    )


def _reads(connection: Connection) -> bool:
    return connection.access is Access.ORGANISATION


def _actions(connection: Connection) -> dict[str, str]:
    """Say where each button leads; looking has a button of its own."""
    if connection.kind not in PROVIDERS:
        return {}
    step = "connect" if _reads(connection) else "own"
    path = f"{CALENDAR_PATH}/{step}/{connection.kind}"
    return {button.value: path for button in Button if button is not Button.WAIT}
