"""The courier reads where to leave it, and whether the host knows."""

import flet as ft

from kiosk_app.journey.events import DoneTouched
from kiosk_app.journey.states_help import DeliveryTold
from kiosk_app.widgets.call_button import call_button
from kiosk_app.widgets.next_step import next_step_panel
from kiosk_app.widgets.parts import soft_button
from kiosk_app.widgets.said_page import Said, room_below, said_page
from kiosk_app.widgets.view import View


def draw(view: View) -> ft.Control:
    """Draw it; where nobody could be told, a person takes over."""
    state = view.state(DeliveryTold)
    done = soft_button(
        view, view.words("common.done"), lambda: view.send(DoneTouched()), mark="done"
    )
    buttons = [done] if state.told else [done, call_button(view)]
    next_step = "delivery_told.next" if state.told else "delivery_told.untold_next"
    middle = next_step_panel(
        view,
        label=view.words("common.next_label"),
        text=view.words(next_step),
        space=room_below(view, buttons),
        way=state.where or view.configuration.reception,
    )
    return said_page(view, _said(view, state), middle, buttons=buttons)


def _said(view: View, state: DeliveryTold) -> Said:
    palette = view.palette
    if state.told:
        return Said(
            ft.Icons.CHECK_CIRCLE_ROUNDED,
            (palette.good_fill, palette.good),
            view.words("delivery_told.told", host=state.host),
            "delivery-told",
        )
    return Said(
        ft.Icons.CLOUD_OFF_ROUNDED,
        (palette.warn_fill, palette.warn),
        view.words("delivery_told.untold", host=state.host),
        "delivery-untold",
    )
