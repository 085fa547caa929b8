"""The visitor types the six characters; the sixth one sends them."""

import flet as ft

from kiosk_app.journey.events import BackTouched
from kiosk_app.journey.states import TypingCode
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.code_boxes import code_boxes
from kiosk_app.widgets.key_layouts import KeyboardKind
from kiosk_app.widgets.keyboard import keyboard
from kiosk_app.widgets.lettering import written
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.typing_page import typing_page
from kiosk_app.widgets.view import View


def draw(view: View) -> ft.Control:
    """Draw six boxes and a keyboard of only what codes are made of."""
    state = view.state(TypingCode)
    hint = ft.Container(
        written(
            view,
            view.words("typing_code.hint"),
            Role.SMALL,
            colour=view.palette.ink2,
            lines=4,
        ),
        expand=not view.sizes.portrait,
    )
    parts = [_boxes(view, state.entry.text), hint]
    return typing_page(
        view,
        title=title_row(
            view,
            view.words("typing_code.title"),
            on_back=lambda: view.send(BackTouched()),
        ),
        content=ft.Column(parts, spacing=view.sizes.gap)
        if view.sizes.portrait
        else ft.Row(parts, spacing=view.sizes.px(24, 40)),
        keys=keyboard(view, KeyboardKind.CODE),
    )


def _boxes(view: View, code: str) -> ft.Semantics:
    name = (
        view.words("typing_code.box", code=" ".join(code))
        if code
        else view.words("typing_code.empty")
    )
    return code_boxes(view, code, name=name, mark="code")
