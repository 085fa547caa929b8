"""Whoever looks after the kiosk types the PIN of the day."""

import flet as ft

from kiosk_app.journey.events import BackTouched
from kiosk_app.journey.states_staff import StaffCode
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.code_boxes import code_boxes
from kiosk_app.widgets.key_layouts import KeyboardKind
from kiosk_app.widgets.keyboard import keyboard
from kiosk_app.widgets.lettering import written
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.typing_page import notice, typing_page
from kiosk_app.widgets.view import View

_HIDDEN = "•"


def draw(view: View) -> ft.Control:
    """Draw six boxes that hide what is typed, and the digits."""
    state, words = view.state(StaffCode), view.words
    boxes = code_boxes(
        view,
        _HIDDEN * len(state.digits),
        name=words.plain("staff_code.typed", count=len(state.digits)),
        mark="pin",
    )
    said = ft.Container(_said(view, state), expand=not view.sizes.portrait)
    parts = [boxes, said]
    return typing_page(
        view,
        title=title_row(
            view, words("staff_code.title"), on_back=lambda: view.send(BackTouched())
        ),
        content=ft.Column(parts, spacing=view.sizes.gap)
        if view.sizes.portrait
        else ft.Row(parts, spacing=view.sizes.px(24, 40)),
        keys=keyboard(view, KeyboardKind.DIGITS),
    )


def _said(view: View, state: StaffCode) -> ft.Control:
    words = view.words
    if state.until is not None:
        there = state.until.astimezone(view.now.tzinfo)
        return notice(
            view, words.plain("staff_code.pause", time=words.clock(there)), warns=True
        )
    if state.wrong:
        return notice(view, words("staff_code.wrong"), warns=True)
    hint = words("staff_code.hint")
    return written(view, hint, Role.SMALL, colour=view.palette.ink2, lines=3)
