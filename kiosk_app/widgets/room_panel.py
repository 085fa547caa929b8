"""The panel that says where to go, whatever is known of the room."""

import flet as ft

from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import sign, written
from kiosk_app.widgets.parts import panel
from kiosk_app.widgets.ruler import bound_last_word
from kiosk_app.widgets.view import View
from shared.check_in import RoomReply, RoomState

_TURNS: dict[str | None, ft.IconData] = {
    "left": ft.Icons.TURN_LEFT_ROUNDED,
    "right": ft.Icons.TURN_RIGHT_ROUNDED,
    "straight": ft.Icons.STRAIGHT_ROUNDED,
    "elevator": ft.Icons.ELEVATOR_ROUNDED,
    "stairs": ft.Icons.STAIRS_ROUNDED,
}


def room_panel(view: View, room: RoomReply, *, host: str, width: int) -> ft.Control:
    """Draw the room, that it is looked for, or who will come; same place for each.

    A change is announced to screen readers.
    """
    inner = width - 2 * view.sizes.px(24, 40)
    match room.state:
        case RoomState.FOUND:
            content = _found(view, room, inner)
        case RoomState.LOOKING:
            content = _looking(view, inner)
        case RoomState.NONE:
            content = _none(view, host, inner)
    return ft.Semantics(
        live_region=True,
        container=True,
        identifier=f"room-{room.state}",
        expand=True,
        content=panel(view, content, expand=True),
    )


def _found(view: View, room: RoomReply, inner: int) -> list[ft.Control]:
    name = bound_last_word(room.name or "")
    way = directions(view, room)
    return [
        _label(view, view.words("completed.room_label")),
        _big(view, name, (Role.ROOM, Role.ROOM_SMALL, Role.ROOM_LONG), inner),
        _way(view, way, _TURNS.get(room.turn)),
    ]


def _looking(view: View, inner: int) -> list[ft.Control]:
    text = view.words("completed.room_looking")
    return [
        _label(view, view.words("completed.room_label")),
        _big(view, text, (Role.ROOM, Role.ROOM_SMALL), inner),
        _way(view, view.words("completed.room_looking_more"), None),
    ]


def _none(view: View, host: str, inner: int) -> list[ft.Control]:
    text = view.words("completed.room_none", host=host)
    return [
        _label(view, view.words("completed.room_none_label")),
        _big(view, text, (Role.ROOM, Role.ROOM_SMALL, Role.ROOM_LONG), inner),
        _way(view, "", None),
    ]


def directions(view: View, room: RoomReply) -> str:
    """Say the way: the directions, else floor and building as far as known."""
    if room.directions:
        return room.directions
    floor = room.floor and view.words("completed.floor", floor=room.floor)
    return ", ".join(part for part in (floor, room.building) if part)


def _label(view: View, text: str) -> ft.Control:
    letters = view.sizes.letters(Role.BODY)
    return written(view, text, letters, colour=view.palette.on_panel)


def _big(
    view: View, text: str, roles: tuple[Role, ...], inner: int
) -> ft.Container:
    letters = view.fit(text, roles, within=inner, lines=2)
    lines = 2 if letters != view.sizes.letters(Role.ROOM_LONG) else 3
    return ft.Container(
        written(view, text, letters, colour=view.palette.on_panel, lines=lines),
        expand=True,
        alignment=ft.Alignment.CENTER_LEFT,
    )


def _way(view: View, text: str, icon: ft.IconData | None) -> ft.Row:
    ink = view.palette.on_panel
    row: list[ft.Control] = [
        ft.Container(written(view, text, Role.LEAD, colour=ink, lines=2), expand=True)
    ]
    if text and icon is not None:
        row.insert(0, sign(icon, view.sizes.px(28, 40), ink))
    return ft.Row(row, spacing=view.sizes.px(14, 16))
