"""The visitor was checked in before: room and Wi-Fi once more, or check out."""

import flet as ft

from kiosk_app.journey.events import CheckOutTouched, DoneTouched
from kiosk_app.journey.states import AlreadyHere
from kiosk_app.widgets.arrival import arrival_page, status_line
from kiosk_app.widgets.parts import soft_button
from kiosk_app.widgets.view import View


def draw(view: View) -> ft.Control:
    """Draw the same page as after the check-in, without its news."""
    state = view.state(AlreadyHere)
    return arrival_page(
        view,
        title=view.words("already_here.title"),
        state=state,
        statuses=_not_left(view) if state.not_left else [],
        buttons=[
            soft_button(
                view,
                view.words("common.done"),
                lambda: view.send(DoneTouched()),
                mark="done",
            ),
            soft_button(
                view,
                view.words("already_here.check_out"),
                lambda: view.send(CheckOutTouched(view.stamp())),
                mark="check-out",
            ),
        ],
    )


def _not_left(view: View) -> list[ft.Control]:
    return [
        status_line(
            view,
            ft.Icons.CLOUD_OFF_ROUNDED,
            view.palette.warn,
            view.words("already_here.not_left"),
            mark="not-left",
        )
    ]
