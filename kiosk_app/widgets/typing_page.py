"""The frame of every page with a keyboard: title row, what is typed, keyboard."""

import flet as ft

from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.eased_typing import eased_typing
from kiosk_app.widgets.lettering import sign, written
from kiosk_app.widgets.view import View


def typing_page(
    view: View, *, title: ft.Control, content: ft.Control, keys: ft.Control
) -> ft.Control:
    """Lay the page out; the keyboard lies at the bottom and never moves."""
    sizes = view.sizes
    if sizes.large_text or sizes.low:
        return eased_typing(view, title=title, content=content, keys=keys)
    above = ft.Container(
        ft.Column(
            [title, content],
            spacing=sizes.px(8, 16),
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        expand=True,
        padding=ft.Padding(
            left=sizes.margin,
            right=sizes.margin,
            top=sizes.title_top,
            bottom=0,
        ),
    )
    return ft.Container(
        ft.Column(
            [above, keys],
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        expand=True,
        bgcolor=view.palette.ground,
    )


def notice(view: View, text: str, *, warns: bool = False) -> ft.Control:
    """Write one line that says what is going on or what is missing."""
    palette, sizes = view.palette, view.sizes
    colour = palette.warn if warns else palette.ink2
    row: list[ft.Control] = [
        ft.Container(
            written(view, text, Role.SMALL_STRONG, colour=colour, lines=2), expand=True
        )
    ]
    if warns:
        row.insert(0, sign(ft.Icons.WARNING_ROUNDED, sizes.px(22, 30), colour))
    return ft.Semantics(
        live_region=True,
        container=True,
        content=ft.Row(row, spacing=sizes.px(8, 12)),
    )
