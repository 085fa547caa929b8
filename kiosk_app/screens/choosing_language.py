"""The visitor looks for their language, each named in itself."""

from functools import partial

import flet as ft

from kiosk_app.journey.events import BackTouched, LanguageChosen, PhoneWanted
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import sign, written
from kiosk_app.widgets.parts import page_ground, tappable
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.view import View

_IN_A_ROW = 2
_ROOMY_ROWS = 5


def draw(view: View) -> ft.Control:
    """Draw one card per language that the site offers; ten and a row fit every page."""
    codes = list(view.languages)
    rows: list[ft.Control] = [
        _row(view, codes[at : at + _IN_A_ROW]) for at in range(0, len(codes), _IN_A_ROW)
    ]
    rows.append(_other(view))
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
                    spacing=_measures(view)[1],
                    expand=True,
                    scroll=ft.ScrollMode.AUTO,
                ),
            ],
            spacing=view.sizes.gap,
        ),
        titled=True,
    )


def _measures(view: View) -> tuple[int, int]:
    """Say how high a card is and how far the next one; many stand closer."""
    rows = -(-len(view.languages) // _IN_A_ROW) + 1
    if rows > _ROOMY_ROWS:
        return view.sizes.px(54, 88), view.sizes.px(10, 20)
    return view.sizes.primary, view.sizes.px(12, 20)


def _row(view: View, codes: list[str]) -> ft.Row:
    cards: list[ft.Control] = [_card(view, code) for code in codes]
    cards += [ft.Container(expand=True)] * (_IN_A_ROW - len(cards))
    return ft.Row(cards, spacing=view.sizes.gap)


def _card(view: View, code: str) -> ft.Control:
    """Draw a language; the one that is spoken now has a check mark and an edge."""
    palette, sizes = view.palette, view.sizes
    name, spoken = view.languages[code], code == view.journey.language
    row: list[ft.Control] = [
        ft.Container(written(view, name, Role.BUTTON), expand=True),
        sign(
            ft.Icons.CHECK_CIRCLE_ROUNDED if spoken else ft.Icons.CHEVRON_RIGHT_ROUNDED,
            sizes.px(28, 40),
            palette.accent if spoken else palette.ink,
        ),
    ]
    face = ft.Container(
        ft.Row(row, spacing=sizes.px(18, 24)),
        height=_measures(view)[0],
        bgcolor=palette.surface,
        border=ft.Border.all(3, palette.accent)
        if spoken
        else ft.Border.all(2, palette.edge),
        border_radius=sizes.round_button,
        padding=ft.Padding.symmetric(horizontal=sizes.px(18, 28)),
    )
    choose = partial(view.send, LanguageChosen(code))
    card = tappable(view, face, name=name, on_tap=choose, mark=f"language-{code}")
    card.expand = True
    return card


def _other(view: View) -> ft.Control:
    """Draw the way for everybody else: their own phone, which can translate."""
    palette, sizes, words = view.palette, view.sizes, view.words
    title, more = (
        words("choosing_language.another"),
        words("choosing_language.on_phone"),
    )
    row: list[ft.Control] = [
        sign(ft.Icons.PHONE_ANDROID_ROUNDED, sizes.px(28, 40), palette.on_soft),
        ft.Container(
            written(view, title, Role.BUTTON, colour=palette.on_soft), expand=True
        ),
        written(view, more, Role.SMALL, colour=palette.on_soft),
        sign(ft.Icons.CHEVRON_RIGHT_ROUNDED, sizes.px(28, 40), palette.on_soft),
    ]
    face = ft.Container(
        ft.Row(row, spacing=sizes.px(14, 20)),
        height=_measures(view)[0],
        bgcolor=palette.soft,
        border_radius=sizes.round_button,
        padding=ft.Padding.symmetric(horizontal=sizes.px(18, 28)),
    )
    return tappable(
        view,
        face,
        name=f"{title}. {more}",
        on_tap=lambda: view.send(PhoneWanted(view.stamp())),
        mark="language-other",
    )
