"""Left alone: an opaque cover, a countdown, and one button."""

import flet as ft

from kiosk_app.journey.events import StillHereTouched
from kiosk_app.journey.states import (
    AlreadyHere,
    CheckedInOffline,
    Completed,
    StillThere,
)
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import heading, written
from kiosk_app.widgets.parts import page_ground, primary_button
from kiosk_app.widgets.view import View


def draw(view: View) -> ft.Control:
    """Draw the cover alone; what it covers is not drawn at all."""
    state, sizes, words = view.state(StillThere), view.sizes, view.words
    title = words("still_there.title")
    width = sizes.width - 2 * sizes.margin
    letters = view.fit(title, (Role.NEXT, Role.NEXT_SMALL), within=width)
    stay = primary_button(
        view,
        words("still_there.more_time" if _is_read(state) else "still_there.stay"),
        lambda: view.send(StillHereTouched()),
        mark="still-here",
        height=sizes.px(88, 120),
    )
    return page_ground(
        view,
        ft.Column(
            [
                heading(view, title, letters, align=ft.TextAlign.CENTER),
                ft.Container(stay, width=sizes.px(420, 640)),
                written(
                    view,
                    words.plain("still_there.more", seconds=state.seconds_left),
                    Role.LEAD,
                    colour=view.palette.ink2,
                ),
            ],
            tight=True,
            spacing=sizes.px(32, 48),
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        centred=True,
    )


def _is_read(state: StillThere) -> bool:
    """Tell whether somebody may be reading still, or copying a password."""
    return isinstance(state.covered, Completed | AlreadyHere | CheckedInOffline)
