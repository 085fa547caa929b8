"""Somebody who was here before: what they told then, masked, to be kept or typed anew."""

import flet as ft

from kiosk_app.journey.events import BackTouched, ConfirmTouched, NoneOfThese
from kiosk_app.journey.states import WelcomeBack
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import written
from kiosk_app.widgets.parts import (
    button_row,
    page_ground,
    primary_button,
    soft_button,
    tile,
)
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.view import View
from shared.looking_up import ReturningReply


def draw(view: View) -> ft.Control:
    """Draw the question, the masked lines, and the two answers."""
    state, words = view.state(WelcomeBack), view.words
    first = next(iter(state.page.form.name.text.split()), "")
    return page_ground(
        view,
        ft.Column(
            [
                title_row(
                    view,
                    words("welcome_back.title", name=first),
                    on_back=lambda: view.send(BackTouched()),
                ),
                _question(view),
                _card(view, state.known),
                _answers(view),
            ],
            spacing=view.sizes.gap,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        titled=True,
    )


def _question(view: View) -> ft.Text:
    text = view.words("welcome_back.question")
    within = int(view.sizes.width) - 2 * view.sizes.margin
    roles = (Role.LEAD, Role.BODY)
    letters = view.fit(text, roles, within=within)
    return written(view, text, letters, colour=view.palette.ink2, lines=2)


def _card(view: View, known: ReturningReply) -> ft.Container:
    sizes, words = view.sizes, view.words
    host = known.host.name if known.host else None
    told = (
        (ft.Icons.APARTMENT_ROUNDED, words("walk_in.company_field"), known.company),
        (ft.Icons.PHONE_ROUNDED, words("confirming.phone"), known.phone),
        (ft.Icons.PERSON_ROUNDED, words("confirming.host"), host),
    )
    return ft.Container(
        ft.Column(
            [_line(view, icon, what, said) for icon, what, said in told if said],
            spacing=sizes.px(4, 12),
            alignment=ft.MainAxisAlignment.SPACE_EVENLY,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        expand=True,
        bgcolor=view.palette.surface,
        border=ft.Border.all(1, view.palette.line),
        border_radius=sizes.round_card,
        padding=ft.Padding.symmetric(
            horizontal=sizes.px(24, 48), vertical=sizes.px(10, 20)
        ),
    )


def _line(view: View, icon: ft.IconData, what: str, said: str) -> ft.Semantics:
    """Draw one thing that they told; a screen reader says it in one breath."""
    sizes, palette = view.sizes, view.palette
    value = view.words.isolated(said)
    inner = int(sizes.width) - 2 * sizes.margin - sizes.px(120, 208)
    letters = view.fit(value, (Role.TITLE, Role.LEAD_STRONG, Role.BODY), within=inner)
    lines = ft.Column(
        [
            written(view, what, Role.SMALL, colour=palette.ink2),
            written(view, value, letters),
        ],
        spacing=0,
        tight=True,
        expand=True,
    )
    return ft.Semantics(
        container=True,
        label=f"{what}: {value}",
        exclude_semantics=True,
        content=ft.Row(
            [tile(view, icon, colours=(palette.soft, palette.on_soft)), lines],
            spacing=sizes.px(18, 28),
        ),
    )


def _answers(view: View) -> ft.Row:
    words = view.words
    return button_row(
        view,
        [
            soft_button(
                view,
                words("welcome_back.anew"),
                lambda: view.send(NoneOfThese()),
                mark="anew",
            ),
            primary_button(
                view,
                words("welcome_back.use"),
                lambda: view.send(ConfirmTouched(view.stamp())),
                mark="use-these",
            ),
        ],
    )
