"""The visitor was checked in before: room and Wi-Fi once more."""

import flet as ft

from kiosk_app.journey.events import DoneTouched
from kiosk_app.journey.states import AlreadyHere
from kiosk_app.widgets.arrival import arrival_page
from kiosk_app.widgets.parts import soft_button
from kiosk_app.widgets.view import View


def draw(view: View) -> ft.Control:
    """Draw the same page as after the check-in, without its news."""
    state = view.state(AlreadyHere)
    return arrival_page(
        view,
        title=view.words("already_here.title"),
        reply=state.reply,
        room=state.room,
        statuses=[],
        buttons=[
            soft_button(
                view,
                view.words("common.done"),
                lambda: view.send(DoneTouched()),
                mark="done",
            )
        ],
    )
