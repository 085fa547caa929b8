"""Graph's places as our rooms."""

from collections.abc import Iterable

from admin_server.calendars.microsoft.reading import at, text_at
from admin_server.core.people import fold_email
from admin_server.core.rooms import Room


def read_rooms(items: Iterable[object]) -> list[Room]:
    """Read rooms, ordered by name; what has no address cannot be booked."""
    found = {room.address: room for item in items if (room := _room(item))}
    return sorted(found.values(), key=lambda room: (room.name, room.address))


def _room(item: object) -> Room | None:
    address = fold_email(text_at(item, "emailAddress"))
    if not address:
        return None
    name = text_at(item, "displayName") or text_at(item, "nickname")
    return Room(
        address=address,
        name=name or address,
        building=text_at(item, "building") or None,
        floor=text_at(item, "floorLabel") or _whole_number(item, "floorNumber"),
        capacity=_count(item),
    )


def _whole_number(item: object, name: str) -> str | None:
    stated = at(item, name)
    is_number = isinstance(stated, int) and not isinstance(stated, bool)
    return str(stated) if is_number else None


def _count(item: object) -> int | None:
    stated = at(item, "capacity")
    if isinstance(stated, int) and not isinstance(stated, bool) and stated > 0:
        return stated
    return None
