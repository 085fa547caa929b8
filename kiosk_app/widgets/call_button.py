"""The button that calls a person to the kiosk, wherever it stands."""

import flet as ft

from kiosk_app.journey.events import HelpWanted
from kiosk_app.widgets.parts import primary_button, soft_button
from kiosk_app.widgets.view import View


def call_button(view: View, *, filled: bool = True) -> ft.Semantics:
    """Draw "Call reception".

    Args:
        filled: it is the one primary button of its screen.
    """
    draw = primary_button if filled else soft_button
    return draw(
        view,
        view.words("helping.call"),
        lambda: view.send(HelpWanted(view.stamp())),
        mark="call",
    )
