"""The side at which reading begins, left or right on a mirrored page; and pages of two sides.

Rows mirror by themselves; alignments and paddings name their sides and do not.
"""

from collections.abc import Sequence

import flet as ft

from kiosk_app.widgets.view import View


def start_side(view: View, *, top: bool = False) -> ft.Alignment:
    """Say where something stands that stands where reading begins."""
    if view.words.from_right:
        return ft.Alignment.TOP_RIGHT if top else ft.Alignment.CENTER_RIGHT
    return ft.Alignment.TOP_LEFT if top else ft.Alignment.CENTER_LEFT


def between_sides(
    view: View, *, begins: float, ends: float, top: float = 0, bottom: float = 0
) -> ft.Padding:
    """Keep these distances from the side where reading begins and from the other."""
    left, right = (ends, begins) if view.words.from_right else (begins, ends)
    return ft.Padding(left=left, right=right, top=top, bottom=bottom)


def side_by_side(
    view: View, sides: Sequence[ft.Control], shares: Sequence[int]
) -> ft.Control:
    """Set the two halves of a staff's page beside each other, or below on a high page.

    Args:
        shares: how they share the width.
    """
    sizes = view.sizes
    if sizes.portrait:
        return ft.Column(list(sides), spacing=sizes.px(24, 40), expand=True)
    return ft.Row(
        [
            ft.Container(side, expand=share)
            for side, share in zip(sides, shares, strict=True)
        ],
        spacing=sizes.px(24, 40),
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
