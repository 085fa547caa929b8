"""The way to the staff's page that no visitor has to see: the clock, touched often."""

import flet as ft

from kiosk_app.journey.events import ClockTouched
from kiosk_app.widgets.focus import named
from kiosk_app.widgets.view import View


def with_staff_door(view: View, page: ft.Control) -> ft.Control:
    """Lay a place to touch over the corner where the page has its clock.

    It lies over the page, since the line with the clock is lower than a finger.
    """
    return ft.Stack([page, _door(view)], expand=True, fit=ft.StackFit.EXPAND)


def _door(view: View) -> ft.Control:
    def touch() -> None:
        view.send(ClockTouched(view.stamp().kiosk_time))

    focused = view.focus == "clock"
    name = view.words("welcome.clock", time=view.words.clock(view.now))
    place = ft.Semantics(
        button=True,
        container=True,
        label=named(view, name, "clock"),
        identifier="clock",
        exclude_semantics=True,
        on_tap=touch,
        content=ft.Container(
            width=view.sizes.px(120, 200),
            height=view.sizes.px(56, 88),
            on_click=touch,
            border=ft.Border.all(3, view.palette.accent) if focused else None,
        ),
    )
    from_right = view.words.from_right
    return ft.Container(
        place,
        top=0,
        left=0 if from_right else None,
        right=None if from_right else 0,
    )
