"""Hosts: the people who can be visited."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.changes import EmailTaken, change_host
from admin_server.core.owned import Locked, host_key, locks
from admin_server.core.people import Host
from admin_server.core.permissions import Action
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.web.dashboard import value_rules
from admin_server.web.dashboard.current import App, CurrentUser, Needs, NotThere
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.settings import settling
from admin_server.web.dashboard.words import LANGUAGES

PAGE = 50
"""Hosts on one page of the list."""
_MOST_FOUND = 50
_MOST_PAGES = 100_000

router = APIRouter()
Who = Annotated[CurrentUser, Depends(Needs(Action.SEE_DIRECTORY))]
Boss = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_TENANT))]

_NOBODY: Locked = lambda _: False  # noqa: E731 - a rule, not a step
_NEW = Host(id="", name="", email="")


@router.get("/hosts")
async def hosts(
    request: Request,
    who: Who,
    number: Annotated[int, Query(alias="page", ge=1, le=_MOST_PAGES)] = 1,
) -> HTMLResponse:
    """List the hosts, a page at a time."""
    everybody, sites = await who.store.read(
        lambda nouns: (nouns.hosts.all(), nouns.sites.all())
    )
    start = (number - 1) * PAGE
    return page(
        request,
        "hosts.html",
        hosts=everybody[start : start + PAGE],
        total=len(everybody),
        number=number,
        more=start + PAGE < len(everybody),
        sites=_names(sites),
        asked=None,
    )


@router.post("/hosts")
async def search_hosts(request: Request, who: Who) -> HTMLResponse:
    """Find hosts by their names; the words asked for stand in no address."""
    form = await read_form(request, words_for(request))
    asked = form.text("search")
    found, sites = await who.store.read(
        lambda nouns: (
            nouns.hosts.search(asked, limit=_MOST_FOUND),
            nouns.sites.all(),
        )
    )
    return page(
        request,
        "hosts.html",
        form=form,
        hosts=found,
        total=len(found),
        number=1,
        more=False,
        sites=_names(sites),
        asked=asked,
    )


@router.get("/hosts/new")
async def new_host(request: Request, who: Boss) -> HTMLResponse:
    """Show the empty form."""
    return await _page(request, who, _NEW, _NOBODY)


@router.post("/hosts/new")
async def add_host(request: Request, who: Boss, parts: App) -> Response:
    """Save a new host."""
    form = await read_form(request, words_for(request))
    asked = replace(await _read(form, who, _NEW, _NOBODY), id=parts.chance.new_id())
    if not form.fits or not await _saved(form, who, parts, asked):
        return await _page(request, who, _NEW, _NOBODY, form)
    return go_to(request, "/hosts", said="hosts.added", name=asked.name)


@router.get("/hosts/{host_id}")
async def host(request: Request, who: Boss, host_id: str) -> HTMLResponse:
    """Show a host."""
    found = await _host_of(who, host_id)
    return await _page(request, who, found, _locked(who, found))


@router.post("/hosts/{host_id}")
async def change(request: Request, who: Boss, parts: App, host_id: str) -> Response:
    """Save a host's changed values."""
    stored = await _host_of(who, host_id)
    form = await read_form(request, words_for(request))
    locked = _locked(who, stored)
    asked = await _read(form, who, stored, locked)
    if not form.fits or not await _saved(form, who, parts, asked):
        return await _page(request, who, stored, locked, form)
    return go_to(request, "/hosts", said="hosts.changed", name=asked.name)


@router.post("/hosts/{host_id}/active")
async def set_active(request: Request, who: Boss, parts: App, host_id: str) -> Response:
    """Hide a host who has left, or show them again."""
    stored = await _host_of(who, host_id)
    form = await read_form(request, words_for(request))
    asked = replace(stored, active=form.flag("active"))
    if not await _saved(form, who, parts, asked):
        return await _page(request, who, stored, _locked(who, stored), form)
    if _locked(who, stored)("active"):
        return go_to(request, f"/hosts/{host_id}", said="settings.nothing_changed")
    said = "hosts.returned" if asked.active else "hosts.deactivated"
    return go_to(request, "/hosts", said=said, name=stored.name)


async def _saved(form: Filled, who: CurrentUser, parts: App, asked: Host) -> bool:
    """Save a host; where the address is somebody else's, say so at the field."""
    by = settling.author(who, parts)
    try:
        await who.store.write(lambda nouns: change_host(nouns, asked, by))
    except EmailTaken:
        form.wrong("email", "hosts.email_taken")
        return False
    return True


async def _host_of(who: CurrentUser, host_id: str) -> Host:
    found = await who.store.read(lambda nouns: nouns.hosts.get(host_id))
    if found is None:
        raise NotThere
    return found


def _locked(who: CurrentUser, found: Host) -> Locked:
    return locks(who.tenant, "host", host_key(found.email))


async def _read(form: Filled, who: CurrentUser, stored: Host, locked: Locked) -> Host:
    """Read what a file does not own."""
    if not locked("name"):
        stored = replace(stored, name=form.needed("name"))
    if not locked("email"):
        stored = replace(stored, email=form.needed("email", value_rules.email))
    if not locked("mailbox"):
        stored = replace(stored, mailbox=form.text("mailbox") or None)
    if not locked("calendar"):
        stored = replace(stored, calendar=form.text("calendar") or None)
    if not locked("department"):
        stored = replace(stored, department=form.text("department") or None)
    if not locked("language"):
        stored = replace(stored, language=_language(form, stored))
    if not locked("site"):
        stored = replace(stored, site=await _site(form, who))
    return stored


def _language(form: Filled, stored: Host) -> str:
    chosen = form.text("language")
    if chosen not in {*LANGUAGES, stored.language}:
        form.wrong("language", "hosts.wrong_language")
    return chosen


async def _site(form: Filled, who: CurrentUser) -> str | None:
    chosen = form.text("site")
    if not chosen:
        return None

    def is_ours(nouns: Nouns) -> bool:
        return nouns.sites.get(chosen) is not None

    if not await who.store.read(is_ours):
        form.wrong("site", "hosts.wrong_site")
    return chosen


async def _page(
    request: Request,
    who: CurrentUser,
    found: Host,
    locked: Locked,
    form: Filled | None = None,
) -> HTMLResponse:
    sites = await who.store.read(who.sites_in)
    stored = {
        "name": found.name,
        "email": found.email,
        "mailbox": found.mailbox or "",
        "calendar": found.calendar or "",
        "department": found.department or "",
        "language": found.language,
        "site": found.site or "",
    }
    names = {**LANGUAGES, found.language: LANGUAGES.get(found.language, found.language)}
    return page(
        request,
        "host.html",
        form=form,
        status=422 if form else 200,
        start=settling.start_or_owned(stored, locked, again=form is not None),
        host=found,
        locked=locked,
        sites=[("", words_for(request)("hosts.no_site")), *_options(sites)],
        languages=list(names.items()),
    )


def _options(sites: list[Site]) -> list[tuple[str, str]]:
    return [(site.id, site.name) for site in sites]


def _names(sites: list[Site]) -> dict[str, str]:
    return dict(_options(sites))
