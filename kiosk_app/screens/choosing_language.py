"""The visitor looks for their language, each named in itself."""

from functools import partial

import flet as ft

from kiosk_app.journey.events import BackTouched, LanguageChosen
from kiosk_app.widgets.parts import choice, page_ground
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.view import View

_IN_A_ROW = 2


def draw(view: View) -> ft.Control:
    """Draw one card per language that the site offers."""
    codes = list(view.languages)
    rows: list[ft.Control] = [
        _row(view, codes[at : at + _IN_A_ROW]) for at in range(0, len(codes), _IN_A_ROW)
    ]
    return page_ground(
        view,
        ft.Column(
            [
                title_row(
                    view,
                    view.words("choosing_language.title"),
                    on_back=lambda: view.send(BackTouched()),
                ),
                ft.Column(
                    rows,
                    spacing=view.sizes.gap,
                    expand=True,
                    scroll=ft.ScrollMode.AUTO,
                ),
            ],
            spacing=view.sizes.gap,
        ),
        titled=True,
    )


def _row(view: View, codes: list[str]) -> ft.Row:
    cards: list[ft.Control] = [_card(view, code) for code in codes]
    cards += [ft.Container(expand=True)] * (_IN_A_ROW - len(cards))
    return ft.Row(cards, spacing=view.sizes.gap)


def _card(view: View, code: str) -> ft.Control:
    card = choice(
        view,
        view.words.isolated(view.languages[code]),
        None,
        partial(view.send, LanguageChosen(code)),
        mark=f"language-{code}",
        icon=ft.Icons.LANGUAGE_ROUNDED,
    )
    card.expand = True
    return card
