"""Reading Google's directory: from its JSON to our rooms."""

from collections.abc import Iterable, Mapping
from typing import Any

from admin_server.core.people import fold_email
from admin_server.core.rooms import Room

_ROOM = "CONFERENCE_ROOM"


def building_names(items: Iterable[object]) -> dict[str, str]:
    """Read what each building is called, by its id."""
    return {
        item["buildingId"]: item["buildingName"]
        for item in items
        if isinstance(item, dict)
        and _is_text(item.get("buildingId"))
        and _is_text(item.get("buildingName"))
    }


def rooms_in(items: Iterable[object], buildings: Mapping[str, str]) -> list[Room]:
    """Read rooms; what is no room, or has no address, is left out."""
    found = {room.address: room for item in items if (room := _room(item, buildings))}
    return sorted(found.values(), key=lambda room: (room.name, room.address))


def _room(item: object, buildings: Mapping[str, str]) -> Room | None:
    if not isinstance(item, dict) or item.get("resourceCategory") != _ROOM:
        return None
    address = _word(item, "resourceEmail")
    if address is None:
        return None
    building = _word(item, "buildingId")
    capacity = item.get("capacity")
    return Room(
        address=fold_email(address),
        # The generated name repeats building, floor and size, as in
        # "HQ-2-Training Room (16)"; the short one is what is on the door.
        name=_word(item, "resourceName")
        or _word(item, "generatedResourceName")
        or address,
        building=buildings.get(building, building) if building else None,
        floor=_word(item, "floorName"),
        capacity=capacity if isinstance(capacity, int) and capacity > 0 else None,
    )


def _word(item: Mapping[str, Any], name: str) -> str | None:
    found = item.get(name)
    return found.strip() or None if isinstance(found, str) else None


def _is_text(stated: object) -> bool:
    return isinstance(stated, str) and bool(stated)
