"""A site's guest Wi-Fi: its name and its password, which is shown only when asked."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.changes import change_site
from admin_server.core.permissions import Action
from admin_server.core.places import Site, Wifi
from admin_server.core.ports import Nouns
from admin_server.web.dashboard import value_rules
from admin_server.web.dashboard.current import App, CurrentUser, Needs
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.settings import settling
from admin_server.web.dashboard.settings.sites import PATH, locked_of, site_of
from shared.wifi import WifiSecurity

router = APIRouter()
_NONE = "none"
Who = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_SITES))]


@router.get(f"{PATH}/{{site_id}}/wifi")
async def wifi(request: Request, who: Who, site_id: str) -> HTMLResponse:
    """Show a site's guest network."""
    return _page(request, who, await site_of(who, site_id))


@router.post(f"{PATH}/{{site_id}}/wifi")
async def change_wifi(request: Request, who: Who, parts: App, site_id: str) -> Response:
    """Save a site's guest network, or show its password."""
    stored = await site_of(who, site_id)
    form = await read_form(request, words_for(request))
    if form.flag("show"):
        # A POST, so that the password stands in no history and no cache.
        return _page(request, who, stored, shown=True)
    if locked_of(who, stored)("wifi"):
        return go_to(request, f"{PATH}/{site_id}/wifi", said="settings.nothing_changed")
    asked = _read(form, stored.wifi)
    if not form.fits:
        return _page(request, who, stored, form=form)
    by = settling.author(who, parts)

    def work(nouns: Nouns) -> bool:
        now = nouns.sites.get(site_id) or stored
        return change_site(
            nouns, replace(now, wifi=asked), by, event="site.wifi_changed"
        )

    changed = await who.store.write(work)
    return go_to(
        request,
        f"{PATH}/{site_id}/wifi",
        said="settings.saved" if changed else "settings.nothing_changed",
    )


def _read(form: Filled, stored: Wifi | None) -> Wifi | None:
    """Read the network; an empty password keeps the one that is there."""
    ssid = form.text("ssid", value_rules.network_name)
    security = _security(form)
    if security is None:
        if ssid:
            form.wrong("security", "sites.which_security")
        return None
    if not ssid:
        form.wrong("ssid", "forms.needed")
    hidden = form.flag("hidden")
    if security is WifiSecurity.OPEN:
        return Wifi(ssid, security, hidden=hidden)
    before = stored.password if stored else None
    password = form.secret("password").strip() or before or ""
    trouble = value_rules.wifi_password(password) if password else "forms.needed"
    if trouble is not None:
        form.wrong("password", trouble)
    return Wifi(ssid, security, password=password, hidden=hidden)


def _security(form: Filled) -> WifiSecurity | None:
    word = form.text("security")
    if word in {kind.value for kind in WifiSecurity}:
        return WifiSecurity(word)
    if word != _NONE:
        form.wrong("security", "sites.wrong_security")
    return None


def _page(
    request: Request,
    who: CurrentUser,
    found: Site,
    *,
    form: Filled | None = None,
    shown: bool = False,
) -> HTMLResponse:
    wifi = found.wifi
    locked = locked_of(who, found)("wifi")
    stored = {
        "ssid": wifi.ssid if wifi else "",
        "security": wifi.security.value if wifi else _NONE,
        "hidden": "yes" if wifi and wifi.hidden else "",
    }
    return page(
        request,
        "site_wifi.html",
        form=form,
        status=422 if form else 200,
        start={} if form else stored,
        site=found,
        locked=locked,
        password=wifi.password if wifi and shown else None,
        has_password=bool(wifi and wifi.password),
    )
