"""One visit: the sheet beside the list, and the questions before something is done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from admin_server.core.check_in import may_undo_check_in
from admin_server.core.corrections import NOTHING, Meant, what_is_meant
from admin_server.core.day import STATES, Tab, may_see, standing_of, today_at
from admin_server.core.people import Host, Visitor
from admin_server.core.permissions import Action
from admin_server.core.places import RoomNote, Site
from admin_server.core.ports import Nouns
from admin_server.core.room_sources import RoomSource, source_of_room
from admin_server.core.visits import Visit
from admin_server.core.walk_in_answers import told_in
from admin_server.web.current import parts_of
from admin_server.web.dashboard.current import CurrentUser, Needs, NotThere
from admin_server.web.dashboard.frame import page, words_for
from admin_server.web.dashboard.reception.badge_shown import (
    NewestOrder,
    badge_line,
    newest_order,
)
from admin_server.web.dashboard.reception.day_page import (
    Day,
    Wanted,
    read_day,
    show_day,
)
from admin_server.web.dashboard.reception.flags import flags_in_full
from admin_server.web.dashboard.reception.happened import (
    Happening,
    happenings,
    said,
    when,
)
from admin_server.web.dashboard.reception.shown import (
    chip_for,
    news_of,
    offered,
    room_words,
)
from admin_server.web.dashboard.words import Words
from shared.check_in import VisitState

router = APIRouter()

Seer = Annotated[CurrentUser, Depends(Needs(Action.SEE_VISITS))]
Receiver = Annotated[CurrentUser, Depends(Needs(Action.RECEIVE))]
Inviter = Annotated[CurrentUser, Depends(Needs(Action.INVITE))]


@dataclass(frozen=True)
class Known:
    """A visit with everybody and everything that its sheet names."""

    visit: Visit
    visitor: Visitor
    host: Host
    site: Site
    note: RoomNote | None
    source: RoomSource
    meant: Meant
    happened: tuple[Happening, ...]
    has_photo: bool
    badge: NewestOrder | None
    now: datetime


def visit_of(
    nouns: Nouns, who: CurrentUser, visit_id: str, action: Action
) -> tuple[Visit, Visitor, Host, Site]:
    """Give a visit that somebody may do something with.

    Raises:
        NotThere: there is none, or it is not theirs.
    """
    visit = nouns.visits.get(visit_id)
    if visit is None:
        raise NotThere
    who.require(action, site=visit.site)
    visitor, host = nouns.visitors.get(visit.visitor), nouns.hosts.get(visit.host)
    site = nouns.sites.get(visit.site)
    if visitor is None or host is None or site is None:
        raise NotThere
    if not may_see(who.user, visit, host):
        raise NotThere
    return visit, visitor, host, site


@router.get("/visits/{visit_id}")
async def visit(request: Request, who: Seer, visit_id: str) -> HTMLResponse:
    """Show one visit beside the list it stands in."""
    return await show_visit(request, who, visit_id)


@router.get("/visits/{visit_id}/check-out")
async def ask_check_out(request: Request, who: Receiver, visit_id: str) -> HTMLResponse:
    """Ask before somebody is checked out."""
    return await _ask(request, who, visit_id, Action.RECEIVE, "check_out")


@router.get("/visits/{visit_id}/cancel")
async def ask_cancel(request: Request, who: Inviter, visit_id: str) -> HTMLResponse:
    """Ask before a visit is cancelled."""
    return await _ask(request, who, visit_id, Action.INVITE, "cancel")


@router.get("/visits/{visit_id}/wifi")
async def wifi(request: Request, who: Receiver, visit_id: str) -> HTMLResponse:
    """Show somebody on site the guest network, for as long as they are there."""
    t = words_for(request)

    def read(nouns: Nouns) -> tuple[Known, Day | None]:
        visit_of(nouns, who, visit_id, Action.RECEIVE)
        known = _read(nouns, request, who, visit_id)
        return known, _list(nouns, request, who, wanted)

    # The desk goes on with whoever is expected next.
    wanted = Wanted(Tab.EXPECTED)
    known, day = await who.store.read(read)
    if known.visit.state is not VisitState.ON_SITE or known.site.wifi is None:
        raise NotThere
    until = known.site.local(known.visit.expected_departure)
    more = {**_about(known, who, t), "until": until, "back": wanted.path}
    if day is None:
        return page(request, "visit_wifi.html", **more)
    return show_day(request, who, wanted, day, dialog="visit_wifi.html", **more)


async def show_visit(
    request: Request,
    who: CurrentUser,
    visit_id: str,
    *,
    status: int = 200,
    trouble: str | None = None,
) -> HTMLResponse:
    """Render a visit's sheet, with the list beside it for a whole page.

    Args:
        trouble: the sentence that says why something was not done.
    """
    t = words_for(request)

    def read(nouns: Nouns) -> tuple[Known, Wanted, Day | None]:
        known = _read(nouns, request, who, visit_id)
        wanted = _list_of(known)
        return known, wanted, _list(nouns, request, who, wanted)

    known, wanted, day = await who.store.read(read)
    more = {**_about(known, who, t), "back": wanted.path, "trouble": trouble}
    if day is None:
        return page(request, "visit_sheet.html", status=status, **more)
    return show_day(
        request,
        who,
        wanted,
        day,
        status=status,
        sheet="visit_sheet.html",
        selected=visit_id,
        **more,
    )


async def _ask(
    request: Request, who: CurrentUser, visit_id: str, action: Action, what: str
) -> HTMLResponse:
    visit, visitor, _, site = await who.store.read(
        lambda nouns: visit_of(nouns, who, visit_id, action)
    )
    now = parts_of(request).clock.now()
    may = offered(visit, site, who=who, now=now)
    if not (may.check_out if what == "check_out" else may.cancel):
        return await show_visit(
            request,
            who,
            visit_id,
            status=409,
            trouble=moved_on(visit, visitor, words_for(request)),
        )
    fragment = "hx-request" in request.headers
    return page(
        request,
        "visit_question.html" if fragment else "visit_question_page.html",
        visit=visit,
        visitor=visitor,
        what=what,
        back=f"/visits/{visit.id}",
    )


def moved_on(visit: Visit, visitor: Visitor, t: Words) -> str:
    """Say in one sentence why a visit cannot be changed any more."""
    return t(f"visit.moved.{visit.state.value}", name=visitor.name)


def _read(nouns: Nouns, request: Request, who: CurrentUser, visit_id: str) -> Known:
    parts = parts_of(request)
    now = parts.clock.now()
    visit, visitor, host, site = visit_of(nouns, who, visit_id, Action.SEE_VISITS)
    address = visit.room.address
    return Known(
        visit=visit,
        visitor=visitor,
        host=host,
        site=site,
        note=nouns.room_notes.get(address) if address else None,
        source=source_of_room(nouns, visit, now=now),
        meant=what_is_meant(nouns, visit, now=now, schedules=parts.schedules)
        if who.may(Action.INVITE, site.id)
        else NOTHING,
        happened=tuple(happenings(nouns, visit.id)),
        has_photo=nouns.photos.get(visit.id) is not None,
        badge=newest_order(nouns, visit) if who.may(Action.RECEIVE, site.id) else None,
        now=now,
    )


def _list(
    nouns: Nouns, request: Request, who: CurrentUser, wanted: Wanted
) -> Day | None:
    """Read the list behind a sheet; None where it is on the screen already."""
    if "hx-request" in request.headers:
        return None
    return read_day(nouns, request, who, wanted)


def _list_of(known: Known) -> Wanted:
    """Give the list in which a visit is found."""
    visit, site = known.visit, known.site
    day = site.local(visit.expected_arrival).date()
    if day != today_at(site, known.now) and visit.state is not VisitState.ON_SITE:
        return Wanted(tab=None, day=day)
    tab = next(tab for tab, states in STATES.items() if visit.state in states)
    return Wanted(tab)


def _about(known: Known, who: CurrentUser, t: Words) -> dict[str, Any]:
    visit, site = known.visit, known.site
    start, end = (
        site.local(visit.expected_arrival),
        site.local(visit.expected_departure),
    )
    return {
        "visit": visit,
        "visitor": known.visitor,
        "host": known.host,
        "site": site,
        "chip_shown": chip_for(
            visit, standing_of(visit, known.now), site, t=t, now=known.now
        ),
        "begins": start,
        "ends": end,
        "is_today": start.date() == today_at(site, known.now),
        "room": room_words(visit, t, now=known.now),
        "source": known.source.value,
        "read_at": site.local(visit.room.checked_at) if visit.room.checked_at else None,
        "place": _place(known),
        "told": told_in(
            visit.arrival,
            site.kiosk,
            languages=(t.language, *who.tenant.languages),
            say=lambda answer: t(f"visit.answer.{answer}"),
        ),
        "meant": known.meant,
        "has_photo": known.has_photo,
        "badge": badge_line(known.badge, site, t, now=known.now)
        if known.badge
        else None,
        "may_print": visit.state is VisitState.ON_SITE
        and who.may(Action.RECEIVE, site.id),
        "news": news_of(visit),
        "moved_to": site.local(visit.link.start) if visit.link else None,
        "arrived": site.local(visit.arrived_at) if visit.arrived_at else None,
        "left": site.local(visit.left_at) if visit.left_at else None,
        "flags": flags_in_full(visit, site, known.happened, t=t, now=known.now),
        "several_sites": len(who.user.sites) != 1,
        "may_undo": may_undo_check_in(visit, now=known.now),
        "offered": offered(visit, site, who=who, now=known.now),
        "happened": [
            (when(site.local(one.at), today_at(site, known.now), t), said(one, t))
            for one in known.happened
        ],
    }


def _place(known: Known) -> str:
    """Say where the room is: our own words, else what the calendar knows."""
    if known.note is not None:
        return known.note.directions
    room = known.visit.room
    return ", ".join(part for part in (room.building, room.floor) if part)
