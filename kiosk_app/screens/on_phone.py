"""A code to hold a phone to; what follows is the phone's affair."""

import flet as ft

from kiosk_app.journey.events import (
    BackTouched,
    DoneTouched,
    StillHereTouched,
    TryAgainTouched,
)
from kiosk_app.journey.states_phone import OnPhone
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import written
from kiosk_app.widgets.parts import button_row, page_ground, soft_button
from kiosk_app.widgets.qr import draw_qr
from kiosk_app.widgets.sides import start_side
from kiosk_app.widgets.title_row import title_row
from kiosk_app.widgets.view import View


def draw(view: View) -> ft.Control:
    """Draw the code, what to do with it, and how long it stands."""
    title = title_row(
        view,
        view.words("on_phone.title"),
        on_back=lambda: view.send(BackTouched()),
    )
    return page_ground(
        view,
        ft.Column(
            [title, _middle(view), _buttons(view)],
            spacing=view.sizes.gap,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        titled=True,
    )


def _middle(view: View) -> ft.Control:
    """Set words and code beside each other, or below on a high page."""
    sizes, side = view.sizes, view.sizes.px(292, 480)
    parts: list[ft.Control] = [_words(view), _plate(view, side)]
    if sizes.portrait:
        return ft.Column(
            parts,
            spacing=sizes.px(24, 40),
            expand=True,
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        )
    parts[0].expand = True
    return ft.Row(
        parts,
        spacing=sizes.px(24, 40),
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _words(view: View) -> ft.Control:
    state, words = view.state(OnPhone), view.words
    if state.away:
        lines = [written(view, words("on_phone.away"), Role.LEAD, lines=4)]
    elif state.address is None:
        lines = [written(view, words("on_phone.asking"), Role.TITLE, lines=4)]
    else:
        lines = [
            written(view, words("on_phone.lead"), Role.TITLE, lines=4),
            written(
                view,
                words("on_phone.translate"),
                Role.LEAD,
                colour=view.palette.ink2,
                lines=3,
            ),
        ]
    closes = words.plain("still_there.more", seconds=state.seconds_left)
    clock = written(view, closes, Role.SMALL_STRONG, lines=2)
    return ft.Column(
        [
            ft.Semantics(
                live_region=True,
                container=True,
                content=ft.Column(list(lines), spacing=view.sizes.px(12, 20)),
            ),
            # Not a live region: nobody wants to hear every second.
            clock,
        ],
        spacing=view.sizes.px(20, 32),
        tight=True,
    )


def _plate(view: View, side: int) -> ft.Control:
    """Keep the code's place, whether or not there is one yet."""
    address = view.state(OnPhone).address
    if address is None:
        return ft.Container(width=side, height=side, alignment=start_side(view))
    qr = draw_qr(address)
    # Whole pixels per module: a phone reads it from further away.
    whole = qr.side * max(side // qr.side, 2)
    return ft.Semantics(
        image=True,
        container=True,
        label=view.words("on_phone.scan"),
        identifier="on-phone-qr",
        exclude_semantics=True,
        content=ft.Container(
            qr.drawn(whole),
            width=side,
            height=side,
            bgcolor=ft.Colors.WHITE,
            border_radius=view.sizes.round_card,
            clip_behavior=ft.ClipBehavior.HARD_EDGE,
            alignment=ft.Alignment.CENTER,
        ),
    )


def _buttons(view: View) -> ft.Control:
    words, send = view.words, view.send
    if view.state(OnPhone).away:
        first = soft_button(
            view,
            words("common.try_again"),
            lambda: send(TryAgainTouched()),
            mark="try-again",
        )
    else:
        first = soft_button(
            view,
            words("on_phone.longer"),
            lambda: send(StillHereTouched()),
            mark="longer",
        )
    done = soft_button(
        view, words("common.done"), lambda: send(DoneTouched()), mark="done"
    )
    return button_row(view, [first, done])
