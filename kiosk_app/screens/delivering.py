"""A courier brings something: for whom, then how much."""

import flet as ft

from kiosk_app.journey.delivering import MOST_PARCELS
from kiosk_app.journey.events import (
    BackTouched,
    Cleared,
    ConfirmTouched,
    ParcelsCounted,
)
from kiosk_app.journey.states_help import Delivering
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.calm_wait import calm_wait
from kiosk_app.widgets.entry_field import Field, begins_word, entry_field
from kiosk_app.widgets.found_hosts import found_hosts
from kiosk_app.widgets.key_layouts import KeyboardKind
from kiosk_app.widgets.keyboard import keyboard
from kiosk_app.widgets.lettering import sign, written
from kiosk_app.widgets.parts import page_ground, primary_button, tappable
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.typing_page import typing_page
from kiosk_app.widgets.view import View
from shared.check_in import HostFound


def draw(view: View) -> ft.Control:
    """Draw the search, then the count, then nothing until the answer is there."""
    state = view.state(Delivering)
    if state.host is None:
        return _search(view, state)
    if state.request is None:
        return _count(view, state, state.host)
    return calm_wait(
        view,
        view.words("delivering.slow", host=state.host.name),
        bar=view.words("delivering.bar"),
        slow=state.slow,
    )


def _search(view: View, state: Delivering) -> ft.Control:
    sizes = view.sizes
    width = int(sizes.width) - 2 * sizes.margin
    field = entry_field(
        view,
        Field(name=view.words("delivering.field"), entry=state.query, mark="host"),
        width=width,
        height=sizes.px(60, 96),
        # There is one field only, and the keyboard writes into it already.
        on_touch=lambda: None,
        on_clear=lambda: view.send(Cleared()),
    )
    return typing_page(
        view,
        title=_title(view, view.words("delivering.title")),
        content=ft.Column(
            [field, found_hosts(view, state, width=width)], spacing=sizes.px(8, 16)
        ),
        keys=keyboard(
            view, KeyboardKind.WORDS, capital_next=begins_word(state.query), tight=True
        ),
    )


def _count(view: View, state: Delivering, host: HostFound) -> ft.Control:
    middle: list[ft.Control] = [_stepper(view, state)]
    if host.department:
        department = view.words.isolated(host.department)
        middle.insert(0, written(view, department, Role.LEAD, colour=view.palette.ink2))
    tell = primary_button(
        view,
        view.words("delivering.tell"),
        lambda: view.send(ConfirmTouched(view.stamp())),
        mark="tell",
    )
    return page_ground(
        view,
        ft.Column(
            [
                _title(view, view.words("delivering.for", host=host.name)),
                ft.Container(
                    ft.Column(
                        middle,
                        tight=True,
                        spacing=view.sizes.px(20, 36),
                        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
                    ),
                    expand=True,
                    alignment=ft.Alignment.CENTER,
                ),
                tell,
            ],
            spacing=view.sizes.gap,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        titled=True,
    )


def _title(view: View, text: str) -> ft.Row:
    return title_row(view, text, on_back=lambda: view.send(BackTouched()))


def _stepper(view: View, state: Delivering) -> ft.Row:
    sizes, words = view.sizes, view.words
    text = words.count("delivering.parcels", state.parcels)
    inner = int(sizes.width) - 2 * sizes.margin
    said = ft.Semantics(
        live_region=True,
        container=True,
        content=ft.Container(
            written(view, text, Role.TITLE, align=ft.TextAlign.CENTER),
            width=min(sizes.px(280, 440), inner - 2 * (sizes.choice + sizes.gap)),
        ),
    )
    fewer = _step(view, state, -1, ft.Icons.REMOVE_ROUNDED, "fewer")
    more = _step(view, state, 1, ft.Icons.ADD_ROUNDED, "more")
    return ft.Row(
        [fewer, said, more],
        spacing=sizes.gap,
        alignment=ft.MainAxisAlignment.CENTER,
        tight=True,
    )


def _step(
    view: View, state: Delivering, by: int, icon: ft.IconData, mark: str
) -> ft.Semantics:
    palette, side = view.palette, view.sizes.choice
    possible = 1 <= state.parcels + by <= MOST_PARCELS
    face = ft.Container(
        sign(icon, side * 0.5, palette.ink if possible else palette.edge),
        width=side,
        height=side,
        bgcolor=palette.surface,
        border=ft.Border.all(2, palette.edge if possible else palette.line),
        border_radius=view.sizes.round_button,
        alignment=ft.Alignment.CENTER,
    )
    return tappable(
        view,
        face,
        name=view.words(f"delivering.{mark}"),
        on_tap=lambda: view.send(ParcelsCounted(by)),
        mark=mark,
    )
