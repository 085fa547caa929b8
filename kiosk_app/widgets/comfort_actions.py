"""The ways to make the screen easier to use, among the small ones of the first page."""

import flet as ft

from kiosk_app.journey.events import ComfortWanted, EaseTouched
from kiosk_app.journey.states_comfort import Eased
from kiosk_app.widgets.small_actions import SmallAction
from kiosk_app.widgets.view import View


def eased_actions(view: View) -> list[SmallAction]:
    """Give low reach by one touch, and the page with everything else."""
    words = view.words
    reach = "higher" if view.sizes.low else "lower"
    return [
        SmallAction(
            words(f"welcome.{reach}"),
            ft.Icons.ACCESSIBILITY_NEW_ROUNDED,
            "lower",
            lambda: view.send(EaseTouched(Eased.LOW)),
            name=_named(view, reach),
        ),
        SmallAction(
            words("welcome.comfort"),
            ft.Icons.FORMAT_SIZE_ROUNDED,
            "comfort",
            lambda: view.send(ComfortWanted()),
            name=_named(view, "comfort"),
        ),
    ]


def _named(view: View, what: str) -> str:
    """Say what is written on it, then what it does."""
    words = view.words
    return f"{words(f'welcome.{what}')}. {words(f'welcome.{what}_name')}"
