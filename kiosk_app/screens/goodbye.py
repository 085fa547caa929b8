"""The visitor has checked out."""

import flet as ft

from kiosk_app.journey.states import Goodbye
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import heading, sign, written
from kiosk_app.widgets.parts import page_ground
from kiosk_app.widgets.view import View


def draw(view: View) -> ft.Control:
    """Draw the farewell; the page goes by itself."""
    sizes, words = view.sizes, view.words
    title = _title(view, view.state(Goodbye).name)
    inner = int(sizes.width) - 2 * sizes.margin
    letters, lines = view.fill(
        title,
        (Role.NEXT, Role.NEXT_SMALL, Role.TITLE),
        within=(inner, sizes.px(120, 200)),
    )
    return page_ground(
        view,
        ft.Column(
            [
                sign(ft.Icons.LOGOUT_ROUNDED, sizes.px(56, 88), view.palette.accent),
                heading(view, title, letters, lines=lines, align=ft.TextAlign.CENTER),
                written(
                    view,
                    words("goodbye.more"),
                    Role.LEAD,
                    colour=view.palette.ink2,
                    lines=2,
                    align=ft.TextAlign.CENTER,
                ),
            ],
            tight=True,
            spacing=sizes.px(16, 28),
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        centred=True,
    )


def _title(view: View, name: str) -> str:
    first = next(iter(name.split()), "")
    if not first:
        return view.words("goodbye.title_without_name")
    return view.words("goodbye.title", name=first)
