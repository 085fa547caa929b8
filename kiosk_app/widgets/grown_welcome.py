"""The first page with larger text: everything below each other, and it scrolls."""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from kiosk_app.widgets.flowing import flowing
from kiosk_app.widgets.small_actions import SmallAction, small_action
from kiosk_app.widgets.staff_door import with_staff_door
from kiosk_app.widgets.view import View


@dataclass(frozen=True)
class GrownWelcome:
    """What the page says, and the large and the small ways to go on."""

    said: Sequence[ft.Control]
    ways: Sequence[ft.Control]
    small: Sequence[SmallAction]


def grown_welcome(view: View, parts: GrownWelcome, site: ft.Control) -> ft.Control:
    """Lay the page out; within low reach what it says stays above."""
    small = [flowing(small_action(view, action)) for action in parts.small]
    reached = [
        *map(flowing, parts.ways),
        ft.Row(list(small), wrap=True, spacing=view.sizes.gap, run_spacing=0),
    ]
    said = [flowing(one) for one in parts.said]
    return with_staff_door(view, _page(view, site, said, reached))


def _page(
    view: View, site: ft.Control, said: list[ft.Control], reached: list[ft.Control]
) -> ft.Control:
    if not view.sizes.low:
        return _ground(view, [_scrolled(view, [site, *said, *reached])])
    above = ft.Container(_scrolled(view, said), height=view.sizes.reach)
    return _ground(view, [above, _scrolled(view, reached)])


def _scrolled(view: View, controls: list[ft.Control]) -> ft.Column:
    sizes = view.sizes
    inner = ft.Column(
        controls,
        spacing=sizes.gap,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    padding = ft.Padding.symmetric(horizontal=sizes.margin, vertical=sizes.px(8, 16))
    return ft.Column(
        [ft.Container(inner, padding=padding)],
        expand=True,
        scroll=ft.ScrollMode.ALWAYS,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _ground(view: View, controls: list[ft.Control]) -> ft.Control:
    return ft.Container(
        ft.Column(
            controls, spacing=0, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
        ),
        expand=True,
        bgcolor=view.palette.ground,
    )
