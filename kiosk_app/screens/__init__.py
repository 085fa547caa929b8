"""Every screen of the kiosk, by the state that it shows."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import flet as ft

from kiosk_app.journey.states import Completed, State, Welcome
from kiosk_app.screens import completed, welcome
from kiosk_app.widgets.view import View

SCREENS: Mapping[type[State], Callable[[View], ft.Control]] = MappingProxyType(
    {
        Welcome: welcome.draw,
        Completed: completed.draw,
    }
)
