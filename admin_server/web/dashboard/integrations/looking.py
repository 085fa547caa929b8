"""How far meetings are looked for, and what is read of calendars at all."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from admin_server.core.connecting import SHORTEST_WINDOW, change_rules
from admin_server.core.owned import RULES, is_owned, locks
from admin_server.core.permissions import Action
from admin_server.core.tenants import Tenant
from admin_server.core.values import LONGEST_WINDOW
from admin_server.web.dashboard.current import App, CurrentUser
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.integrations import connecting
from admin_server.web.dashboard.integrations.switched_on import NeedsCalendars
from admin_server.web.dashboard.settings import settling

PATH = f"{connecting.PATH}/window"
LOOK_UP, AVAILABILITY = "look_up", "availability"
router = APIRouter()
Who = Annotated[CurrentUser, Depends(NeedsCalendars(Action.MANAGE_TENANT))]


@router.get(PATH)
async def window(request: Request, who: Who) -> Response:
    """Show the window and what is read."""
    return _page(request, who.tenant)


@router.post(PATH)
async def change_window(request: Request, who: Who, parts: App) -> Response:
    """Save both."""
    form = await read_form(request, words_for(request))
    minutes = None
    if not is_owned(who.tenant, "tenant.window_minutes"):
        minutes = _minutes(form)
    reads = form.text("reads")
    if reads not in {LOOK_UP, AVAILABILITY} and not is_owned(
        who.tenant, f"{RULES}.room_lookup"
    ):
        form.wrong("reads", "connect.choose_reads")
    if not form.fits:
        return _page(request, who.tenant, form)
    by = settling.author(who, parts)
    changed = await who.store.write(
        lambda nouns: change_rules(
            nouns,
            lambda policy: replace(policy, room_lookup=reads == LOOK_UP),
            by,
            window=minutes,
        )
    )
    parts.following.look_again()
    said = "settings.saved" if changed else "settings.nothing_changed"
    return go_to(request, connecting.PATH, said=said)


def _minutes(form: Filled) -> int:
    text = form.needed("window_minutes")
    number = int(text) if text.isdecimal() and len(text) <= len("240") else -1
    if text and not SHORTEST_WINDOW <= number <= LONGEST_WINDOW:
        form.wrong(
            "window_minutes",
            "connect.wrong_window",
            least=SHORTEST_WINDOW,
            most=LONGEST_WINDOW,
        )
    return number


def _page(request: Request, tenant: Tenant, form: Filled | None = None) -> Response:
    locked = locks(tenant, RULES)
    window_locked = is_owned(tenant, "tenant.window_minutes")
    stored = {
        "window_minutes": str(tenant.window_minutes),
        "reads": LOOK_UP if tenant.calendar.room_lookup else AVAILABILITY,
    }
    return page(
        request,
        "calendar_window.html",
        form=form,
        status=422 if form else 200,
        start=stored,
        window_locked=window_locked,
        reads_locked=locked("room_lookup"),
        least=SHORTEST_WINDOW,
        most=LONGEST_WINDOW,
    )
