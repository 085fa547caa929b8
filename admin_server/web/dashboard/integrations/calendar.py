"""The calendar integration: five steps, how far each is, and what to do now."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from admin_server.core.checklist import Progress, progress
from admin_server.core.connection_states import describe
from admin_server.core.connections import Connection, ConnectionState
from admin_server.core.owned import CALENDAR, is_owned
from admin_server.core.permissions import Action
from admin_server.core.ports import Nouns
from admin_server.core.reach import reach_of
from admin_server.web.dashboard.current import App, CurrentUser
from admin_server.web.dashboard.frame import page, words_for
from admin_server.web.dashboard.integrations.connecting import PATH
from admin_server.web.dashboard.integrations.connection_forms import KINDS
from admin_server.web.dashboard.integrations.consent_notices import (
    forget_notice,
    in_words,
    notice_in,
)
from admin_server.web.dashboard.integrations.switched_on import NeedsCalendars

OLD_PATH = "/settings/calendar"
STEPS = ("provider", "connect", "rooms", "window", "test")
_WELL = frozenset({ConnectionState.CONNECTED, ConnectionState.NOT_CONNECTED})

router = APIRouter()
Who = Annotated[CurrentUser, Depends(NeedsCalendars(Action.MANAGE_TENANT))]


@dataclass(frozen=True)
class Shown:
    """What the page shows.

    Attributes:
        steps: each step's state: "done", "now" or "later".
        own: how many connections hosts made for calendars of their own.
    """

    steps: dict[str, str]
    connection: Connection | None
    rooms: int
    chosen: int
    own: int


@router.get(OLD_PATH)
async def moved(who: Who) -> Response:
    """Lead from where the page was before."""
    del who
    return RedirectResponse(PATH, status_code=303)


@router.get(PATH)
async def calendar(request: Request, who: Who, parts: App) -> HTMLResponse:
    """Show how far the integration is."""
    shown, notice = await who.store.read(_look), notice_in(request)
    t, connection = words_for(request), shown.connection
    response = page(
        request,
        "calendar.html",
        shown=shown,
        told=describe(connection, parts.clock.now()) if connection else None,
        notice=await in_words(notice, parts, who.tenant, t) if notice else None,
        kinds=KINDS,
        owned=is_owned(who.tenant, CALENDAR),
        tenant=who.tenant,
        reach=reach_of(parts.public_url),
    )
    if notice is not None:
        forget_notice(response)
    return response


def _look(nouns: Nouns) -> Shown:
    connection = nouns.connections.organisation()
    rooms = nouns.rooms.all()
    chosen = sum(room.selected for room in rooms)
    tested = progress(nouns.tenant, nouns.kiosks.all())["meeting"] is Progress.DONE
    works = connection is not None and connection.health.state in _WELL
    done = {
        "provider": connection is not None,
        "connect": works,
        "rooms": chosen > 0,
        # What is set from the beginning suits most; it waits for nobody.
        "window": connection is not None,
        "test": tested,
    }
    return Shown(
        steps=_states(done),
        connection=connection,
        rooms=len(rooms),
        chosen=chosen,
        own=sum(one.host is not None for one in nouns.connections.all()),
    )


def _states(done: dict[str, bool]) -> dict[str, str]:
    now = next((step for step in STEPS if not done[step]), None)
    return {
        step: "now" if step == now else "done" if _is_behind(step, done) else "later"
        for step in STEPS
    }


def _is_behind(step: str, done: dict[str, bool]) -> bool:
    # Rooms that a file named count for nothing before a calendar is there.
    return done["provider"] and done[step]
