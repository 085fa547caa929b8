"""What the kiosks of a site offer and ask, who comes to help, and a look at it all."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.changes import change_site
from admin_server.core.owned import Locked, locks
from admin_server.core.permissions import Action
from admin_server.core.places import HelpContact, Site
from admin_server.core.ports import Nouns
from admin_server.web.configuration import configuration_of
from admin_server.web.dashboard import value_rules
from admin_server.web.dashboard.current import App, CurrentUser, Needs
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.settings import settling
from admin_server.web.dashboard.settings.kiosk_preview import preview_of
from admin_server.web.dashboard.settings.sites import PATH, site_of
from shared.kiosk_options import (
    LONGEST_SECONDS,
    SHORTEST_SECONDS,
    Asked,
    KioskOptions,
    WelcomeButton,
)

router = APIRouter()
Who = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_SITES))]

EVENT = "site.kiosk_changed"
"""What the audit calls any change of what a site's kiosks offer and ask."""
BOXES = ("by_name", "remember", "colleagues", "camera_reader", "wifi_offline")
CONTACTS = ("company", "email", "phone", "purpose", "photo")
TIMES = ("read_seconds", "still_there_seconds")
HELP = ("name", "email", "phone")
_NOT_SHOWN = "0"
_PLACES = tuple(str(place) for place in range(1, len(WelcomeButton) + 1))
_LONGEST_PHONE = 40


@dataclass(frozen=True)
class SiteLocks:
    """Which of the choices a tenant file owns, by their fields in the form."""

    chosen: Locked
    called: Locked

    def __call__(self, field: str) -> bool:
        """Tell whether nobody changes a field here."""
        if field.startswith("place_"):
            return self.chosen("buttons")
        if field.startswith("help_"):
            return self.called(field.removeprefix("help_"))
        return self.chosen(field)


@router.get(f"{PATH}/{{site_id}}/kiosk")
async def kiosk_screens(request: Request, who: Who, site_id: str) -> HTMLResponse:
    """Show what a site's kiosks offer and ask."""
    return _page(request, who, await site_of(who, site_id))


@router.post(f"{PATH}/{{site_id}}/kiosk")
async def change_kiosk_screens(
    request: Request, who: Who, parts: App, site_id: str
) -> Response:
    """Save it; the site's kiosks have it within seconds."""
    stored = await site_of(who, site_id)
    form = await read_form(request, words_for(request))
    locked = kiosk_locks(who, stored)
    chosen, called = _options(form, locked), _help(form, locked)
    if not form.fits:
        return _page(request, who, stored, form)
    by = settling.author(who, parts)

    def work(nouns: Nouns) -> bool:
        now = nouns.sites.get(site_id) or stored
        options = now.kiosk.model_copy(update=chosen)
        asked = replace(now, kiosk=options, help=replace(now.help, **called))
        return change_site(nouns, asked, by, event=EVENT)

    changed = await who.store.write(work)
    return go_to(
        request,
        f"{PATH}/{site_id}/kiosk",
        said="settings.saved" if changed else "settings.nothing_changed",
    )


def kiosk_locks(who: CurrentUser, site: Site) -> SiteLocks:
    """Tell what of a site's kiosks a tenant file owns."""
    return SiteLocks(
        locks(who.tenant, "site", site.key, "kiosk"),
        locks(who.tenant, "site", site.key, "help"),
    )


def _options(form: Filled, locked: SiteLocks) -> dict[str, object]:
    """Read what a file does not own."""
    read: dict[str, object] = {}
    if not locked("buttons"):
        read["buttons"] = _buttons(form)
    read |= {name: form.flag(name) for name in BOXES if not locked(name)}
    read |= {name: _asked(form, name) for name in CONTACTS if not locked(name)}
    read |= {name: _seconds(form, name) for name in TIMES if not locked(name)}
    return read


def _buttons(form: Filled) -> tuple[WelcomeButton, ...]:
    taken: dict[str, WelcomeButton] = {}
    for button in WelcomeButton:
        name = f"place_{button.value}"
        place = form.text(name) or _NOT_SHOWN
        if place in taken:
            form.wrong(name, "site_kiosk.same_place", n=place)
        elif place in _PLACES:
            taken[place] = button
        elif place != _NOT_SHOWN:
            form.wrong(name, "site_kiosk.wrong_choice")
    return tuple(taken[place] for place in sorted(taken, key=int))


def _asked(form: Filled, name: str) -> Asked:
    word = form.text(name)
    if word in {one.value for one in Asked}:
        return Asked(word)
    form.wrong(name, "site_kiosk.wrong_choice")
    return Asked.OFF


def _seconds(form: Filled, name: str) -> int:
    text = form.needed(name, longest=6)
    if text.isdecimal() and SHORTEST_SECONDS <= int(text) <= LONGEST_SECONDS:
        return int(text)
    least, most = SHORTEST_SECONDS, LONGEST_SECONDS
    form.wrong(name, "site_kiosk.wrong_seconds", least=least, most=most)
    return SHORTEST_SECONDS


def _help(form: Filled, locked: SiteLocks) -> dict[str, str | None]:
    texts = {
        "name": form.text("help_name"),
        "email": form.text("help_email", value_rules.email),
        "phone": form.text("help_phone", value_rules.phone, longest=_LONGEST_PHONE),
    }
    return {
        name: text or None for name, text in texts.items() if not locked(f"help_{name}")
    }


def _page(
    request: Request, who: CurrentUser, site: Site, form: Filled | None = None
) -> HTMLResponse:
    locked = kiosk_locks(who, site)
    stored = {**_as_fields(site.kiosk), **_as_help(site.help)}
    return page(
        request,
        "site_kiosk.html",
        form=form,
        status=422 if form else 200,
        start=settling.start_or_owned(stored, locked, again=form is not None),
        site=site,
        locked=locked,
        buttons=_in_order(site.kiosk),
        places=_PLACES,
        contacts=CONTACTS,
        times=TIMES,
        first=who.tenant.languages[0],
        preview=preview_of(configuration_of(who.tenant, site), words_for(request)),
    )


def _in_order(options: KioskOptions) -> list[str]:
    hidden = [button for button in WelcomeButton if button not in options.buttons]
    return [button.value for button in (*options.buttons, *hidden)]


def _as_fields(options: KioskOptions) -> dict[str, str]:
    shown = {button: str(at) for at, button in enumerate(options.buttons, 1)}
    fields = {
        f"place_{button.value}": shown.get(button, _NOT_SHOWN)
        for button in WelcomeButton
    }
    fields |= {name: "yes" if getattr(options, name) else "" for name in BOXES}
    fields |= {name: getattr(options, name).value for name in CONTACTS}
    return fields | {name: str(getattr(options, name)) for name in TIMES}


def _as_help(contact: HelpContact) -> dict[str, str]:
    return {f"help_{name}": getattr(contact, name) or "" for name in HELP}
