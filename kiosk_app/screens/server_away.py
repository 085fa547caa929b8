"""The server did not answer: reception takes over, or the visitor tries again."""

import flet as ft

from kiosk_app.journey.events import DoneTouched, TryAgainTouched
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.call_button import call_button
from kiosk_app.widgets.lettering import heading
from kiosk_app.widgets.next_step import next_step_panel
from kiosk_app.widgets.parts import (
    button_row,
    chip,
    fact,
    page_ground,
    primary_button,
    soft_button,
)
from kiosk_app.widgets.view import View


def draw(view: View) -> ft.Control:
    """Draw it honestly: the visitor is not checked in yet."""
    sizes, words = view.sizes, view.words
    top = sizes.px(44, 64)
    rows = _button_rows(view)
    below = len(rows) * (sizes.primary + sizes.gap)
    height = int(sizes.height) - 2 * sizes.margin - sizes.gap - top - below
    whole = int(sizes.width) - 2 * sizes.margin
    space = (whole, height // 2) if sizes.portrait else (sizes.px(400, 660), height)
    step = next_step_panel(
        view,
        label=words("server_away.label"),
        text=words("server_away.next"),
        space=space,
        way=view.configuration.reception,
    )
    parts: list[ft.Control] = [step, ft.Container(_facts(view), expand=True)]
    return page_ground(
        view,
        ft.Column(
            [
                _title(view, height=top),
                ft.Column(parts, spacing=sizes.gap, expand=True)
                if sizes.portrait
                else ft.Row(parts, spacing=sizes.px(24, 40), expand=True),
                *(button_row(view, row) for row in rows),
            ],
            spacing=sizes.gap,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )


def _title(view: View, *, height: int) -> ft.Row:
    sizes, words = view.sizes, view.words
    title = words("server_away.title")
    room = sizes.width - 2 * sizes.margin - sizes.px(140, 210)
    letters = view.fit(title, (Role.TITLE, Role.LEAD_STRONG), within=room)
    return ft.Row(
        [
            ft.Container(heading(view, title, letters), expand=True),
            chip(view, ft.Icons.CLOUD_OFF_ROUNDED, words("server_away.offline")),
        ],
        spacing=sizes.gap,
        height=height,
    )


def _facts(view: View) -> ft.Column:
    words = view.words
    return ft.Column(
        [
            fact(
                view,
                icon,
                words(f"server_away.{what}"),
                words(f"server_away.{what}_more"),
            )
            for icon, what in (
                (ft.Icons.SCHEDULE_ROUNDED, "not_yet"),
                (ft.Icons.SUPPORT_AGENT_ROUNDED, "tell"),
                (ft.Icons.CLOUD_OFF_ROUNDED, "again"),
            )
        ],
        alignment=ft.MainAxisAlignment.SPACE_EVENLY,
    )


def _button_rows(view: View) -> list[list[ft.Semantics]]:
    words = view.words
    done = soft_button(
        view, words("common.done"), lambda: view.send(DoneTouched()), mark="done"
    )
    again = primary_button(
        view,
        words("common.try_again"),
        lambda: view.send(TryAgainTouched()),
        mark="try-again",
    )
    call = call_button(view, filled=False)
    # A third of a narrow page is too little for what these buttons say.
    if view.sizes.portrait:
        return [[call], [done, again]]
    return [[done, call, again]]
