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
) -> ft.Control:
    """Lay them beside each other; icons go before words are cut.

    What does not fit on one line stands on two.
    """
    lines = small_action_lines(view, actions, width=width)
    rows = [_row(view, line, width=width, alone=len(lines) == 1) for line in lines]
    return rows[0] if len(rows) == 1 else ft.Column(list(rows), spacing=0)


def small_action_lines(
    view: View, actions: Sequence[SmallAction], *, width: float
) -> list[Sequence[SmallAction]]:
    """Break them into one line, or into two that are about as long."""
    if _needs(view, actions, icons=False) <= width:
        return [actions]
    breaks = range(1, len(actions))
    at = min(breaks, default=0, key=lambda at: _longer(view, actions, at))
    return [actions[:at], actions[at:]] if at else [actions]


def small_action(view: View, action: SmallAction) -> ft.Control:
    """Draw one by itself, with its icon."""
    return _drawn(view, action, icon=True, first=False)


def _longer(view: View, actions: Sequence[SmallAction], at: int) -> float:
    halves = actions[:at], actions[at:]
    return max(_needs(view, half, icons=True) for half in halves)


def _row(
    view: View, actions: Sequence[SmallAction], *, width: float, alone: bool
) -> ft.Row:
    roomy = _needs(view, actions, icons=True) <= width
    spread = ft.MainAxisAlignment.SPACE_BETWEEN
    return ft.Row(
        [
            _drawn(view, action, icon=roomy or action.keeps_icon, first=at == 0)
            for at, action in enumerate(actions)
        ],
        spacing=_gap(view),
        alignment=spread if alone else ft.MainAxisAlignment.START,
    )


def _needs(view: View, actions: Sequence[SmallAction], *, icons: bool) -> float:
    words = sum(
        _width(view, action, icon=icons or action.keeps_icon) for action in actions
    )
    return words + _gap(view) * (len(actions) - 1)


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
