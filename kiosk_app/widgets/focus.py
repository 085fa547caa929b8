"""What a real keyboard would press now; the ring around it."""

import flet as ft

from kiosk_app.widgets.view import View

_AWAY = 2
_WIDE = 3


HELD = "\N{WORD JOINER}"
"""Ends the name of what has the focus: unseen and unheard, but the page finds it.

Flutter tells the browser of nothing else that changes there and back again.
"""


def named(view: View, name: str, mark: str) -> str:
    """Give a control its name, and tell the browser where it has the focus."""
    return f"{name}{HELD}" if view.focus == mark else name


def ringed(view: View, face: ft.Container, mark: str) -> None:
    """Draw the ring around a control that has the focus."""
    if view.focus != mark:
        return
    # Two shadows without a blur, one in the other, take no room and move nothing.
    face.shadow = [
        ft.BoxShadow(
            spread_radius=_AWAY + _WIDE, blur_radius=0, color=view.palette.accent
        ),
        ft.BoxShadow(spread_radius=_AWAY, blur_radius=0, color=view.palette.ground),
    ]
