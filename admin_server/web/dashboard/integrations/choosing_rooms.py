"""The rooms that serve visitors: asked of the calendar, chosen, named by hand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from admin_server.core.changes import Author, change_room
from admin_server.core.connections import Connection
from admin_server.core.discovering_rooms import choose_rooms, discover, note_gone
from admin_server.core.finding_rooms import Line
from admin_server.core.owned import locks
from admin_server.core.people import fold_email
from admin_server.core.permissions import Action
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.rooms import Room
from admin_server.web.dashboard import value_rules
from admin_server.web.dashboard.current import App, CurrentUser
from admin_server.web.dashboard.forms import Filled, read_form
from admin_server.web.dashboard.frame import go_to, page, words_for
from admin_server.web.dashboard.integrations import connecting
from admin_server.web.dashboard.integrations.seeking_rooms import (
    Sought,
    seek_rooms,
)
from admin_server.web.dashboard.integrations.switched_on import NeedsCalendars
from admin_server.web.dashboard.integrations.trying import Trouble
from admin_server.web.dashboard.long_forms import CHOICE_OF_ROOMS
from admin_server.web.dashboard.settings import settling

_LONG = 6
_FIELDS = 3 * 1000 + 10
"""Each room has its address, its site and its tick."""
router = APIRouter()
Who = Annotated[CurrentUser, Depends(NeedsCalendars(Action.MANAGE_TENANT))]


@dataclass(frozen=True)
class RoomChoice:
    """A room as it can be chosen; its fields are named by its number."""

    number: int
    room: Room
    chosen: bool
    site: str
    locked: bool
    site_locked: bool
    vanished: bool


@dataclass(frozen=True)
class Stored:
    """What is there to choose from, and whom to ask for more."""

    rooms: tuple[Room, ...]
    sites: tuple[Site, ...]
    connection: Connection | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Look:
    """How it went to ask the calendar.

    Attributes:
        lines: what it named, in words.
        go_on: through so many calendars it was sought, and there are more.
        nobody: it knows rooms by hosts' meetings only, and no host has a mailbox.
    """

    lines: tuple[str, ...] = ()
    go_on: int | None = None
    trouble: Trouble | None = None
    nobody: bool = False


@router.get(CHOICE_OF_ROOMS)
async def rooms(request: Request, who: Who) -> HTMLResponse:
    """Show every room, and which are chosen."""
    return _page(request, who, await _stored(who))


@router.post(f"{CHOICE_OF_ROOMS}/look")
async def look_for_rooms(request: Request, who: Who, parts: App) -> HTMLResponse:
    """Ask the calendar for its rooms; note new ones, mark those that vanished."""
    stored = await _stored(who)
    if stored.connection is None:
        return _page(request, who, stored)
    lines = stored.lines or (Line(stored.connection, who.user.email),)
    begin = (await read_form(request, words_for(request))).text("begin")
    found = await seek_rooms(
        parts,
        who.tenant.id,
        stored.connection,
        lines,
        begin=int(begin) if begin.isdecimal() and len(begin) < _LONG else 0,
    )
    if isinstance(found, Trouble):
        nobody = not stored.lines and found.told.cause == "no_such_calendar"
        look = Look(nobody=True) if nobody else Look(trouble=found)
        return _page(request, who, stored, look=look)
    by = settling.author(who, parts)
    new, gone = await who.store.write(
        lambda nouns: _note(nouns, found, by, parts.clock.now())
    )
    said = _looked(request, found, new, gone)
    look = Look(lines=said, go_on=found.asked if found.goes_on else None)
    return _page(request, who, await _stored(who), look=look)


@router.post(CHOICE_OF_ROOMS)
async def choose(request: Request, who: Who, parts: App) -> Response:
    """Save which rooms serve visitors; "all" and "none" only tick the boxes."""
    stored = await _stored(who)
    form = await read_form(request, words_for(request), fields=_FIELDS)
    if form.text("tick"):
        return _page(request, who, stored, form=form)
    shown, chosen = frozenset(form.many("shown")), frozenset(form.many("chosen"))
    # A room that came in since the page was made was on nobody's form.
    untouched = {r.address for r in stored.rooms if r.selected} - shown
    by = settling.author(who, parts)
    sites = _sites(form, stored)
    changed = await who.store.write(
        lambda nouns: choose_rooms(nouns, chosen | untouched, sites, by)
    )
    said = "settings.saved" if changed else "settings.nothing_changed"
    return go_to(request, connecting.PATH if changed else CHOICE_OF_ROOMS, said=said)


@router.post(f"{CHOICE_OF_ROOMS}/add")
async def add(request: Request, who: Who, parts: App) -> Response:
    """Name a room by hand, where the calendar has no list of them."""
    stored = await _stored(who)
    form = await read_form(request, words_for(request))
    address = fold_email(form.needed("address", value_rules.email))
    name = form.needed("name")
    if any(room.address == address for room in stored.rooms):
        form.wrong("address", "connect.room_there")
    if not form.fits:
        return _page(request, who, stored, form=form)
    by = settling.author(who, parts)
    site = stored.sites[0].id if len(stored.sites) == 1 else None
    room = Room(address=address, name=name, site=site)
    await who.store.write(lambda nouns: change_room(nouns, room, None, by))
    return go_to(request, CHOICE_OF_ROOMS, said="connect.room_added", name=name)


def _note(nouns: Nouns, found: Sought, by: Author, now: datetime) -> tuple[int, int]:
    """Save what was found; says how many rooms are new, and how many are gone."""
    seen = discover(nouns, found.rooms, by)
    if not found.listed:
        # A room without a meeting is not gone where rooms are known by meetings only.
        return seen.new, 0
    note_gone(nouns, found.rooms, now=now)
    return seen.new, len(seen.vanished) if found.rooms else 0


def _looked(request: Request, found: Sought, new: int, gone: int) -> tuple[str, ...]:
    t = words_for(request)
    read = (t("connect.rooms_sought", asked=found.asked, of=found.of),)
    sought = () if found.listed or found.of <= 1 else read
    if not found.rooms:
        return (t("connect.no_rooms_named"), *sought)
    lines = [t.count("connect.rooms_named", len(found.rooms)), *sought]
    if new:
        lines.append(t.count("connect.rooms_new", new))
    if gone:
        lines.append(t.count("connect.rooms_gone", gone))
    return tuple(lines)


def _sites(form: Filled, stored: Stored) -> dict[str, str | None]:
    """Read at which site each room is; a site that is not ours changes nothing."""
    known = {site.id for site in stored.sites}
    addresses, sites = form.sent.getlist("shown"), form.sent.getlist("site")
    pairs = zip(map(str, addresses), map(str, sites), strict=False)
    return {
        address: site or None for address, site in pairs if not site or site in known
    }


async def _stored(who: CurrentUser) -> Stored:
    def work(nouns: Nouns) -> Stored:
        connection = nouns.connections.organisation()
        return Stored(
            rooms=tuple(sorted(nouns.rooms.all(), key=_by_place)),
            sites=tuple(sorted(nouns.sites.all(), key=lambda one: one.name.casefold())),
            connection=connection,
            lines=_lines(nouns, connection) if connection else (),
        )

    return await who.store.read(work)


def _lines(nouns: Nouns, connection: Connection) -> tuple[Line, ...]:
    """Give what a connection reads for each host, always in the same order."""
    lines = [
        Line(connection, host.mailbox, host.calendar)
        for host in nouns.hosts.all()
        if host.active and host.mailbox
    ]
    return tuple(sorted(lines, key=lambda line: line.source))


def _by_place(room: Room) -> tuple[str, str]:
    return (room.building or "").casefold(), room.name.casefold()


def _page(
    request: Request,
    who: CurrentUser,
    stored: Stored,
    *,
    form: Filled | None = None,
    look: Look | None = None,
) -> HTMLResponse:
    t, look = words_for(request), look or Look()
    return page(
        request,
        "calendar_rooms.html",
        form=form,
        status=422 if form and not form.fits else 200,
        choices=_choices(who, stored, form),
        sites=[("", t("rooms.no_site")), *((s.id, s.name) for s in stored.sites)],
        connection=stored.connection,
        look=look,
    )


def _choices(who: CurrentUser, stored: Stored, form: Filled | None) -> list[RoomChoice]:
    ticking = form.text("tick") if form else ""
    sites = _sites(form, stored) if form and ticking else {}
    choices = []
    for number, room in enumerate(stored.rooms, 1):
        locked = locks(who.tenant, "room", room.address)
        chosen = ticking == "all" if ticking else room.selected
        choices.append(
            RoomChoice(
                number=number,
                room=room,
                chosen=room.selected if locked("selected") else chosen,
                site=sites.get(room.address, room.site) or "",
                locked=locked("selected"),
                site_locked=locked("site"),
                vanished=room.gone_since is not None,
            )
        )
    return choices
