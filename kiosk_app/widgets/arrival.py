"""The page of somebody who is checked in: title, room, Wi-Fi, statuses, buttons."""

from collections.abc import Sequence

import flet as ft

from kiosk_app.journey.states import AlreadyHere, Completed
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import heading, sign, written
from kiosk_app.widgets.parts import button_row, page_ground
from kiosk_app.widgets.room_panel import room_panel
from kiosk_app.widgets.view import View
from kiosk_app.widgets.wifi_card import wifi_card
from shared.check_in import CheckInReply

STATUS_LINES = 3
"""There is room for so many between the panel and the buttons."""


def arrival_page(
    view: View,
    *,
    title: str,
    state: Completed | AlreadyHere,
    statuses: Sequence[ft.Control],
    buttons: Sequence[ft.Semantics],
    note: str | None = None,
) -> ft.Control:
    """Lay out the page; each part has its place, whatever is known already.

    Args:
        note: one short sentence more: beside the title, or below it on a high page.
    """
    sizes, reply, room = view.sizes, state.reply, state.room
    card, width = _card_width(view, reply), arrival_width(view, reply)
    if sizes.large_text:
        parts = [
            room_panel(
                view,
                room,
                host=reply.host.name,
                width=width,
                height=width,
                moved=state.moved,
            ),
            *statuses,
            *_below(view, reply, width),
        ]
        return page_ground(
            view,
            ft.Column([*_titles(view, title, note), *parts, button_row(view, buttons)]),
        )
    body_height = int(sizes.height) - 2 * sizes.margin - _title_height(view) - sizes.gap
    if note is not None and sizes.portrait:
        body_height -= _note_height(view) + sizes.gap
    stacked = reply.wifi is not None and sizes.portrait
    between = _statuses_height(view) if statuses else sizes.gap
    panel_height = body_height - between - sizes.primary
    if stacked:
        panel_height -= _card_height(view) + sizes.gap
    column: list[ft.Control] = [
        room_panel(
            view,
            room,
            host=reply.host.name,
            width=width,
            height=panel_height,
            moved=state.moved,
        ),
        _statuses(view, statuses, height=between),
        *_below(view, reply, width),
        button_row(view, buttons),
    ]
    body: list[ft.Control] = [
        ft.Column(
            column,
            spacing=0,
            expand=True,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
    ]
    if reply.wifi is not None and card:
        body.append(wifi_card(view, reply.wifi, width=card, height=body_height))
    return page_ground(
        view,
        ft.Column(
            [
                *_titles(view, title, note),
                ft.Row(
                    body,
                    spacing=sizes.gap,
                    expand=True,
                    vertical_alignment=ft.CrossAxisAlignment.STRETCH,
                ),
            ],
            spacing=sizes.gap,
        ),
    )


def arrival_width(view: View, reply: CheckInReply) -> int:
    """Say how wide panel and statuses are, beside the card of the network."""
    card = _card_width(view, reply)
    beside = card + view.sizes.gap if card else 0
    return int(view.sizes.width) - 2 * view.sizes.margin - beside


def status_lines(view: View, text: str, reply: CheckInReply) -> int:
    """Say how many lines a status takes."""
    letters = view.sizes.letters(Role.BODY)
    within = arrival_width(view, reply) - view.sizes.px(38, 52)
    return view.ruler.lines(text, letters, within=within)


def title_room(view: View, note: str | None) -> float:
    """Say how wide a title may be beside its sign and a note."""
    sizes = view.sizes
    width = sizes.width - 2 * sizes.margin - sizes.px(48, 72)
    if note is None or sizes.portrait:
        return width
    return width - view.ruler.width(note, sizes.letters(Role.BODY)) - sizes.px(10, 22)


def status_line(
    view: View, icon: ft.IconData, colour: str, text: str, *, mark: str
) -> ft.Semantics:
    """Draw one line that says how something stands; a change is announced."""
    return drawn_line(view, sign(icon, view.sizes.px(26, 36), colour), text, mark=mark)


def drawn_line(
    view: View, picture: ft.Control, text: str, *, mark: str
) -> ft.Semantics:
    """Draw such a line with a picture of its own."""
    return ft.Semantics(
        live_region=True,
        container=True,
        identifier=mark,
        content=ft.Row(
            [
                picture,
                ft.Container(written(view, text, Role.BODY, lines=2), expand=True),
            ],
            spacing=view.sizes.px(12, 16),
        ),
    )


def _below(view: View, reply: CheckInReply, width: int) -> list[ft.Control]:
    """Put the Wi-Fi card below the statuses where the page is high."""
    if reply.wifi is None or not view.sizes.portrait:
        return []
    return [
        wifi_card(view, reply.wifi, width=width, height=_card_height(view)),
        ft.Container(height=view.sizes.gap),
    ]


def _title_height(view: View) -> int:
    return view.sizes.px(40, 56)


def _titles(view: View, title: str, note: str | None) -> list[ft.Control]:
    if note is None or not view.sizes.portrait:
        return [_title(view, title, note)]
    below = written(view, note, Role.BODY, colour=view.palette.ink2)
    return [
        _title(view, title, None),
        ft.Container(below, height=_note_height(view)),
    ]


def _note_height(view: View) -> int:
    return view.sizes.letters(Role.BODY).line


def _title(view: View, title: str, note: str | None) -> ft.Row:
    sizes = view.sizes
    row: list[ft.Control] = [
        sign(ft.Icons.CHECK_CIRCLE_ROUNDED, sizes.px(38, 48), view.palette.good)
    ]
    within = title_room(view, note)
    letters = view.fit(title, (Role.TITLE, Role.LEAD_STRONG), within=within)
    row.append(ft.Container(heading(view, title, letters, lines=1), expand=True))
    if note is not None:
        row.append(written(view, note, Role.BODY, colour=view.palette.ink2))
    return ft.Row(row, spacing=sizes.px(10, 22), height=_title_height(view))


def _statuses(
    view: View, statuses: Sequence[ft.Control], *, height: int
) -> ft.Container:
    """Reserve the place of `STATUS_LINES`, so that none moves what lies below."""
    return ft.Container(
        ft.Column(
            list(statuses),
            spacing=view.sizes.px(4, 14),
            alignment=ft.MainAxisAlignment.CENTER,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        height=height,
    )


def _card_width(view: View, reply: CheckInReply) -> int:
    beside = reply.wifi is not None and not view.sizes.portrait
    return view.sizes.px(252, 400) if beside else 0


def _statuses_height(view: View) -> int:
    return view.sizes.px(108, 156)


def _card_height(view: View) -> int:
    return view.sizes.px(300, 470)
