"""The server was asked what somebody told at their last visit."""

import flet as ft

from kiosk_app.journey.states import Recalling
from kiosk_app.widgets.calm_wait import calm_wait
from kiosk_app.widgets.view import View


def draw(view: View) -> ft.Control:
    """Draw nothing at first, then that we are looking."""
    return calm_wait(
        view,
        view.words("finding.slow"),
        bar=view.words("finding.bar"),
        slow=view.state(Recalling).slow,
    )
