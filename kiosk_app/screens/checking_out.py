"""The server was asked to check somebody out."""

import flet as ft

from kiosk_app.journey.states import CheckingOut
from kiosk_app.widgets.calm_wait import calm_wait
from kiosk_app.widgets.view import View


def draw(view: View) -> ft.Control:
    """Draw nothing at first, then that we are checking them out."""
    return calm_wait(
        view,
        view.words("checking_out.slow"),
        bar=view.words("checking_out.bar"),
        slow=view.state(CheckingOut).slow,
    )
