"""The organisation's own settings: name, languages, domains, colour, calendars at all."""

import re
from dataclasses import replace
from typing import Annotated

from babel import Locale, UnknownLocaleError
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.branding import Branding, branding
from admin_server.core.changes import change_tenant
from admin_server.core.owned import Locked, locks
from admin_server.core.people import tidy_name
from admin_server.core.permissions import Action
from admin_server.core.tenants import Tenant
from admin_server.core.values import is_colour, is_domain
from admin_server.text import languages
from admin_server.web.dashboard import value_rules
from admin_server.web.dashboard.current import App, CurrentUser, Needs
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.settings import settling
from admin_server.web.dashboard.words import LANGUAGES, Words

PATH = "/settings/organisation"
router = APIRouter()
Who = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_TENANT))]


@router.get(PATH)
async def organisation(request: Request, who: Who) -> HTMLResponse:
    """Show the organisation's settings."""
    return await show_organisation(request, who)


@router.post(PATH)
async def change_organisation(request: Request, who: Who, parts: App) -> Response:
    """Save them, or only show what a colour would look like."""
    form = await read_form(request, words_for(request))
    locked = locks(who.tenant, "tenant")
    asked = _read(form, who.tenant, locked)
    if form.flag("look") or not form.fits:
        return await show_organisation(request, who, form)
    by = settling.author(who, parts)
    # Laid over what is stored now: somebody else may have changed the rest.
    changed = await who.store.write(
        lambda nouns: change_tenant(nouns, _over(nouns.tenant, asked), by)
    )
    return go_to(
        request, PATH, said="settings.saved" if changed else "settings.nothing_changed"
    )


def _over(stored: Tenant, asked: Tenant) -> Tenant:
    return replace(
        stored,
        name=asked.name,
        languages=asked.languages,
        domains=asked.domains,
        calendar_integration=asked.calendar_integration,
        accent=asked.accent,
    )


def _read(form: Filled, tenant: Tenant, locked: Locked) -> Tenant:
    """Read what a file does not own."""
    if not locked("name"):
        tenant = replace(tenant, name=form.needed("name"))
    if not locked("languages"):
        tenant = replace(tenant, languages=_languages(form))
    if not locked("domains"):
        tenant = replace(tenant, domains=_domains(form))
    if not locked("calendar_integration"):
        tenant = replace(tenant, calendar_integration=form.flag("calendar_integration"))
    if not locked("accent"):
        accent = form.text("accent", value_rules.colour)
        tenant = replace(tenant, accent=accent.upper() or None)
    return tenant


def _languages(form: Filled) -> tuple[str, ...]:
    chosen = [one for one in form.many("languages") if one]
    if not chosen:
        form.wrong("languages", "organisation.needs_language")
    if any(_language_name(one, form.words) is None for one in chosen):
        form.wrong("languages", "organisation.wrong_language")
    return tuple(dict.fromkeys(chosen))


def _domains(form: Filled) -> tuple[str, ...]:
    found = [one for one in re.split(r"[,;\s]+", form.lines("domains")) if one]
    bare = tuple(dict.fromkeys(one.removeprefix("@").casefold() for one in found))
    for one in bare:
        if not is_domain(one):
            form.wrong("domains", "organisation.wrong_domain", domain=one)
    return bare


async def show_organisation(
    request: Request,
    who: CurrentUser,
    form: Filled | None = None,
    *,
    logo_form: Filled | None = None,
) -> HTMLResponse:
    """Show the whole page, with what was filled in and does not fit.

    Args:
        logo_form: the form of the logo alone, which stands on the same page.
    """
    tenant, t = who.tenant, words_for(request)
    locked = locks(tenant, "tenant")
    logo = await who.store.read(lambda nouns: nouns.logos.get())
    chosen = tenant.languages
    if form is not None and not locked("languages"):
        chosen = tuple(form.many("languages"))
    stored = {
        "name": tenant.name,
        "domains": ", ".join(tenant.domains),
        "calendar_integration": "yes" if tenant.calendar_integration else "",
        "accent": tenant.accent or "",
    }
    return page(
        request,
        "organisation.html",
        form=form or logo_form,
        status=_status(form or logo_form),
        start=settling.start_or_owned(stored, locked, again=form is not None),
        locked=locked,
        languages=_choices(t, chosen, tenant),
        colours=_colours(tenant, form, locked),
        logo=logo,
    )


def _status(form: Filled | None) -> int:
    return 422 if form and not form.fits else 200


def _colours(tenant: Tenant, form: Filled | None, locked: Locked) -> Branding | None:
    asked = tenant.accent
    if form is not None and not locked("accent"):
        asked = tidy_name(form.values.get("accent", ""))
    return branding(asked) if asked and is_colour(asked) else None


def _choices(
    t: Words, chosen: tuple[str, ...], tenant: Tenant
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give a place for each language that may be offered: what is there, what may be."""
    codes = list(dict.fromkeys((*LANGUAGES, *languages(), *tenant.languages)))
    named = [(code, _language_name(code, t) or code) for code in codes]
    options = [("", t("organisation.no_language")), *named]
    return [
        (chosen[at] if at < len(chosen) else "", options) for at in range(len(codes))
    ]


def _language_name(code: str, t: Words) -> str | None:
    try:
        return Locale.parse(code, sep="-").get_display_name(t.locale)
    except (ValueError, UnknownLocaleError):
        return None
