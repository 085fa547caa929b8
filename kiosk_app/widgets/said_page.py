"""A page that says what is so, then what to do next, each in its place."""

from collections.abc import Sequence
from dataclasses import dataclass

import flet as ft

from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import evenly, heading
from kiosk_app.widgets.parts import button_row, page_ground, tile
from kiosk_app.widgets.sides import start_side
from kiosk_app.widgets.view import View


@dataclass(frozen=True)
class Said:
    """What is so: an icon, its colours (fill, ink), and a sentence."""

    icon: ft.IconData
    colours: tuple[str, str]
    text: str
    mark: str


def room_below(view: View, buttons: Sequence[ft.Semantics]) -> tuple[int, int]:
    """Say how wide and high the middle of the page is."""
    sizes = view.sizes
    rows = len(_rows(view, buttons)) * (sizes.primary + sizes.gap)
    top = _top(view) + sizes.gap
    width = int(sizes.width) - 2 * sizes.margin
    return width, int(sizes.height) - 2 * sizes.margin - top - rows


def said_page(
    view: View, said: Said, middle: ft.Control, *, buttons: Sequence[ft.Semantics]
) -> ft.Control:
    """Lay out the sentence, the middle, and the buttons below.

    A new sentence is announced to screen readers and moves nothing.
    """
    sizes = view.sizes
    return page_ground(
        view,
        ft.Column(
            [
                _sentence(view, said),
                middle,
                *(button_row(view, row) for row in _rows(view, buttons)),
            ],
            spacing=sizes.gap,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )


def _rows(view: View, buttons: Sequence[ft.Semantics]) -> list[list[ft.Semantics]]:
    # Half a narrow page is too little for what such buttons say.
    if view.sizes.portrait:
        return [[button] for button in reversed(buttons)]
    return [list(buttons)]


def _top(view: View) -> int:
    return view.sizes.px(76, 120)


def _sentence(view: View, said: Said) -> ft.Semantics:
    sizes = view.sizes
    side = sizes.px(64, 96)
    inner = int(sizes.width) - 2 * sizes.margin - side - sizes.gap
    letters, lines = view.fill(
        said.text,
        (Role.TITLE, Role.LEAD_STRONG, Role.BODY),
        within=(inner, _top(view)),
    )
    title = evenly(
        view,
        heading(view, said.text, letters, lines=lines),
        said.text,
        letters,
        within=inner,
    )
    row = ft.Row(
        [
            tile(view, said.icon, colours=said.colours, side=side),
            ft.Container(title, expand=True, alignment=start_side(view)),
        ],
        spacing=sizes.gap,
        height=_top(view),
    )
    return ft.Semantics(
        live_region=True, container=True, identifier=said.mark, content=row
    )
