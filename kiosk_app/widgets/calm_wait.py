"""The server was asked; a calm line once it takes longer than expected."""

import flet as ft

from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import heading
from kiosk_app.widgets.parts import page_ground
from kiosk_app.widgets.view import View


def calm_wait(view: View, text: str, *, bar: str, slow: bool) -> ft.Control:
    """Draw nothing at first: mostly the answer is there before one could read.

    Args:
        bar: what a screen reader says of the moving bar.
    """
    if not slow:
        return page_ground(view, ft.Container())
    sizes, palette = view.sizes, view.palette
    inner = sizes.width - 2 * sizes.margin
    letters = view.fit(text, (Role.TITLE, Role.LEAD_STRONG), within=inner)
    if view.calm:
        # The words say it all; nothing moves.
        return page_ground(
            view, heading(view, text, letters, align=ft.TextAlign.CENTER), centred=True
        )
    moving = ft.Semantics(
        label=bar,
        container=True,
        exclude_semantics=True,
        content=ft.Container(
            ft.ProgressBar(
                color=palette.accent,
                bgcolor=palette.soft,
                bar_height=sizes.px(6, 8),
                border_radius=sizes.px(3, 4),
            ),
            width=sizes.px(320, 480),
        ),
    )
    return page_ground(
        view,
        ft.Column(
            [heading(view, text, letters, align=ft.TextAlign.CENTER), moving],
            tight=True,
            spacing=sizes.px(28, 44),
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        centred=True,
    )
