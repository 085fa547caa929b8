"""The visitor makes the screen easier to use; each touch is seen at once."""

from functools import partial

import flet as ft

from kiosk_app.journey.events import BackTouched, EaseTouched
from kiosk_app.journey.states_comfort import Eased
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import sign, written
from kiosk_app.widgets.pairs import in_pairs
from kiosk_app.widgets.parts import page_ground, primary_button, tappable
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.view import View


def draw(view: View) -> ft.Control:
    """Draw four large switches, and the way back."""
    gap = view.sizes.gap
    switches = [_switch(view, what) for what in Eased]
    return page_ground(
        view,
        ft.Column(
            [
                title_row(
                    view,
                    view.words("comfort.title"),
                    on_back=lambda: view.send(BackTouched()),
                ),
                ft.Container(
                    ft.Column(
                        in_pairs(view, switches, gap=gap),
                        spacing=gap,
                        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                    ),
                    expand=True,
                ),
                primary_button(
                    view,
                    view.words("common.done"),
                    lambda: view.send(BackTouched()),
                    mark="done",
                ),
            ],
            spacing=gap,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        titled=True,
    )


def _switch(view: View, what: Eased) -> ft.Semantics:
    """Draw one of them: a box with or without its check mark, and on or off in words."""
    sizes, palette, words = view.sizes, view.palette, view.words
    chosen = what in view.journey.ease
    text = words(f"comfort.{what}")
    state = words("comfort.on" if chosen else "comfort.off")
    icon = (
        ft.Icons.CHECK_BOX_ROUNDED
        if chosen
        else ft.Icons.CHECK_BOX_OUTLINE_BLANK_ROUNDED
    )
    lines: list[ft.Control] = [
        written(view, text, Role.BUTTON, lines=2),
        written(view, state, Role.SMALL, colour=palette.ink2),
    ]
    face = ft.Container(
        ft.Row(
            [
                sign(icon, sizes.px(36, 52), palette.accent if chosen else palette.ink),
                ft.Column(
                    lines,
                    spacing=0,
                    expand=True,
                    alignment=ft.MainAxisAlignment.CENTER,
                ),
            ],
            spacing=sizes.px(18, 24),
        ),
        # Within low reach all four of them are seen at once.
        height=sizes.px(78, 140) if sizes.low else sizes.px(112, 160),
        bgcolor=palette.surface,
        border=ft.Border.all(3, palette.accent)
        if chosen
        else ft.Border.all(2, palette.edge),
        border_radius=sizes.round_button,
        padding=ft.Padding.symmetric(horizontal=sizes.px(18, 28)),
    )
    drawn = tappable(
        view,
        face,
        name=f"{text}: {state}",
        on_tap=partial(view.send, EaseTouched(what)),
        mark=f"ease-{what}",
    )
    drawn.toggled = chosen
    return drawn
