"""The panel that says where to go, whatever is known of the room."""

import flet as ft

from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import evenly, sign, written
from kiosk_app.widgets.parts import panel
from kiosk_app.widgets.ruler import bound_last_word
from kiosk_app.widgets.sides import start_side
from kiosk_app.widgets.view import View
from shared.check_in import RoomReply, RoomState

_TURNS: dict[str | None, ft.IconData] = {
    "left": ft.Icons.TURN_LEFT_ROUNDED,
    "right": ft.Icons.TURN_RIGHT_ROUNDED,
    "straight": ft.Icons.STRAIGHT_ROUNDED,
    "elevator": ft.Icons.ELEVATOR_ROUNDED,
    "stairs": ft.Icons.STAIRS_ROUNDED,
}
_ROOM_ROLES = (Role.ROOM, Role.ROOM_SMALL, Role.ROOM_LONG, Role.ROOM_TINY)


def room_panel(
    view: View,
    room: RoomReply,
    *,
    host: str,
    width: int,
    height: int,
    moved: bool = False,
) -> ft.Control:
    """Draw the room, that it is looked for, or who will come; same place for each.

    A change is announced to screen readers.

    Args:
        moved: another room was shown before, and the panel says so.
    """
    space = (width - 2 * view.sizes.px(24, 40), height - 2 * view.sizes.px(16, 28))
    return ft.Semantics(
        live_region=True,
        container=True,
        identifier=f"room-{room.state}",
        expand=True,
        content=panel(
            view, _content(view, room, host, space, moved=moved), expand=True
        ),
    )


def _content(
    view: View, room: RoomReply, host: str, space: tuple[int, int], *, moved: bool
) -> list[ft.Control]:
    words = view.words
    changed = words("completed.room_changed") if moved else None
    match room.state:
        case RoomState.FOUND:
            way = (directions(view, room), _TURNS.get(room.turn))
            name = bound_last_word(room.name or "")
            label = changed or words("completed.room_label")
            return _three(view, label, name, way, space)
        case RoomState.LOOKING:
            way = (words("completed.room_looking_more"), None)
            name = words("completed.room_looking")
            return _three(view, words("completed.room_label"), name, way, space)
        case RoomState.NONE:
            name = bound_last_word(words("completed.room_none", host=host))
            label = changed or words("completed.room_none_label")
            return _three(view, label, name, ("", None), space)


def _three(
    view: View,
    label: str,
    name: str,
    way: tuple[str, ft.IconData | None],
    space: tuple[int, int],
) -> list[ft.Control]:
    """Set label, name and way below each other; the name takes what is left."""
    inner, height = space
    text, icon = way
    sizes, ink = view.sizes, view.palette.on_panel
    lead = sizes.letters(Role.LEAD)
    beside = sizes.px(44, 56) if icon is not None else 0
    way_lines = min(view.ruler.lines(text, lead, within=inner - beside), 2)
    left = (
        height - sizes.letters(Role.LABEL).line - (way_lines if text else 0) * lead.line
    )
    letters, lines = view.fill(name, _ROOM_ROLES, within=(inner, left))
    return [
        written(view, label, Role.LABEL, colour=ink),
        ft.Container(
            evenly(
                view,
                written(view, name, letters, colour=ink, lines=lines),
                name,
                letters,
                within=inner,
            ),
            expand=True,
            alignment=start_side(view, top=bool(text)),
        ),
        *([_way(view, text, icon)] if text else []),
    ]


def directions(view: View, room: RoomReply) -> str:
    """Say the way: the directions, else floor and building as far as known."""
    if room.directions:
        return room.directions
    floor = room.floor and view.words("completed.floor", floor=room.floor)
    return ", ".join(part for part in (floor, room.building) if part)


def _way(view: View, text: str, icon: ft.IconData | None) -> ft.Row:
    ink = view.palette.on_panel
    row: list[ft.Control] = [
        ft.Container(written(view, text, Role.LEAD, colour=ink, lines=2), expand=True)
    ]
    if text and icon is not None:
        row.insert(0, sign(icon, view.sizes.px(28, 40), ink))
    return ft.Row(row, spacing=view.sizes.px(14, 16))
