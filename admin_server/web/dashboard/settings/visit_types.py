"""The kinds of visit that a site's kiosks offer: their names, their order, an end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from babel import Locale, UnknownLocaleError
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.changes import Author, change_site
from admin_server.core.permissions import Action
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.visit_types import (
    LONGEST_WORDS,
    TooMany,
    find_type,
    new_key,
    type_forward,
    with_type,
    without_type,
)
from admin_server.web.dashboard.current import App, CurrentUser, Needs, NotThere
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.settings import settling
from admin_server.web.dashboard.settings.site_kiosk import EVENT, kiosk_locks
from admin_server.web.dashboard.settings.sites import PATH, site_of
from admin_server.web.dashboard.words import Words
from shared.badge import Pattern
from shared.kiosk_options import KioskOptions, VisitType

router = APIRouter()
Who = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_SITES))]

KINDS = f"{PATH}/{{site_id}}/kiosk/kinds"
_NEW = f"{PATH}/{{site_id}}/kiosk/new-kind"


@dataclass(frozen=True)
class InLanguage:
    """A field for one language; the first must be filled in."""

    code: str
    name: str
    first: bool


@router.get(_NEW)
async def new_kind(request: Request, who: Who, site_id: str) -> HTMLResponse:
    """Show the empty form."""
    return _page(request, who, await open_site(who, site_id), None)


@router.post(_NEW)
async def add_kind(request: Request, who: Who, parts: App, site_id: str) -> Response:
    """Save a new kind of visit; its questions are next."""
    site = await open_site(who, site_id)
    form = await read_form(request, words_for(request))
    names = read_words(form, who, "name", {})
    pattern = _pattern(form)
    if not form.fits:
        return _page(request, who, site, None, form)
    first = names[who.tenant.languages[0]]

    def change(options: KioskOptions) -> KioskOptions:
        key = new_key(first, (one.key for one in options.visit_types))
        made.append(key)
        return with_type(options, VisitType(key=key, name=names, pattern=pattern))

    made: list[str] = []
    try:
        await save(who, site, change, settling.author(who, parts))
    except TooMany:
        form.wrong(f"name_{who.tenant.languages[0]}", "kinds.too_many")
        return _page(request, who, site, None, form)
    return go_to(
        request, f"{_address(site)}/{made[-1]}", said="kinds.added", name=first
    )


@router.get(f"{KINDS}/{{kind}}")
async def a_kind(request: Request, who: Who, site_id: str, kind: str) -> HTMLResponse:
    """Show a kind of visit and its questions."""
    site = await site_of(who, site_id)
    return _page(request, who, site, kind_of(site, kind))


@router.post(f"{KINDS}/{{kind}}")
async def name_kind(
    request: Request, who: Who, parts: App, site_id: str, kind: str
) -> Response:
    """Save its names, and what its badges show."""
    site = await open_site(who, site_id)
    found = kind_of(site, kind)
    form = await read_form(request, words_for(request))
    changed_to = {
        "name": read_words(form, who, "name", found.name),
        "pattern": _pattern(form, found.pattern),
    }
    if not form.fits:
        return _page(request, who, site, found, form)

    def change(options: KioskOptions) -> KioskOptions:
        now = find_type(options, kind) or found
        return with_type(options, now.model_copy(update=changed_to))

    changed = await save(who, site, change, settling.author(who, parts))
    said = "settings.saved" if changed else "settings.nothing_changed"
    return go_to(request, f"{_address(site)}/{kind}", said=said)


@router.post(f"{KINDS}/{{kind}}/forward")
async def bring_forward(
    request: Request, who: Who, parts: App, site_id: str, kind: str
) -> Response:
    """Let it change places with the one before it."""
    site = await open_site(who, site_id)
    kind_of(site, kind)
    by = settling.author(who, parts)
    await save(who, site, lambda options: type_forward(options, kind), by)
    return go_to(
        request, f"{PATH}/{site_id}/kiosk#kinds", said="site_kiosk.order_saved"
    )


@router.get(f"{KINDS}/{{kind}}/remove")
async def ask_to_remove(
    request: Request, who: Who, site_id: str, kind: str
) -> HTMLResponse:
    """Ask before it goes."""
    site = await open_site(who, site_id)
    return page(
        request,
        "visit_type_remove.html",
        site=site,
        kind=kind_of(site, kind),
        first=who.tenant.languages[0],
    )


@router.post(f"{KINDS}/{{kind}}/remove")
async def remove(
    request: Request, who: Who, parts: App, site_id: str, kind: str
) -> Response:
    """Take it away."""
    site = await open_site(who, site_id)
    name = said_name(kind_of(site, kind).name, who)
    by = settling.author(who, parts)
    await save(who, site, lambda options: without_type(options, kind), by)
    return go_to(
        request, f"{PATH}/{site_id}/kiosk#kinds", said="kinds.removed", name=name
    )


async def save(
    who: CurrentUser,
    site: Site,
    change: Callable[[KioskOptions], KioskOptions],
    by: Author,
) -> bool:
    """Save a change of the options as they stand now; tells whether it was one.

    Raises:
        TooMany: the change found no room for another.
    """

    def work(nouns: Nouns) -> bool:
        now = nouns.sites.get(site.id) or site
        asked = replace(now, kiosk=change(now.kiosk))
        return change_site(nouns, asked, by, event=EVENT)

    return await who.store.write(work)


async def open_site(who: CurrentUser, site_id: str) -> Site:
    """Give a site whose kinds of visit may be changed here.

    Raises:
        NotThere: it is not theirs, or a tenant file owns its kinds of visit.
    """
    site = await site_of(who, site_id)
    if kiosk_locks(who, site)("visit_types"):
        raise NotThere
    return site


def kind_of(site: Site, key: str) -> VisitType:
    """Give a kind of visit.

    Raises:
        NotThere: there is none with this key.
    """
    found = find_type(site.kiosk, key)
    if found is None:
        raise NotThere
    return found


def read_words(
    form: Filled, who: CurrentUser, field: str, old: Mapping[str, str]
) -> dict[str, str]:
    """Read a text in every language; the first is needed, an empty other one goes."""
    first, *others = who.tenant.languages
    kept = {code: text for code, text in old.items() if code not in (first, *others)}
    read = {first: form.needed(f"{field}_{first}", longest=LONGEST_WORDS)}
    read |= {
        code: form.text(f"{field}_{code}", longest=LONGEST_WORDS) for code in others
    }
    return {code: text for code, text in {**read, **kept}.items() if text}


def in_languages(who: CurrentUser, t: Words) -> list[InLanguage]:
    """Name the languages that the organisation offers, the first one first."""
    codes = who.tenant.languages
    return [InLanguage(code, _language(code, t), code == codes[0]) for code in codes]


def said_name(names: Mapping[str, str], who: CurrentUser) -> str:
    """Say something by its name in the organisation's first language."""
    return names.get(who.tenant.languages[0]) or next(iter(names.values()), "")


