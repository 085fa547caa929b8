"""What a visitor reads of their badge, and the picture beside it."""

from dataclasses import dataclass

import flet as ft

from kiosk_app.journey.states import BadgeState, CheckedInOffline, Completed
from kiosk_app.widgets.lettering import sign
from kiosk_app.widgets.printer_picture import printer_picture
from kiosk_app.widgets.view import View
from shared.kiosk import PrinterState

_HELPED = frozenset({PrinterState.OUT_OF_PAPER, PrinterState.COVER_OPEN})
"""What anybody can see at the printer, and so is worth a word."""


@dataclass(frozen=True)
class BadgeLine:
    """One line about a badge."""

    text: str
    picture: ft.Control
    mark: str


def badge_line(
    view: View, state: Completed | CheckedInOffline, *, size: int
) -> BadgeLine | None:
    """Say how the badge is; None where nothing is printed."""
    if state.badge is BadgeState.NONE:
        return None
    return BadgeLine(
        badge_words(view, state), _picture(view, state, size), f"badge-{state.badge}"
    )


def badge_words(view: View, state: Completed | CheckedInOffline) -> str:
    """Say how the badge is, and what to do about it."""
    if state.badge is BadgeState.ELSEWHERE:
        return view.words("completed.badge_elsewhere", kiosk=state.badge_at)
    if state.badge is BadgeState.FAILED and state.printer in _HELPED:
        return view.words(f"completed.badge_{state.printer}")
    return view.words(f"completed.badge_{state.badge}")


def _picture(view: View, state: Completed | CheckedInOffline, size: int) -> ft.Control:
    palette = view.palette
    match state.badge:
        case BadgeState.PRINTING:
            shown = PrinterState.PRINTING
            return printer_picture(view, shown, size=size, colour=palette.ink2)
        case BadgeState.FAILED:
            return printer_picture(view, state.printer, size=size, colour=palette.warn)
        case BadgeState.PERHAPS:
            shown = PrinterState.UNKNOWN
            return printer_picture(view, shown, size=size, colour=palette.warn)
        case _:
            return sign(ft.Icons.BADGE_OUTLINED, size, palette.ink2)
