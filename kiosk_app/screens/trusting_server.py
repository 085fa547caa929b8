"""Only its own authority vouches for the server: somebody compares a fingerprint."""

import flet as ft

from kiosk_app.journey.events import BackTouched, ConfirmTouched
from kiosk_app.journey.states_server import TrustingServer
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import written
from kiosk_app.widgets.parts import (
    button_row,
    page_ground,
    primary_button,
    soft_button,
)
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.view import View

_GROUPS = 4
"""So many groups of four signs stand on one line."""
_LTR = "\N{LEFT-TO-RIGHT MARK}"


def draw(view: View) -> ft.Control:
    """Draw the fingerprint, large, and the two answers to it."""
    state, words, sizes = view.state(TrustingServer), view.words, view.sizes
    where = words("trusting_server.where", server=words.isolated(state.address))
    return page_ground(
        view,
        ft.Column(
            [
                title_row(
                    view,
                    words("trusting_server.title"),
                    on_back=lambda: view.send(BackTouched()),
                ),
                written(view, where, Role.BODY, colour=view.palette.ink2, lines=4),
                _card(view, state.fingerprint),
                _answers(view),
            ],
            spacing=sizes.gap,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        titled=True,
    )


def _card(view: View, fingerprint: str) -> ft.Semantics:
    sizes, groups = view.sizes, fingerprint.split()
    lines = [
        " ".join(groups[at : at + _GROUPS]) for at in range(0, len(groups), _GROUPS)
    ]
    width = sizes.width - 2 * sizes.margin - sizes.px(48, 96)
    longest = max(lines, key=len, default="")
    letters = view.fit(longest, (Role.NEXT, Role.TITLE, Role.FIELD), within=width)
    return ft.Semantics(
        container=True,
        # Sign by sign: nobody compares a number with a word.
        label=_spoken(view, fingerprint),
        identifier="fingerprint",
        exclude_semantics=True,
        expand=True,
        content=ft.Container(
            ft.Column(
                [
                    written(
                        view, f"{_LTR}{line}{_LTR}", letters, align=ft.TextAlign.CENTER
                    )
                    for line in lines
                ],
                spacing=sizes.px(4, 12),
                alignment=ft.MainAxisAlignment.CENTER,
                horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
            ),
            bgcolor=view.palette.surface,
            border=ft.Border.all(1, view.palette.line),
            border_radius=sizes.round_card,
        ),
    )


def _spoken(view: View, fingerprint: str) -> str:
    """Say a fingerprint as a screen reader reads it."""
    signs = " ".join(fingerprint.replace(" ", ""))
    return view.words.plain("trusting_server.fingerprint", signs=signs)


def _answers(view: View) -> ft.Row:
    words = view.words
    return button_row(
        view,
        [
            soft_button(
                view,
                words("trusting_server.no"),
                lambda: view.send(BackTouched()),
                mark="other-fingerprint",
            ),
            primary_button(
                view,
                words("trusting_server.yes"),
                lambda: view.send(ConfirmTouched(view.stamp())),
                mark="same-fingerprint",
            ),
        ],
    )
