"""The server was asked; a calm line once it takes longer than expected."""

import flet as ft

from kiosk_app.journey.states import Checking
from kiosk_app.widgets.calm_wait import calm_wait
from kiosk_app.widgets.view import View


def draw(view: View) -> ft.Control:
    """Draw nothing at first, then that we are checking."""
    return calm_wait(
        view,
        view.words("checking.slow"),
        bar=view.words("checking.bar"),
        slow=view.state(Checking).slow,
    )
