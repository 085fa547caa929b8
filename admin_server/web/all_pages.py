"""Every page of the dashboard, in the order in which their addresses are tried."""

from collections.abc import Sequence
from functools import cache

from fastapi import APIRouter
from starlette.routing import BaseRoute

from admin_server.web.dashboard import (
    account_pages,
    calendar_pages,
    files,
    settings_pages,
)
from admin_server.web.dashboard.inviting import (
    changing_visit,
    hosts_search,
    inviting,
    passes,
)
from admin_server.web.dashboard.kiosks import kept_file, on_phone, pair, staff_pin
from admin_server.web.dashboard.kiosks import kiosks as kiosk_pages
from admin_server.web.dashboard.own_account import passkeys
from admin_server.web.dashboard.reception import (
    badge,
    live,
    meeting,
    photo,
    roll_call,
    site_choice,
    today,
    visit,
    visit_actions,
    visits,
    waiting,
)
from admin_server.web.dashboard.settings import providers
from admin_server.web.dashboard.signing_in import openid, passkey_sign_in
from admin_server.web.dashboard.words import LANGUAGES, words_in

_ROUTERS = (
    files.router,
    account_pages.router,
    calendar_pages.router,
    inviting.router,
    hosts_search.router,
    changing_visit.router,
    passes.router,
    kiosk_pages.router,
    pair.router,
    kept_file.router,
    on_phone.router,
    staff_pin.router,
    openid.router,
    passkey_sign_in.router,
    passkeys.router,
    providers.router,
    today.router,
    live.router,
    waiting.router,
    site_choice.router,
    visits.router,
    roll_call.router,
    # Last, since every address below /visits/ could be a visit's.
    meeting.router,
    badge.router,
    photo.router,
    visit_actions.router,
    visit.router,
    settings_pages.router,
)


@cache
def all_pages() -> Sequence[BaseRoute]:
    """Give the pages; a mistake in a file of words is found here, and on no page.

    FastAPI works a route out where it is first tried: once in a process is enough.
    """
    for language in LANGUAGES:
        words_in(language)
    together = APIRouter()
    for router in _ROUTERS:
        together.include_router(router, include_in_schema=False)
    return tuple(together.routes)
