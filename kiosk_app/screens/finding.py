"""The server was asked for visits by a full name."""

import flet as ft

from kiosk_app.journey.states import Finding
from kiosk_app.widgets.calm_wait import calm_wait
from kiosk_app.widgets.view import View


def draw(view: View) -> ft.Control:
    """Draw nothing at first, then that we are looking."""
    return calm_wait(
        view,
        view.words("finding.slow"),
        bar=view.words("finding.bar"),
        slow=view.state(Finding).slow,
    )
