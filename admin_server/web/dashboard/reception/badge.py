"""A visit's badge: printed at a kiosk, or by the browser that somebody sits at."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.badge_codes import check_out_code
from admin_server.core.badge_orders import (
    NoBadgeNow,
    NoPrinterThere,
    Ordering,
    note_browser_print,
    order_badge,
    printers_at,
)
from admin_server.core.kiosk_matters import Photo
from admin_server.core.people import Visitor
from admin_server.core.permissions import Action
from admin_server.core.ports import Nouns
from admin_server.core.tenants import Kiosk, Logo
from admin_server.core.visits import Visit
from admin_server.web.api.replies import AboutRoom, about_room, room_reply
from admin_server.web.badge_pictures import (
    FOR_PAPER,
    badge_png,
    design_of,
    label_mm,
)
from admin_server.web.badges import (
    OnBadge,
    Pictures,
    badge_of,
    badge_reply,
    opened_photo,
)
from admin_server.web.current import parts_of
from admin_server.web.dashboard.current import CurrentUser, Needs, NotThere
from admin_server.web.dashboard.forms import read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.kiosks.kiosks import row_of
from admin_server.web.dashboard.reception.visit import moved_on, show_visit, visit_of
from shared.badge import Badge
from shared.badge_design import BadgeDesign
from shared.check_in import VisitState

THIS_BROWSER = "browser"
_PATH = "/visits/{visit_id}/badge"

router = APIRouter()
Receiver = Annotated[CurrentUser, Depends(Needs(Action.RECEIVE))]


@dataclass(frozen=True)
class _Known:
    """Everything that a badge is drawn from."""

    on: OnBadge
    about: AboutRoom
    photo: Photo | None
    logo: Logo | None


@router.get(_PATH)
async def ask_where(request: Request, who: Receiver, visit_id: str) -> Response:
    """Ask where a badge is to be printed."""
    return await _where(request, who, visit_id)


@router.post(_PATH)
async def print_badge(request: Request, who: Receiver, visit_id: str) -> Response:
    """Order a badge at a kiosk, or go on to the page that a browser prints."""
    where = (await read_form(request, words_for(request))).text("where")
    parts = parts_of(request)
    ordering = Ordering(who.actor, parts.clock.now(), parts.chance)

    def work(nouns: Nouns) -> str | None:
        visit, _, _, _ = visit_of(nouns, who, visit_id, Action.RECEIVE)
        if where == THIS_BROWSER:
            note_browser_print(nouns, visit, ordering)
            return None
        kiosk = nouns.kiosks.get(where)
        if kiosk is None:
            raise NoPrinterThere
        order_badge(nouns, visit, kiosk, ordering)
        return kiosk.name

    try:
        kiosk = await who.store.write(work)
    except NoBadgeNow:
        return await _not_here(request, who, visit_id)
    except NoPrinterThere:
        return await _where(request, who, visit_id, trouble="badge.no_printer_there")
    if kiosk is None:
        return go_to(request, f"/visits/{visit_id}/badge/print")
    return go_to(request, f"/visits/{visit_id}", said="badge.said.ordered", kiosk=kiosk)


@router.get(f"{_PATH}/print")
async def badge_page(request: Request, who: Receiver, visit_id: str) -> HTMLResponse:
    """Show the badge on a page that a browser prints on exactly one label."""
    known = await who.store.read(_reading(who, visit_id))
    design, badge = _drawable(request, who, known)
    width, height = await asyncio.to_thread(label_mm, badge, design)
    return page(
        request,
        "badge_print.html",
        visit=known.on.visit,
        visitor=known.on.visitor,
        label=(f"{width:.0f}", f"{height:.0f}"),
    )


@router.get("/visits/{visit_id}/badge.png")
async def badge_picture(request: Request, who: Receiver, visit_id: str) -> Response:
    """Give the drawn badge; no browser keeps it."""
    known = await who.store.read(_reading(who, visit_id))
    design, badge = _drawable(request, who, known)
    png = await asyncio.to_thread(badge_png, badge, design, dpi=FOR_PAPER)
    return Response(png, media_type="image/png", headers={"Cache-Control": "no-store"})


@router.get("/visits/{visit_id}/badge.css")
async def badge_size(request: Request, who: Receiver, visit_id: str) -> Response:
    """Say how large the label is, where only a style sheet can: to the printer."""
    known = await who.store.read(_reading(who, visit_id))
    design, badge = _drawable(request, who, known)
    mm = await asyncio.to_thread(label_mm, badge, design)
    width, height = (f"{side:g}mm" for side in mm)
    return Response(
        f"@page {{ size: {width} {height}; margin: 0; }}\n"
        f".badge-picture {{ width: {width}; }}\n"
        f"@media print {{ .badge-picture {{ width: {width}; height: {height}; }} }}\n",
        media_type="text/css",
    )


def _reading(who: CurrentUser, visit_id: str) -> Callable[[Nouns], _Known]:
    def read(nouns: Nouns) -> _Known:
        visit, visitor, host, site = visit_of(nouns, who, visit_id, Action.RECEIVE)
        if visit.state is not VisitState.ON_SITE:
            raise NotThere
        return _Known(
            OnBadge(visit, visitor, host, site, check_out_code(nouns, visit)),
            about_room(nouns, visit),
            nouns.photos.get(visit.id),
            nouns.logos.get(),
        )

    return read


def _drawable(
    request: Request, who: CurrentUser, known: _Known
) -> tuple[BadgeDesign, Badge]:
    parts, choice = parts_of(request), known.on.site.kiosk.badge
    pictures = Pictures(
        opened_photo(parts.box, known.photo, tenant=who.tenant.id),
        known.logo.png if known.logo else None,
    )
    now = parts.clock.now()
    room = room_reply(known.on.visit.room, known.about, now=now)
    badge = badge_of(badge_reply(known.on, now=now), room, choice.text, pictures)
    return design_of(choice), badge


async def _where(
    request: Request, who: CurrentUser, visit_id: str, *, trouble: str | None = None
) -> HTMLResponse:
    now, t = parts_of(request).clock.now(), words_for(request)

    def read(nouns: Nouns) -> tuple[Visit, Visitor, list[Kiosk]]:
        visit, visitor, _, site = visit_of(nouns, who, visit_id, Action.RECEIVE)
        return visit, visitor, printers_at(nouns, site.id, now=now)

    visit, visitor, kiosks = await who.store.read(read)
    if visit.state is not VisitState.ON_SITE:
        return await _not_here(request, who, visit_id)
    fragment = "hx-request" in request.headers
    return page(
        request,
        "visit_badge.html" if fragment else "visit_badge_page.html",
        status=422 if trouble else 200,
        visit=visit,
        visitor=visitor,
        trouble=t(trouble) if trouble else None,
        printers=[row_of(one, site="", words=t, now=now) for one in kiosks],
        back=f"/visits/{visit_id}",
    )


async def _not_here(request: Request, who: CurrentUser, visit_id: str) -> HTMLResponse:
    visit, visitor, _, _ = await who.store.read(
        lambda nouns: visit_of(nouns, who, visit_id, Action.RECEIVE)
    )
    trouble = moved_on(visit, visitor, words_for(request))
    return await show_visit(request, who, visit_id, status=409, trouble=trouble)