def _language(code: str, t: Words) -> str:
    try:
        return Locale.parse(code, sep="-").get_display_name(t.locale) or code
    except (ValueError, UnknownLocaleError):
        return code


def _pattern(form: Filled, old: Pattern = Pattern.NONE) -> Pattern:
    word = form.text("pattern") or old.value
    if word not in tuple(Pattern):
        form.wrong("pattern", "site_kiosk.wrong_choice")
        return old
    return Pattern(word)


def _address(site: Site) -> str:
    return f"{PATH}/{site.id}/kiosk/kinds"


def _page(
    request: Request,
    who: CurrentUser,
    site: Site,
    kind: VisitType | None,
    form: Filled | None = None,
) -> HTMLResponse:
    names, t = kind.name if kind else {}, words_for(request)
    start = {f"name_{code}": text for code, text in names.items()}
    return page(
        request,
        "visit_type.html",
        form=form,
        status=422 if form else 200,
        start={}
        if form
        else {**start, "pattern": (kind.pattern if kind else Pattern.NONE).value},
        patterns=[(one.value, t(f"kinds.pattern.{one.value}")) for one in Pattern],
        site=site,
        kind=kind,
        title=said_name(names, who) if kind else "",
        first=who.tenant.languages[0],
        languages=in_languages(who, t),
        locked=kiosk_locks(who, site)("visit_types"),
    )
