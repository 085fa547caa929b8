"""The visitor reads what they told us, changes it, or sends it."""

from functools import partial

import flet as ft

from kiosk_app.journey.events import BackTouched, ChangeTouched, ConfirmTouched
from kiosk_app.journey.states import Confirming, WalkInForm, WalkInStep
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import written
from kiosk_app.widgets.parts import page_ground, primary_button, tappable
from kiosk_app.widgets.sides import between_sides
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.view import View


def draw(view: View) -> ft.Control:
    """Draw the lines and the one button that sends them."""
    form = view.state(Confirming).form
    return page_ground(
        view,
        ft.Column(
            [
                title_row(
                    view,
                    view.words("confirming.title"),
                    on_back=lambda: view.send(BackTouched()),
                ),
                _card(view, form),
                primary_button(
                    view,
                    view.words("confirming.check_in"),
                    lambda: view.send(ConfirmTouched(view.stamp())),
                    mark="check-in",
                ),
            ],
            spacing=view.sizes.gap,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        titled=True,
    )


def _card(view: View, form: WalkInForm) -> ft.Container:
    words = view.words
    host = form.host.name if form.host is not None else ""
    details = " · ".join(
        words.isolated(entry.text.strip())
        for entry in (form.company, form.email)
        if entry.text.strip()
    )
    lines = [
        _line(view, "you", words.isolated(form.name.text.strip()), WalkInStep.NAME),
        _line(view, "details", details or words("confirming.none"), WalkInStep.DETAILS),
        _line(view, "host", words.isolated(host), WalkInStep.HOST),
        _line(view, "time", words.moment(view.now), None),
    ]
    return ft.Container(
        ft.Column(lines, spacing=0, alignment=ft.MainAxisAlignment.SPACE_EVENLY),
        expand=True,
        bgcolor=view.palette.surface,
        border=ft.Border.all(1, view.palette.line),
        border_radius=view.sizes.round_card,
        padding=between_sides(
            view, begins=view.sizes.px(24, 40), ends=view.sizes.px(12, 24)
        ),
    )


def _line(view: View, what: str, value: str, step: WalkInStep | None) -> ft.Control:
    sizes = view.sizes
    row: list[ft.Control] = [_said(view, what, value)]
    if step is not None:
        row.append(_change(view, what, step))
    return ft.Row(row, spacing=sizes.px(12, 24), height=sizes.px(64, 104))


def _said(view: View, what: str, value: str) -> ft.Control:
    """Set what it is beside the value, or above it where the page is narrow."""
    sizes = view.sizes
    label = written(
        view,
        view.words(f"confirming.{what}"),
        Role.SMALL,
        colour=view.palette.ink2,
        lines=2,
    )
    roles = (Role.BODY,) if what == "details" else (Role.TITLE, Role.LEAD_STRONG)
    text = written(view, value, view.fit(value, roles, within=_value_width(view, what)))
    if sizes.portrait:
        return ft.Column([label, text], spacing=0, expand=True, tight=True)
    return ft.Row(
        [
            ft.Container(label, width=sizes.px(130, 200)),
            ft.Container(text, expand=True),
        ],
        spacing=sizes.px(12, 24),
        expand=True,
    )


def _value_width(view: View, what: str) -> float:
    """Say how wide a value may be between margins, label and button."""
    sizes = view.sizes
    button = 0 if what == "time" else sizes.px(100, 150)
    label = 0 if sizes.portrait else sizes.px(142, 224)
    return sizes.width - sizes.px(78, 146) - label - button


def _change(view: View, what: str, step: WalkInStep) -> ft.Control:
    face = ft.Container(
        written(
            view,
            view.words("common.change"),
            Role.SMALL_STRONG,
            colour=view.palette.on_soft,
        ),
        height=view.sizes.px(48, 72),
        padding=ft.Padding.symmetric(horizontal=view.sizes.px(14, 24)),
        border_radius=view.sizes.px(12, 16),
        bgcolor=view.palette.soft,
        alignment=ft.Alignment.CENTER,
    )
    return tappable(
        view,
        face,
        name=view.words(f"confirming.change_{what}"),
        on_tap=partial(view.send, ChangeTouched(step)),
        mark=f"change-{step}",
    )
