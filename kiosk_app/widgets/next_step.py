"""The accent panel that says what to do next when something did not go through."""

import flet as ft

from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import evenly, sign, written
from kiosk_app.widgets.parts import panel
from kiosk_app.widgets.ruler import bound_last_word
from kiosk_app.widgets.sides import start_side
from kiosk_app.widgets.view import View

_ROLES = (Role.NEXT, Role.NEXT_SMALL, Role.TITLE)


def next_step_panel(
    view: View,
    *,
    label: str,
    text: str,
    space: tuple[int, int],
    way: str | None = None,
) -> ft.Container:
    """Draw label, next step and, where known, the way there.

    Args:
        space: width and height of the whole panel.
    """
    sizes, ink = view.sizes, view.palette.on_panel
    text = bound_last_word(text)
    width, height = space
    inner = width - 2 * sizes.px(24, 40)
    taken = sizes.letters(Role.LABEL).line + sizes.letters(Role.LEAD).line * (
        2 if way else 0
    )
    left = height - taken - 2 * sizes.px(16, 28)
    letters, lines = view.fill(text, _ROLES, within=(inner, left))
    controls: list[ft.Control] = [
        written(view, label, Role.LABEL, colour=ink),
        ft.Container(
            evenly(
                view,
                written(view, text, letters, colour=ink, lines=lines),
                text,
                letters,
                within=inner,
            ),
            expand=True,
            alignment=start_side(view),
        ),
    ]
    if way:
        controls.append(_way(view, view.words.isolated(way)))
    drawn = panel(view, controls, expand=False)
    drawn.width, drawn.height = width, height
    return drawn


def _way(view: View, way: str) -> ft.Row:
    ink = view.palette.on_panel
    return ft.Row(
        [
            sign(ft.Icons.SUPPORT_AGENT_ROUNDED, view.sizes.px(28, 40), ink),
            ft.Container(
                written(view, way, Role.LEAD, colour=ink, lines=2), expand=True
            ),
        ],
        spacing=view.sizes.px(14, 16),
    )
