"""Rooms that the calendar knows, and which of a meeting's rooms to show."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """A bookable room, as the calendar's directory or the tenant names it.

    Attributes:
        address: the room's calendar address, folded; its identity.
        site: the id of the site it is in, or None where nobody said.
        selected: whether the tenant chose it for the look-up.
    """

    address: str
    name: str
    building: str | None = None
    floor: str | None = None
    site: str | None = None
    capacity: int | None = None
    selected: bool = True
