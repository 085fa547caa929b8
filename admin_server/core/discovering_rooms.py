"""Rooms that a calendar names: new ones, changed ones, and those that vanished."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from admin_server.core.changes import Author, change_known_room
from admin_server.core.people import fold_email
from admin_server.core.ports import Nouns
from admin_server.core.rooms import Room


@dataclass(frozen=True)
class Discovered:
    """What a look at the calendar's rooms showed.

    Attributes:
        vanished: addresses of rooms that we know and the calendar names no more.
    """

    new: int
    changed: int
    vanished: frozenset[str]


def discover(nouns: Nouns, found: Sequence[Room], by: Author) -> Discovered:
    """Note the rooms that a calendar names; what it leaves out stays, and is told.

    Names and places are the calendar's. Whether a room counts, and for which site,
    is ours: nobody is sent to a room before somebody here has looked at it.
    """
    named = {fold_email(room.address): room for room in found}
    known = {room.address: room for room in nouns.rooms.all()}
    sites = nouns.sites.all()
    # Where there is one house, that is where its rooms are.
    only = sites[0].id if len(sites) == 1 else None
    new = [room for address, room in named.items() if address not in known]
    for room in new:
        address = fold_email(room.address)
        fresh = replace(room, address=address, selected=False, site=only)
        change_known_room(nouns, None, fresh, None, by)
    changed = sum(
        _save(nouns, old, _refreshed(old, named[address]), by)
        for address, old in known.items()
        if address in named
    )
    return Discovered(len(new), changed, vanished(list(known.values()), found))


def note_gone(nouns: Nouns, found: Sequence[Room], *, now: datetime) -> int:
    """Remember which rooms a list of them leaves out, and since when.

    Returns:
        How many of the rooms that visitors may be sent to are gone.
    """
    if not found:
        # It speaks of a directory that we may not see, not of a demolition.
        return 0
    known = nouns.rooms.all()
    gone = vanished(known, found)
    for room in known:
        if (room.gone_since is not None) != (room.address in gone):
            since = now if room.address in gone else None
            nouns.rooms.note_gone(room.address, since)
    return sum(room.selected and room.address in gone for room in known)


def vanished(known: Sequence[Room], found: Sequence[Room]) -> frozenset[str]:
    """Give the addresses of rooms that are known and named no more."""
    named = {fold_email(room.address) for room in found}
    return frozenset(room.address for room in known) - named


def choose_rooms(
    nouns: Nouns, chosen: frozenset[str], sites: dict[str, str | None], by: Author
) -> int:
    """Save which rooms visitors are sent to, and at which site each is.

    Args:
        sites: by the address of the room; a room that is not in it stays where it is.

    Returns:
        How many rooms changed.
    """
    return sum(
        _save(nouns, room, _as_chosen(room, chosen, sites), by)
        for room in nouns.rooms.all()
    )


def _as_chosen(
    room: Room, chosen: frozenset[str], sites: dict[str, str | None]
) -> Room:
    address = room.address
    site = sites.get(address, room.site)
    return replace(room, selected=address in chosen, site=site)


def _save(nouns: Nouns, old: Room, asked: Room, by: Author) -> bool:
    if asked == old:
        return False
    note = nouns.room_notes.get(old.address)
    return change_known_room(nouns, old, asked, note, by)


def _refreshed(old: Room, named: Room) -> Room:
    return replace(
        old,
        name=named.name or old.name,
        building=named.building or old.building,
        floor=named.floor or old.floor,
        capacity=named.capacity or old.capacity,
    )
