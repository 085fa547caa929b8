"""Drawing failed: a calm page that needs nothing and goes by itself."""

import flet as ft

from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import heading
from kiosk_app.widgets.next_step import next_step_panel
from kiosk_app.widgets.parts import page_ground
from kiosk_app.widgets.view import View


def draw(view: View) -> ft.Control:
    """Draw the way to reception; nothing of the visitor."""
    sizes, words = view.sizes, view.words
    top = sizes.px(44, 64)
    width = int(sizes.width) - 2 * sizes.margin
    height = int(sizes.height) - 2 * sizes.margin - sizes.gap - top
    title = words("out_of_order.title")
    letters = view.fit(title, (Role.TITLE, Role.LEAD_STRONG), within=width)
    return page_ground(
        view,
        ft.Column(
            [
                ft.Container(heading(view, title, letters, lines=1), height=top),
                next_step_panel(
                    view,
                    label=words("common.next_label"),
                    text=words("out_of_order.next"),
                    space=(width, height),
                    way=view.configuration.reception,
                ),
            ],
            spacing=sizes.gap,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )
