"""The rooms that a tenant's calendars know, and the tenant's notes on them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from admin_server.core.places import RoomNote
from admin_server.core.rooms import Room
from admin_server.storage import tables
from admin_server.storage.known import Known
from admin_server.storage.rows import Rows

_ALL = "all"


class SqlRooms:
    """The `Rooms` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._rows = Rows(connection, tables.rooms, tenant_id)
        self._known = Known[list[Room]]()

    def all(self) -> list[Room]:
        return list(self._known.get(_ALL, self._read_all) or ())

    def _read_all(self) -> list[Room]:
        return [_room(row) for row in self._rows.all(order_by="address")]

    def put(self, room: Room) -> None:
        self._rows.put(
            {
                "address": room.address,
                "name": room.name,
                "building": room.building,
                "floor": room.floor,
                "site": room.site,
                "capacity": room.capacity,
                "selected": room.selected,
            },
            key=("tenant_id", "address"),
        )
        self._known.forget(_ALL)

    def note_gone(self, address: str, since: datetime | None) -> None:
        self._rows.change({"gone_since": since}, address=address)
        self._known.forget(_ALL)

    def remove(self, address: str) -> None:
        self._rows.remove(address=address)
        self._known.forget(_ALL)


class SqlRoomNotes:
    """The `RoomNotes` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._rows = Rows(connection, tables.room_notes, tenant_id)

    def all(self) -> list[RoomNote]:
        return [_note(row) for row in self._rows.all(order_by="room")]

    def get(self, room_address: str) -> RoomNote | None:
        row = self._rows.first(room=room_address)
        return _note(row) if row else None

    def put(self, note: RoomNote) -> None:
        self._rows.put(
            {"room": note.room, "directions": note.directions, "turn": note.turn},
            key=("tenant_id", "room"),
        )

    def remove(self, room_address: str) -> None:
        self._rows.remove(room=room_address)


def _room(row: Row[Any]) -> Room:
    return Room(
        address=row.address,
        name=row.name,
        building=row.building,
        floor=row.floor,
        site=row.site,
        capacity=row.capacity,
        selected=row.selected,
        gone_since=row.gone_since,
    )


def _note(row: Row[Any]) -> RoomNote:
    return RoomNote(room=row.room, directions=row.directions, turn=row.turn)
