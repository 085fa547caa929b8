"""Rooms that the calendar knows, and which of a meeting's rooms to show."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from admin_server.core.meetings import Answer, Attendee, AttendeeKind, Meeting
from admin_server.core.people import fold_email

_SEPARATORS = re.compile("[;,]")


@dataclass(frozen=True)
class Room:
    """A bookable room, as the calendar's directory or the tenant names it.

    Attributes:
        address: the room's calendar address, folded; its identity.
        site: the id of the site it is in, or None where nobody said.
        selected: whether the tenant chose it for the look-up.
        gone_since: when the calendar was first seen not to name it any more; what is
            noted of that is kept apart from what people decide about the room.
    """

    address: str
    name: str
    building: str | None = None
    floor: str | None = None
    site: str | None = None
    capacity: int | None = None
    selected: bool = True
    gone_since: datetime | None = field(default=None, compare=False)


class RoomField(StrEnum):
    """From which part of a meeting a room was read, surest first."""

    RESOURCE = "resource"
    """An attendee that the calendar itself calls a room."""
    ATTENDEE = "attendee"
    """An attendee whose address is a room's."""
    LOCATION_ADDRESS = "location_address"
    LOCATION_TEXT = "location_text"


@dataclass(frozen=True)
class FoundRoom:
    """A meeting's room, and where it stood."""

    room: Room
    field: RoomField


def room_of(
    meeting: Meeting,
    directory: Sequence[Room],
    *,
    site: str | None,
    can_schedule: bool,
) -> Room | None:
    """Choose the room of a meeting that a visitor is sent to, or none."""
    found = find_room(meeting, directory, site=site, can_schedule=can_schedule)
    return found.room if found else None


def find_room(
    meeting: Meeting,
    directory: Sequence[Room],
    *,
    site: str | None,
    can_schedule: bool,
) -> FoundRoom | None:
    """Choose the room of a meeting, and say from which field it is.

    Attendees count first, then the addresses that the location carries, then the
    location's text where it is a known room's name. Of several rooms, one at the
    kiosk's own site comes first, then one that has accepted.

    Args:
        site: the id of the kiosk's site.
        can_schedule: rooms answer by themselves at this provider, so that one
            which has not answered is not booked yet.
    """
    known = {room.address: room for room in directory if room.selected}
    invited = [seat for seat in meeting.attendees if seat.address in known]
    booked = [seat for seat in invited if is_booked(seat, can_schedule=can_schedule)]
    if booked:
        best = min(booked, key=lambda seat: _rank(seat, known[seat.address], site))
        is_room = best.kind is AttendeeKind.ROOM
        field = RoomField.RESOURCE if is_room else RoomField.ATTENDEE
        return FoundRoom(known[best.address], field)
    # A room that declined often still stands in the location: it must stay out.
    out = {seat.address for seat in invited}
    free = [room for address, room in known.items() if address not in out]
    by_address = _by_location_address(meeting, free, site)
    if by_address is not None:
        return FoundRoom(by_address, RoomField.LOCATION_ADDRESS)
    by_text = _by_location_text(meeting, free, site)
    return FoundRoom(by_text, RoomField.LOCATION_TEXT) if by_text else None


def fold_place(text: str) -> str:
    """Fold a location's text, or a part of it, for comparing it with a room's name."""
    return text.strip().casefold()


def parts_of_place(text: str) -> list[str]:
    """Give the places that a location names where it names several."""
    return _SEPARATORS.split(text)


def is_booked(seat: Attendee, *, can_schedule: bool) -> bool:
    """Tell whether a room that was invited is really the meeting's."""
    if seat.answer is Answer.NONE:
        return not can_schedule
    return seat.answer is not Answer.DECLINED


def _rank(seat: Attendee, room: Room, site: str | None) -> tuple[bool, bool]:
    return _elsewhere(room, site), seat.answer is not Answer.ACCEPTED


def _elsewhere(room: Room, site: str | None) -> bool:
    return site is not None and room.site != site


def _by_location_address(
    meeting: Meeting, rooms: Sequence[Room], site: str | None
) -> Room | None:
    by_address = {room.address: room for room in rooms}
    named = [
        by_address[address]
        for address in map(fold_email, meeting.location_addresses)
        if address in by_address
    ]
    return min(named, key=lambda room: _elsewhere(room, site), default=None)


def _by_location_text(
    meeting: Meeting, rooms: Sequence[Room], site: str | None
) -> Room | None:
    text = meeting.location or ""
    # A room's own name may hold a comma, so the whole text is looked at first.
    for parts in ([text], parts_of_place(text)):
        named = [room for part in parts if (room := _named(part, rooms, site))]
        if named:
            return min(named, key=lambda room: _elsewhere(room, site))
    return None


def _named(text: str, rooms: Sequence[Room], site: str | None) -> Room | None:
    """Give the room with this name; none where two sites have one each."""
    wanted = fold_place(text)
    named = [room for room in rooms if fold_place(room.name) == wanted]
    here = [room for room in named if not _elsewhere(room, site)]
    only = here or named
    return only[0] if wanted and len(only) == 1 else None
