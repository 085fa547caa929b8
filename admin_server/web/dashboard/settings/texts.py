"""The organisation's own words: in invitations and on the kiosk, per language."""

from dataclasses import dataclass, replace
from typing import Annotated

from babel import Locale, UnknownLocaleError
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.changes import change_tenant
from admin_server.core.mail_kinds import LONGEST_WORDS, TEXT_PLACES
from admin_server.core.owned import is_owned
from admin_server.core.permissions import Action
from admin_server.core.ports import Nouns
from admin_server.core.tenants import Tenant
from admin_server.web.dashboard.current import App, CurrentUser, Needs
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.settings import settling
from admin_server.web.dashboard.words import Words

PATH = "/settings/texts"
router = APIRouter()
Who = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_TENANT))]


@dataclass(frozen=True)
class Slot:
    """One text in one language."""

    place: str
    language: str
    label: str
    owned: bool

    @property
    def name(self) -> str:
        """Its field in the form."""
        return f"{self.place}_{self.language}"


@router.get(PATH)
async def texts(request: Request, who: Who) -> HTMLResponse:
    """Show the organisation's own words."""
    return _page(request, who.tenant)


@router.post(PATH)
async def change_texts(request: Request, who: Who, parts: App) -> Response:
    """Save them; an empty one goes."""
    form = await read_form(request, words_for(request))
    asked = _read(form, _slots(who.tenant, form.words))
    if not form.fits:
        return _page(request, who.tenant, form)
    by = settling.author(who, parts)

    def work(nouns: Nouns) -> bool:
        tenant = nouns.tenant
        merged = {
            place: {**tenant.texts.get(place, {}), **asked.get(place, {})}
            for place in {*tenant.texts, *asked}
        }
        return change_tenant(
            nouns, replace(tenant, texts=merged), by, event="tenant.texts_changed"
        )

    changed = await who.store.write(work)
    return go_to(
        request, PATH, said="settings.saved" if changed else "settings.nothing_changed"
    )


def _read(form: Filled, slots: list[Slot]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for slot in slots:
        if slot.owned:
            continue
        longest = LONGEST_WORDS[slot.place]
        reading = form.lines if slot.place == "invitation" else form.text
        words = reading(slot.name, longest=longest)
        found.setdefault(slot.place, {})[slot.language] = words
    return found


def _slots(tenant: Tenant, t: Words) -> list[Slot]:
    return [
        Slot(
            place=place,
            language=language,
            label=_name(language, t),
            owned=is_owned(tenant, f"texts.{place}.{language}"),
        )
        for place in TEXT_PLACES
        for language in tenant.languages
    ]


def _name(language: str, t: Words) -> str:
    try:
        return Locale.parse(language, sep="-").get_display_name(t.locale) or language
    except (ValueError, UnknownLocaleError):
        return language


def _page(request: Request, tenant: Tenant, form: Filled | None = None) -> HTMLResponse:
    slots = _slots(tenant, words_for(request))
    stored = {
        slot.name: tenant.texts.get(slot.place, {}).get(slot.language, "")
        for slot in slots
        if form is None or slot.owned
    }
    return page(
        request,
        "texts.html",
        form=form,
        status=422 if form else 200,
        start=stored,
        places=[
            (place, LONGEST_WORDS[place], [one for one in slots if one.place == place])
            for place in TEXT_PLACES
        ],
    )
