"""Six boxes, one for each sign of a code."""

import flet as ft

from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import written
from kiosk_app.widgets.view import View

BOXES = 6


def code_boxes(view: View, signs: str, *, name: str, mark: str) -> ft.Semantics:
    """Draw the signs typed so far, each in its box; the next box is marked.

    Args:
        name: what a screen reader says of all boxes.
    """
    sizes = view.sizes
    spacing = sizes.px(12, 16)
    if sizes.portrait:
        # The boxes take the page from margin to margin.
        left = int(sizes.width) - 2 * sizes.margin - BOXES * sizes.px(64, 100)
        spacing = left // (BOXES - 1)
    boxes: list[ft.Control] = [_box(view, signs, at) for at in range(BOXES)]
    if view.words.from_right:
        boxes.reverse()  # a code is read from left to right on every page
    return ft.Semantics(
        container=True,
        live_region=True,
        label=name,
        identifier=mark,
        exclude_semantics=True,
        content=ft.Row(boxes, spacing=spacing, tight=True),
    )


def _box(view: View, signs: str, at: int) -> ft.Container:
    sizes, palette = view.sizes, view.palette
    is_next = at == len(signs)
    return ft.Container(
        written(view, signs[at : at + 1], Role.CODE, align=ft.TextAlign.CENTER),
        width=sizes.px(64, 100),
        height=sizes.px(80, 124),
        bgcolor=palette.surface,
        border=ft.Border.all(3, palette.accent)
        if is_next
        else ft.Border.all(2, palette.edge),
        border_radius=sizes.round_button,
        alignment=ft.Alignment.CENTER,
    )
