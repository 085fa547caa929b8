"""Reading Google's list of calendars: which an account has, and rooms among them."""

from collections.abc import Iterable, Mapping
from typing import Any

from admin_server.core.connections import OwnCalendar
from admin_server.core.meetings import AttendeeKind, Meeting
from admin_server.core.people import fold_email
from admin_server.core.rooms import Room

_OWNER = "owner"
_READS = frozenset({_OWNER, "writer", "writerWithoutPrivateAccess", "reader"})
_WRITES = frozenset({_OWNER, "writer", "writerWithoutPrivateAccess"})
_ROOM = "@resource.calendar.google.com"
# Holidays, birthdays, numbers of weeks: nobody meets there.
_GENERATED = "@group.v.calendar.google.com"


def calendars_in(items: Iterable[object]) -> list[OwnCalendar]:
    """Read the calendars in which a meeting with its room can stand, the main first.

    Left out are those whose details are not shared: where only busy times can be
    seen, neither people nor rooms can. A room's own calendar is nobody's.
    """
    found = {one.id: one for item in items if (one := _calendar(item))}
    return sorted(
        found.values(), key=lambda one: (not one.primary, one.shared, one.name.lower())
    )


def rooms_among(items: Iterable[object], meetings: Iterable[Meeting]) -> list[Room]:
    """Give the rooms that somebody meets in or keeps an eye on, by name."""
    met = {
        fold_email(seat.address): seat.name
        for meeting in meetings
        for seat in meeting.attendees
        if seat.kind is AttendeeKind.ROOM
    }
    listed = {
        fold_email(address): _name(item)
        for item in items
        if isinstance(item, dict) and (address := _word(item, "id")).endswith(_ROOM)
    }
    names = {**met, **listed}
    rooms = [Room(address, name or address) for address, name in names.items()]
    return sorted(rooms, key=lambda room: (room.name, room.address))


def _calendar(item: object) -> OwnCalendar | None:
    if not isinstance(item, dict) or item.get("deleted") is True:
        return None
    calendar, role = _word(item, "id"), item.get("accessRole")
    if role not in _READS or not calendar or calendar.endswith((_ROOM, _GENERATED)):
        return None
    primary = item.get("primary") is True
    return OwnCalendar(
        id=calendar,
        name=_name(item) or calendar,
        primary=primary,
        shared=not primary and role != _OWNER,
        writable=role in _WRITES,
    )


def _name(item: Mapping[str, Any]) -> str:
    return _word(item, "summaryOverride") or _word(item, "summary")


def _word(item: Mapping[str, Any], name: str) -> str:
    found = item.get(name)
    return found.strip() if isinstance(found, str) else ""
