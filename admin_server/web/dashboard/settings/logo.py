"""The organisation's logo: chosen, seen and removed beside its colour."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from starlette.datastructures import UploadFile

from admin_server.core.logo import change_logo, remove_logo
from admin_server.core.permissions import Action
from admin_server.core.tenants import Logo
from admin_server.web.dashboard.current import App, CurrentUser, Needs, NotThere
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.long_forms import LOGO
from admin_server.web.dashboard.settings import settling
from admin_server.web.dashboard.settings.organisation import PATH, show_organisation

_PLACE = f"{PATH}#logo"
router = APIRouter()
Who = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_TENANT))]


@router.get(LOGO)
async def logo(who: Who) -> Response:
    """Give the picture."""
    kept = await _kept(who)
    return Response(
        kept.png, media_type="image/png", headers={"Cache-Control": "no-store"}
    )


@router.post(LOGO)
async def choose_logo(request: Request, who: Who, parts: App) -> Response:
    """Take a new picture, or say why it is none."""
    form = await read_form(request, words_for(request))
    chosen = await _chosen(form)
    if chosen is None:
        return await show_organisation(request, who, logo_form=form)
    by = settling.author(who, parts)
    changed = await who.store.write(lambda nouns: change_logo(nouns, chosen, by))
    said = "logo.saved" if changed else "settings.nothing_changed"
    return go_to(request, _PLACE, said=said)


@router.get(f"{LOGO}/remove")
async def ask_to_remove(request: Request, who: Who) -> HTMLResponse:
    """Ask before it goes."""
    return page(request, "logo_remove.html", logo=await _kept(who))


@router.post(f"{LOGO}/remove")
async def remove(request: Request, who: Who, parts: App) -> Response:
    """Have none any more."""
    by = settling.author(who, parts)
    removed = await who.store.write(lambda nouns: remove_logo(nouns, by))
    said = "logo.removed" if removed else "settings.nothing_changed"
    return go_to(request, _PLACE, said=said)


async def _kept(who: CurrentUser) -> Logo:
    kept = await who.store.read(lambda nouns: nouns.logos.get())
    if kept is None:
        raise NotThere
    return kept


async def _chosen(form: Filled) -> Logo | None:
    file = form.sent.get("logo")
    if not isinstance(file, UploadFile) or not file.filename:
        form.wrong("logo", "logo.choose")
        return None
    try:
        return await _read(form, file)
    finally:
        await file.close()


async def _read(form: Filled, file: UploadFile) -> Logo | None:
    # Whoever works with pictures takes their time to load, and a logo comes rarely.
    from admin_server.security.logo_pictures import (  # noqa: PLC0415 - see above
        LARGEST_LOGO,
        NotALogo,
        read_logo,
    )

    given = await file.read(LARGEST_LOGO + 1)
    try:
        return await asyncio.to_thread(read_logo, given)
    except NotALogo as problem:
        form.wrong("logo", f"logo.trouble.{problem.trouble.value}")
        return None
