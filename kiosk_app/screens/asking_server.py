"""The kiosk does not know its server yet: somebody types or scans the address."""

import flet as ft

from kiosk_app.journey.events import BackTouched, Cleared, NextTouched
from kiosk_app.journey.states_server import AskingServer, ServerFrom
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.entry_field import Field, entry_field
from kiosk_app.widgets.key_layouts import KeyboardKind
from kiosk_app.widgets.keyboard import keyboard
from kiosk_app.widgets.lettering import heading, written
from kiosk_app.widgets.parts import primary_button, soft_button
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.typing_page import notice, typing_page
from kiosk_app.widgets.view import View


def draw(view: View) -> ft.Control:
    """Draw the field, what is wrong with the last address, and the keyboard."""
    state = view.state(AskingServer)
    return typing_page(
        view,
        title=_title(view),
        content=ft.Column(
            [_row(view, state), _said(view, state)], spacing=view.sizes.px(4, 16)
        ),
        keys=keyboard(view, KeyboardKind.ADDRESS, tight=True),
    )


def _title(view: View) -> ft.Control:
    """Lead back only where there is something to go back to."""
    sizes, text = view.sizes, view.words("asking_server.title")
    if view.journey.server is not ServerFrom.NOBODY:
        return title_row(view, text, on_back=lambda: view.send(BackTouched()))
    room = sizes.width - 2 * sizes.margin
    letters = view.fit(text, (Role.TITLE, Role.LEAD_STRONG), within=room)
    return ft.Row([heading(view, text, letters, lines=1)], height=sizes.px(56, 80))


def _row(view: View, state: AskingServer) -> ft.Control:
    sizes = view.sizes
    width, gap, height = sizes.px(148, 230), sizes.px(12, 20), sizes.px(72, 112)
    whole = int(sizes.width) - 2 * sizes.margin
    field = entry_field(
        view,
        Field(name=view.words("asking_server.field"), entry=state.entry, mark="server"),
        width=whole - width - gap,
        height=height,
        on_touch=lambda: None,
        on_clear=lambda: view.send(Cleared()),
    )
    ready = bool(state.entry.text) and not state.looking
    button = (primary_button if ready else soft_button)(
        view,
        view.words("common.next"),
        lambda: view.send(NextTouched()),
        mark="next",
        height=height,
    )
    return ft.Row([field, ft.Container(button, width=width)], spacing=gap)


def _said(view: View, state: AskingServer) -> ft.Control:
    """Keep one place for what is going on, and for what is wrong."""
    words = view.words
    if state.looking:
        return notice(view, words("asking_server.looking"))
    if state.problem is not None:
        return notice(view, words(f"asking_server.{state.problem}"), warns=True)
    hint = words("asking_server.hint")
    return written(view, hint, Role.SMALL, colour=view.palette.ink2, lines=2)
