"""Somebody needs a person: whether one is coming, and else whom to ring."""

import flet as ft

from kiosk_app.journey.events import DoneTouched
from kiosk_app.journey.states_help import Called, Helping
from kiosk_app.widgets.next_step import next_step_panel
from kiosk_app.widgets.parts import soft_button
from kiosk_app.widgets.phone_card import phone_card
from kiosk_app.widgets.said_page import Said, room_below, said_page
from kiosk_app.widgets.view import View

_ICONS = {
    Called.CALLING: ft.Icons.SUPPORT_AGENT_ROUNDED,
    Called.COMING: ft.Icons.CHECK_CIRCLE_ROUNDED,
    Called.NOBODY: ft.Icons.WARNING_ROUNDED,
    Called.AWAY: ft.Icons.CLOUD_OFF_ROUNDED,
}


def draw(view: View) -> ft.Control:
    """Draw what became of the call; a late answer fills the same places."""
    state = view.state(Helping)
    done = [
        soft_button(
            view,
            view.words("common.done"),
            lambda: view.send(DoneTouched()),
            mark="done",
        )
    ]
    return said_page(view, _said(view, state), _middle(view, state, done), buttons=done)


def _said(view: View, state: Helping) -> Said:
    palette = view.palette
    colours = {
        Called.CALLING: (palette.soft, palette.on_soft),
        Called.COMING: (palette.good_fill, palette.good),
    }.get(state.called, (palette.warn_fill, palette.warn))
    called = state.called
    return Said(
        _ICONS[called], colours, view.words(f"helping.{called}"), f"help-{called}"
    )


def _middle(view: View, state: Helping, done: list[ft.Semantics]) -> ft.Control:
    words = view.words
    label, (width, height) = words("common.next_label"), room_below(view, done)
    if state.called in (Called.CALLING, Called.COMING):
        return next_step_panel(
            view, label=label, text=words("helping.stay"), space=(width, height)
        )
    phone = state.phone or view.configuration.help_phone
    on = words("helping.away_more") if state.called is Called.AWAY else None
    if phone is None:
        return next_step_panel(
            view,
            label=label,
            text=words("helping.desk"),
            space=(width, height),
            way=on or view.configuration.reception,
        )
    return _to_ring(view, phone, (width, height), on)


def _to_ring(
    view: View, phone: str, space: tuple[int, int], more: str | None
) -> ft.Control:
    sizes = view.sizes
    width, height = space
    card = (height - sizes.gap) // 2 if sizes.portrait else min(height, width // 2)
    left = (
        (width, height - sizes.gap - card)
        if sizes.portrait
        else (width - sizes.gap - card, height)
    )
    parts: list[ft.Control] = [
        next_step_panel(
            view,
            label=view.words("helping.ring"),
            text=_unbroken(view.words.isolated(phone)),
            space=left,
            way=more,
        ),
        phone_card(view, phone, side=card),
    ]
    if sizes.portrait:
        return ft.Column(
            parts,
            spacing=sizes.gap,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        )
    return ft.Row(parts, spacing=sizes.gap)


def _unbroken(phone: str) -> str:
    """Keep the groups of a number together: it is read as one thing."""
    return phone.replace(" ", "\N{NO-BREAK SPACE}")
