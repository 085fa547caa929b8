"""Rooms: what the calendar knows, which of them count, and our own words about them."""

from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.changes import change_room
from admin_server.core.owned import Locked, locks
from admin_server.core.permissions import Action, may
from admin_server.core.places import RoomNote, Site
from admin_server.core.ports import Nouns
from admin_server.core.rooms import Room
from admin_server.core.values import LONGEST_TEXT
from admin_server.web.dashboard.current import App, CurrentUser, Needs, NotThere
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.settings import settling

TURNS = ("left", "right", "straight", "elevator", "stairs")
router = APIRouter()
Who = Annotated[CurrentUser, Depends(Needs(Action.SEE_DIRECTORY))]
Keeper = Annotated[CurrentUser, Depends(Needs(Action.MANAGE_SITES))]


@dataclass(frozen=True)
class RoomRow:
    """A room as the list shows it; `path` where one may change it."""

    room: Room
    note: RoomNote | None
    site: str
    path: str | None


@router.get("/rooms")
async def rooms(request: Request, who: Who) -> HTMLResponse:
    """List the rooms that the calendar knows."""

    def work(nouns: Nouns) -> list[RoomRow]:
        sites = {site.id: site.name for site in nouns.sites.all()}
        notes = {note.room: note for note in nouns.room_notes.all()}
        found = sorted(nouns.rooms.all(), key=lambda room: room.name.casefold())
        return [
            RoomRow(
                room=room,
                note=notes.get(room.address),
                site=sites.get(room.site or "", ""),
                path=path_of(room) if _may_change(who, room) else None,
            )
            for room in found
        ]

    rows = await who.store.read(work)
    return page(request, "rooms.html", rows=rows, tenant=who.tenant)


@router.get("/rooms/{room}")
async def one_room(request: Request, who: Keeper, room: str) -> HTMLResponse:
    """Show a room."""
    found, note = await _room_of(who, room)
    return await _page(request, who, found, note)


@router.post("/rooms/{room}")
async def change(request: Request, who: Keeper, parts: App, room: str) -> Response:
    """Save what is ours of a room."""
    stored, note = await _room_of(who, room)
    form = await read_form(request, words_for(request))
    locked = locks(who.tenant, "room", stored.address)
    asked, words = await _read(form, who, stored, note, locked)
    if not form.fits:
        return await _page(request, who, stored, note, form)
    by = settling.author(who, parts)
    changed = await who.store.write(lambda nouns: change_room(nouns, asked, words, by))
    return go_to(
        request,
        "/rooms",
        said="settings.saved" if changed else "settings.nothing_changed",
    )


def path_of(room: Room) -> str:
    """Where a room is changed."""
    return f"/rooms/{quote(room.address, safe='')}"


def _may_change(who: CurrentUser, room: Room) -> bool:
    # A room of no site is the whole organisation's.
    if room.site is None:
        return may(who.user, Action.MANAGE_TENANT)
    return may(who.user, Action.MANAGE_SITES, site=room.site)


async def _room_of(who: CurrentUser, address: str) -> tuple[Room, RoomNote | None]:
    def work(nouns: Nouns) -> tuple[Room | None, RoomNote | None]:
        found = (room for room in nouns.rooms.all() if room.address == address)
        return next(found, None), nouns.room_notes.get(address)

    room, note = await who.store.read(work)
    if room is None or not _may_change(who, room):
        raise NotThere
    return room, note


async def _read(
    form: Filled,
    who: CurrentUser,
    stored: Room,
    note: RoomNote | None,
    locked: Locked,
) -> tuple[Room, RoomNote | None]:
    """Read what a file does not own."""
    words = note or RoomNote(room=stored.address, directions="")
    if not locked("selected"):
        stored = replace(stored, selected=form.flag("selected"))
    if not locked("site"):
        stored = replace(stored, site=await _site(form, who, stored))
    if not locked("directions"):
        directions = form.lines("directions", longest=LONGEST_TEXT)
        words = replace(words, directions=directions)
    if not locked("turn"):
        words = replace(words, turn=_turn(form))
    return stored, words if words.directions or words.turn else None


async def _site(form: Filled, who: CurrentUser, stored: Room) -> str | None:
    chosen = form.text("site") or None
    mine = {site.id for site in await who.store.read(who.sites_in)}
    none_is_fine = may(who.user, Action.MANAGE_TENANT)
    if chosen not in mine and not (chosen is None and none_is_fine):
        form.wrong("site", "rooms.wrong_site")
        return stored.site
    return chosen


def _turn(form: Filled) -> str | None:
    chosen = form.text("turn")
    if chosen and chosen not in TURNS:
        form.wrong("turn", "rooms.wrong_turn")
    return chosen or None


async def _page(
    request: Request,
    who: CurrentUser,
    room: Room,
    note: RoomNote | None,
    form: Filled | None = None,
) -> HTMLResponse:
    sites = await who.store.read(who.sites_in)
    locked = locks(who.tenant, "room", room.address)
    stored = {
        "selected": "yes" if room.selected else "",
        "site": room.site or "",
        "directions": note.directions if note else "",
        "turn": (note.turn if note else None) or "",
    }
    t = words_for(request)
    return page(
        request,
        "room.html",
        form=form,
        status=422 if form else 200,
        start=settling.start_or_owned(stored, locked, again=form is not None),
        room=room,
        action=path_of(room),
        locked=locked,
        sites=_site_options(sites, t("rooms.no_site"), who),
        turns=[
            ("", t("rooms.no_turn")),
            *((one, t(f"rooms.turn.{one}")) for one in TURNS),
        ],
    )


def _site_options(
    sites: list[Site], nowhere: str, who: CurrentUser
) -> list[tuple[str, str]]:
    named = [(site.id, site.name) for site in sites]
    return [("", nowhere), *named] if who.may(Action.MANAGE_TENANT) else named
