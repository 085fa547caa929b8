"""A site's opening hours, a line per weekday."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.changes import change_site
from admin_server.core.opening_hours import NotHours, read_day, write_day
from admin_server.core.permissions import Action
from admin_server.core.places import Hours, Site
from admin_server.core.ports import Nouns
from admin_server.web.dashboard.current import App, CurrentUser, Needs
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.settings import settling
from admin_server.web.dashboard.settings.sites import PATH, locked_of, site_of
from admin_server.web.dashboard.words import Words

router = APIRouter()
Who = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_SITES))]
_DAYS = range(7)


@router.get(f"{PATH}/{{site_id}}/hours")
async def hours(request: Request, who: Who, site_id: str) -> HTMLResponse:
    """Show a site's opening hours."""
    return _page(request, who, await site_of(who, site_id))


@router.post(f"{PATH}/{{site_id}}/hours")
async def change_hours(
    request: Request, who: Who, parts: App, site_id: str
) -> Response:
    """Save a site's opening hours."""
    stored = await site_of(who, site_id)
    form = await read_form(request, words_for(request))
    if locked_of(who, stored)("hours"):
        return go_to(
            request, f"{PATH}/{site_id}/hours", said="settings.nothing_changed"
        )
    asked = () if form.flag("always") else _read(form)
    if not form.fits:
        return _page(request, who, stored, form)
    by = settling.author(who, parts)

    def work(nouns: Nouns) -> bool:
        now = nouns.sites.get(site_id) or stored
        return change_site(
            nouns, replace(now, hours=asked), by, event="site.hours_changed"
        )

    changed = await who.store.write(work)
    return go_to(
        request,
        f"{PATH}/{site_id}/hours",
        said="settings.saved" if changed else "settings.nothing_changed",
    )


def _read(form: Filled) -> tuple[Hours, ...]:
    found: list[Hours] = []
    for day in _DAYS:
        try:
            found += read_day(form.text(f"day_{day}"), day)
        except NotHours as problem:
            form.wrong(f"day_{day}", "sites.wrong_hours", part=problem.about)
    if not found and form.fits:
        form.wrong("day_0", "sites.no_hours")
    return tuple(found)


def _page(
    request: Request, who: CurrentUser, found: Site, form: Filled | None = None
) -> HTMLResponse:
    locked = locked_of(who, found)("hours")
    stored = {f"day_{day}": write_day(found.hours, day) for day in _DAYS}
    stored["always"] = "" if found.hours else "yes"
    return page(
        request,
        "site_hours.html",
        form=form,
        status=422 if form else 200,
        start={} if form else stored,
        site=found,
        locked=locked,
        days=_day_names(words_for(request)),
    )


def _day_names(t: Words) -> list[str]:
    names = t.locale.days["format"]["wide"]
    return [names[day] for day in _DAYS]
