"""The badge printer for staff: how it is, what waits, what can be printed again."""

from functools import partial

import flet as ft

from kiosk_app.journey.events import (
    BackTouched,
    BadgeAgainWanted,
    BadgeTestWanted,
    DoneTouched,
)
from kiosk_app.journey.states_staff import (
    BadgeFate,
    BadgeTest,
    RecentBadge,
    StaffPrinter,
)
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.focus import named
from kiosk_app.widgets.lettering import written
from kiosk_app.widgets.parts import button_row, page_ground, primary_button, soft_button
from kiosk_app.widgets.printer_picture import PRINTER_TROUBLES, printer_picture
from kiosk_app.widgets.sides import side_by_side
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.view import View
from shared.badge import Badge, BadgeLabels

_SHARES = (5, 7)
"""How the printer and its badges share the width of a page."""
_UNDER_WAY = frozenset({BadgeFate.WAITING, BadgeFate.SENDING})


def draw(view: View) -> ft.Control:
    """Draw the printer on one side, its last badges on the other."""
    sizes, state = view.sizes, view.state(StaffPrinter)
    sides: list[ft.Control] = [_printer(view, state), _badges(view, state)]
    middle = side_by_side(view, sides, _SHARES)
    return page_ground(
        view,
        ft.Column(
            [
                title_row(
                    view,
                    view.words("staff_printer.title"),
                    on_back=lambda: view.send(BackTouched()),
                ),
                middle,
                _buttons(view),
            ],
            spacing=sizes.px(10, 20),
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        titled=True,
    )


def _buttons(view: View) -> ft.Control:
    height = view.sizes.px(56, 88)
    test = soft_button(
        view,
        view.words("staff_page.test_badge"),
        lambda: view.send(BadgeTestWanted(_test_badge(view))),
        mark="test-badge",
        height=height,
    )
    done = primary_button(
        view,
        view.words("common.done"),
        lambda: view.send(DoneTouched()),
        mark="done",
        height=height,
    )
    return button_row(view, [test, done])


def _printer(view: View, state: StaffPrinter) -> ft.Control:
    words, sizes, palette = view.words, view.sizes, view.palette
    printer = state.page.facts.printer
    colour = palette.warn if printer in PRINTER_TROUBLES else palette.ink
    said = words(f"staff_page.printer_{printer}")
    more = _more(view, state)
    return ft.Semantics(
        container=True,
        live_region=True,
        # Some are sentences and some are not: each is heard as one.
        label=". ".join(one.rstrip(".。") for one in (said, *more)),
        exclude_semantics=True,
        content=ft.Column(
            [
                ft.Row(
                    [
                        printer_picture(
                            view, printer, size=sizes.px(64, 104), colour=colour
                        ),
                        ft.Container(
                            written(
                                view, said, Role.LEAD_STRONG, colour=colour, lines=2
                            ),
                            expand=True,
                        ),
                    ],
                    spacing=sizes.px(16, 24),
                ),
                *(written(view, one, Role.SMALL, lines=3) for one in more),
            ],
            spacing=sizes.px(8, 14),
        ),
    )


def _more(view: View, state: StaffPrinter) -> list[str]:
    """Say what to do, what waits, and what came of the test."""
    words, facts = view.words, state.page.facts
    said: list[str] = []
    if words.has(f"staff_printer.do_{facts.printer}"):
        said.append(words(f"staff_printer.do_{facts.printer}"))
    if facts.badges_waiting:
        said.append(words.plain("staff_printer.waiting", count=facts.badges_waiting))
    if state.badge is not BadgeTest.IDLE:
        said.append(words(f"staff_page.badge_{state.badge}"))
    if facts.design_unread:
        said.append(words("staff_printer.design"))
    return said


def _badges(view: View, state: StaffPrinter) -> ft.Column:
    words = view.words
    rows = [_badge(view, one) for one in state.page.facts.badges]
    none = written(
        view, words("staff_printer.none"), Role.SMALL, colour=view.palette.ink2
    )
    return ft.Column(
        [
            written(view, words("staff_printer.last"), Role.SMALL_STRONG),
            *(rows or [none]),
        ],
        spacing=view.sizes.px(8, 14),
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _badge(view: View, badge: RecentBadge) -> ft.Control:
    words, sizes = view.words, view.sizes
    time = words.clock(badge.at.astimezone(view.now.tzinfo))
    which = words.plain("staff_printer.badge", number=badge.number, time=time)
    fate = words(f"staff_printer.fate_{badge.fate}")
    text = ft.Column(
        [
            written(view, which, Role.SMALL_STRONG),
            written(view, fate, Role.SMALL, colour=view.palette.ink2),
        ],
        spacing=0,
        tight=True,
    )
    row: list[ft.Control] = [ft.Container(text, expand=5)]
    if badge.fate not in _UNDER_WAY:
        row.append(_again(view, badge.number))
    return ft.Container(
        ft.Row(
            row,
            spacing=sizes.px(8, 16),
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        height=sizes.px(56, 84),
    )


def _again(view: View, number: int) -> ft.Control:
    words, mark = view.words, f"again-{number}"
    button = soft_button(
        view,
        words("staff_printer.again"),
        partial(view.send, BadgeAgainWanted(number)),
        mark=mark,
        height=view.sizes.px(52, 80),
    )
    which = words.plain("staff_printer.again_name", number=number)
    button.label = named(view, which, mark)
    button.expand = 4
    return button


def _test_badge(view: View) -> Badge:
    return Badge(
        name=view.words("staff_page.test_badge"),
        company="Portico",
        host=view.configuration.kiosk,
        site=view.configuration.site,
        # Digits only: they read the same way in every script.
        date=f"{view.now:%Y-%m-%d %H:%M}",
        labels=BadgeLabels(host=view.words("checked_in_offline.badge_host")),
    )
