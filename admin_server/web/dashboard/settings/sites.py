"""Sites: the list, adding one, and what stands in invitations and on the kiosk."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.changes import change_site, new_site_key
from admin_server.core.owned import Locked, locks
from admin_server.core.permissions import Action
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.values import LONGEST_TEXT
from admin_server.web.dashboard import value_rules
from admin_server.web.dashboard.current import App, CurrentUser, Needs, NotThere
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.settings import settling

PATH = "/settings/sites"
router = APIRouter()
Who = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_SITES))]
Boss = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_TENANT))]

_NOBODY: Locked = lambda _: False  # noqa: E731 - a rule, not a step
_NEW = Site(id="", key="", name="", time_zone="")


@router.get(PATH)
async def sites(request: Request, who: Who) -> HTMLResponse:
    """List one's own sites."""
    mine = await who.store.read(who.sites_in)
    return page(request, "sites.html", sites=mine)


@router.get(f"{PATH}/new")
async def new_site(request: Request, who: Boss) -> HTMLResponse:
    """Show the empty form; it begins in the time zone of the sites that are there."""
    there = await who.store.read(lambda nouns: nouns.sites.all())
    zone = there[0].time_zone if there else "Europe/Berlin"
    return _page(request, replace(_NEW, time_zone=zone), _NOBODY)


@router.post(f"{PATH}/new")
async def add_site(request: Request, who: Boss, parts: App) -> Response:
    """Save a new site."""
    form = await read_form(request, words_for(request))
    asked = replace(_read(form, _NEW, _NOBODY), id=parts.chance.new_id())
    if not form.fits:
        return _page(request, _NEW, _NOBODY, form)
    by = settling.author(who, parts)

    def work(nouns: Nouns) -> None:
        key = new_site_key(nouns, asked.name)
        change_site(nouns, replace(asked, key=key), by)

    await who.store.write(work)
    return go_to(request, f"{PATH}/{asked.id}", said="sites.added", name=asked.name)


@router.get(f"{PATH}/{{site_id}}")
async def site(request: Request, who: Who, site_id: str) -> HTMLResponse:
    """Show a site."""
    found = await site_of(who, site_id)
    return _page(request, found, locked_of(who, found))


@router.post(f"{PATH}/{{site_id}}")
async def change(request: Request, who: Who, parts: App, site_id: str) -> Response:
    """Save a site's name, address and ways."""
    stored = await site_of(who, site_id)
    form = await read_form(request, words_for(request))
    locked = locked_of(who, stored)
    asked = _read(form, stored, locked)
    if not form.fits:
        return _page(request, stored, locked, form)
    by = settling.author(who, parts)

    def work(nouns: Nouns) -> bool:
        now = nouns.sites.get(site_id) or stored
        return change_site(nouns, _over(now, asked), by)

    changed = await who.store.write(work)
    return go_to(
        request,
        f"{PATH}/{site_id}",
        said="settings.saved" if changed else "settings.nothing_changed",
    )


async def site_of(who: CurrentUser, site_id: str) -> Site:
    """Give one of somebody's own sites.

    Raises:
        NotThere: there is none, or it is not theirs.
    """
    found = await who.store.read(lambda nouns: nouns.sites.get(site_id))
    if found is None:
        raise NotThere
    who.require(Action.MANAGE_SITES, site=site_id)
    return found


def locked_of(who: CurrentUser, found: Site) -> Locked:
    """Tell which of a site's values a file owns."""
    return locks(who.tenant, "site", found.key)


def _over(stored: Site, asked: Site) -> Site:
    return replace(
        stored,
        name=asked.name,
        address=asked.address,
        time_zone=asked.time_zone,
        reception=asked.reception,
        directions=asked.directions,
    )


def _read(form: Filled, stored: Site, locked: Locked) -> Site:
    """Read what a file does not own."""
    if not locked("name"):
        stored = replace(stored, name=form.needed("name"))
    if not locked("address"):
        stored = replace(stored, address=form.text("address") or None)
    if not locked("time_zone"):
        zone = form.needed("time_zone", value_rules.time_zone)
        stored = replace(stored, time_zone=zone)
    if not locked("reception"):
        stored = replace(stored, reception=form.text("reception") or None)
    if not locked("directions"):
        directions = form.lines("directions", longest=LONGEST_TEXT)
        stored = replace(stored, directions=directions or None)
    return stored


def _page(
    request: Request, found: Site, locked: Locked, form: Filled | None = None
) -> HTMLResponse:
    stored = {
        "name": found.name,
        "address": found.address or "",
        "time_zone": found.time_zone,
        "reception": found.reception or "",
        "directions": found.directions or "",
    }
    return page(
        request,
        "site.html",
        form=form,
        status=422 if form else 200,
        start=settling.start_or_owned(stored, locked, again=form is not None),
        site=found,
        locked=locked,
    )
