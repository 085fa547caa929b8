"""A question that is answered by one touch: at most six large rows at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import flet as ft

from kiosk_app.journey.events import MoreWanted, RowChosen
from kiosk_app.journey.questions import AT_ONCE
from kiosk_app.widgets.pairs import in_pairs
from kiosk_app.widgets.parts import button_row, choice, page_ground, soft_button
from kiosk_app.widgets.view import View


@dataclass(frozen=True)
class Choice:
    """One row: its key, what it says, and whether it was chosen before."""

    key: str
    text: str
    chosen: bool = False


def choice_page(
    view: View,
    title: ft.Control,
    rows: Sequence[Choice],
    *,
    shown: int,
    ways_on: Sequence[ft.Semantics] = (),
) -> ft.Control:
    """Lay the rows of one screenful out, and below them what else can be done.

    Args:
        shown: which screenful, from 0.
    """
    first = shown * AT_ONCE
    drawn = [_row(view, one) for one in rows[first : first + AT_ONCE]]
    below = [*ways_on, *_more(view, len(rows))]
    gap = view.sizes.px(12, 24)
    return page_ground(
        view,
        ft.Column(
            [
                title,
                ft.Container(
                    ft.Column(
                        in_pairs(view, drawn, gap=gap),
                        spacing=gap,
                        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    ),
                    expand=True,
                ),
                *([button_row(view, below)] if below else []),
            ],
            spacing=view.sizes.gap,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        titled=True,
    )


def _row(view: View, row: Choice) -> ft.Semantics:
    drawn = choice(
        view,
        row.text,
        None,
        partial(view.send, RowChosen(row.key)),
        mark=f"row-{row.key}",
        icon=ft.Icons.CHECK_CIRCLE_ROUNDED if row.chosen else None,
    )
    drawn.selected = row.chosen or None
    return drawn


def _more(view: View, rows: int) -> list[ft.Semantics]:
    if rows <= AT_ONCE:
        return []
    return [
        soft_button(
            view,
            view.words("answering.more"),
            lambda: view.send(MoreWanted()),
            mark="more",
        )
    ]
