"""The quiet row at the foot of the first page: language, check out, and the like."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import flet as ft

from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import sign, written
from kiosk_app.widgets.parts import tappable
from kiosk_app.widgets.sides import between_sides, start_side
from kiosk_app.widgets.view import View


@dataclass(frozen=True)
class SmallAction:
    """One of the quiet ways to go on.

    Attributes:
        name: what a screen reader says; None where the text says it.
        keeps_icon: the icon stays where the row is too narrow for all of them.
    """

    text: str
    icon: ft.IconData
    mark: str
    on_tap: Callable[[], None]
    name: str | None = None
    keeps_icon: bool = False


def small_actions(
    view: View, actions: Sequence[SmallAction], *, width: float
) -> ft.Row:
    """Lay them beside each other; icons go before words are cut."""
    needed = sum(_width(view, action, icon=True) for action in actions)
    roomy = needed + _gap(view) * (len(actions) - 1) <= width
    return ft.Row(
        [
            _drawn(view, action, icon=roomy or action.keeps_icon, first=at == 0)
            for at, action in enumerate(actions)
        ],
        spacing=_gap(view),
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
    )


def _drawn(view: View, action: SmallAction, *, icon: bool, first: bool) -> ft.Control:
    sizes, palette = view.sizes, view.palette
    row: list[ft.Control] = [written(view, action.text, Role.SMALL_STRONG)]
    if icon:
        row.insert(0, sign(action.icon, _icon(view), palette.ink))
    face = ft.Container(
        ft.Row(row, spacing=_beside(view), tight=True),
        height=sizes.px(48, 72),
        padding=between_sides(
            view, begins=0 if first else _inside(view), ends=_inside(view)
        ),
        border_radius=sizes.px(10, 14),
        alignment=start_side(view),
    )
    return tappable(
        view,
        face,
        name=action.name or action.text,
        on_tap=action.on_tap,
        mark=action.mark,
    )


def _width(view: View, action: SmallAction, *, icon: bool) -> float:
    letters = view.sizes.letters(Role.SMALL_STRONG)
    drawn = _icon(view) + _beside(view) if icon else 0
    return view.ruler.width(action.text, letters) + drawn + 2 * _inside(view)


def _icon(view: View) -> int:
    return view.sizes.px(24, 36)


def _beside(view: View) -> int:
    return view.sizes.px(8, 14)


def _inside(view: View) -> int:
    return view.sizes.px(8, 16)


def _gap(view: View) -> int:
    return view.sizes.px(8, 16)
