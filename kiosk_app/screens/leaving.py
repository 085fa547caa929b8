"""Somebody wants to check out: the reader, or their name on the keyboard."""

import flet as ft

from kiosk_app.journey.events import BackTouched, Cleared, NextTouched
from kiosk_app.journey.states import Leaving
from kiosk_app.widgets.entry_field import Field, begins_word, entry_field
from kiosk_app.widgets.key_layouts import KeyboardKind
from kiosk_app.widgets.keyboard import keyboard
from kiosk_app.widgets.parts import primary_button, soft_button
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.typing_page import notice, typing_page
from kiosk_app.widgets.view import View
from shared.kiosk import ReaderSide


def draw(view: View) -> ft.Control:
    """Draw the field, and below it what to do or what stood in the way."""
    state = view.state(Leaving)
    return typing_page(
        view,
        title=title_row(
            view, view.words("leaving.title"), on_back=lambda: view.send(BackTouched())
        ),
        content=ft.Column(
            [_row(view, state), _line(view, state)], spacing=view.sizes.px(4, 16)
        ),
        # Two lines of trouble have room above a keyboard that is set tight.
        keys=keyboard(
            view, KeyboardKind.WORDS, capital_next=begins_word(state.entry), tight=True
        ),
    )


def _row(view: View, state: Leaving) -> ft.Row:
    sizes = view.sizes
    button, gap, height = sizes.px(148, 230), sizes.px(12, 20), sizes.px(72, 112)
    width = int(sizes.width) - 2 * sizes.margin - button - gap
    field = entry_field(
        view,
        Field(name=view.words("leaving.field"), entry=state.entry, mark="leaving"),
        width=width,
        height=height,
        # There is one field only, and the keyboard writes into it already.
        on_touch=lambda: None,
        on_clear=lambda: view.send(Cleared()),
    )
    draw_button = primary_button if state.entry.text.strip() else soft_button
    onward = draw_button(
        view,
        view.words("common.next"),
        lambda: view.send(NextTouched()),
        mark="next",
        icon=ft.Icons.ARROW_FORWARD_ROUNDED,
        height=height,
    )
    return ft.Row([field, ft.Container(onward, width=button)], spacing=gap)


def _line(view: View, state: Leaving) -> ft.Control:
    if state.nudged:
        return notice(view, view.words("leaving.missing"), warns=True)
    if state.trouble is not None:
        return notice(view, view.words(f"leaving.{state.trouble}"), warns=True)
    reads = view.configuration.reader is not ReaderSide.NONE
    lead = reads and view.journey.reader_works
    return notice(
        view, view.words("leaving.lead" if lead else "leaving.lead_without_reader")
    )
