"""The visitor types the six characters; the sixth one sends them."""

import flet as ft

from kiosk_app.journey.events import BackTouched
from kiosk_app.journey.states import TypingCode
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.key_layouts import KeyboardKind
from kiosk_app.widgets.keyboard import keyboard
from kiosk_app.widgets.lettering import written
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.typing_page import typing_page
from kiosk_app.widgets.view import View
from shared.visit_pass import CODE_LENGTH


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
    sizes = view.sizes
    spacing = sizes.px(12, 16)
    if sizes.portrait:
        # The boxes take the page from margin to margin.
        left = int(sizes.width) - 2 * sizes.margin - CODE_LENGTH * sizes.px(64, 100)
        spacing = left // (CODE_LENGTH - 1)
    name = (
        view.words("typing_code.box", code=" ".join(code))
        if code
        else view.words("typing_code.empty")
    )
    boxes: list[ft.Control] = [_box(view, code, at) for at in range(CODE_LENGTH)]
    if view.words.from_right:
        boxes.reverse()  # a code is read from left to right on every page
    return ft.Semantics(
        container=True,
        live_region=True,
        label=name,
        identifier="code",
        exclude_semantics=True,
        content=ft.Row(
            boxes,
            spacing=spacing,
            tight=True,
        ),
    )


def _box(view: View, code: str, at: int) -> ft.Container:
    sizes, palette = view.sizes, view.palette
    is_next = at == len(code)
    return ft.Container(
        written(view, code[at : at + 1], Role.CODE, align=ft.TextAlign.CENTER),
        width=sizes.px(64, 100),
        height=sizes.px(80, 124),
        bgcolor=palette.surface,
        border=ft.Border.all(3, palette.accent)
        if is_next
        else ft.Border.all(2, palette.edge),
        border_radius=sizes.round_button,
        alignment=ft.Alignment.CENTER,
    )
