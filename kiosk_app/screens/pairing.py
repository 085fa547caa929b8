"""This kiosk belongs to nobody yet: a code for an admin, large, and as a QR code."""

import flet as ft

from kiosk_app.journey.events import ServerWanted
from kiosk_app.journey.states import Pairing, PairingCode
from kiosk_app.journey.states_server import ServerFrom
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lettering import heading, written
from kiosk_app.widgets.parts import chip, page_ground
from kiosk_app.widgets.qr import draw_qr
from kiosk_app.widgets.sides import start_side
from kiosk_app.widgets.small_actions import SmallAction, small_action
from kiosk_app.widgets.view import View


def draw(view: View) -> ft.Control:
    """Draw the code, where to type it, and how things stand."""
    state, sizes = view.state(Pairing), view.sizes
    title = view.words("pairing.title")
    inner = sizes.width - 2 * sizes.margin
    letters = view.fit(title, (Role.TITLE, Role.LEAD_STRONG), within=inner)
    return page_ground(
        view,
        ft.Column(
            [
                heading(view, title, letters, lines=1),
                _body(view, state.code) if state.code else _without_code(view, state),
                _standing(view, state),
            ],
            spacing=sizes.gap,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )


def _body(view: View, code: PairingCode) -> ft.Control:
    """Set words and QR code beside each other, or below on a high page."""
    sizes = view.sizes
    qr, side = draw_qr(code.address_with_code), sizes.px(264, 420)
    # Whole pixels per module: a phone reads it from further away.
    side = qr.side * max(side // qr.side, 2)
    plate = ft.Semantics(
        image=True,
        container=True,
        label=view.words("pairing.scan"),
        identifier="pairing-qr",
        exclude_semantics=True,
        content=ft.Container(
            qr.drawn(side),
            bgcolor=ft.Colors.WHITE,
            border_radius=sizes.round_card,
            clip_behavior=ft.ClipBehavior.HARD_EDGE,
            alignment=ft.Alignment.CENTER,
            width=side,
            height=side,
        ),
    )
    whole = int(sizes.width) - 2 * sizes.margin
    if sizes.portrait:
        return ft.Column(
            [*_words(view, code, whole), ft.Container(height=sizes.gap), plate],
            spacing=sizes.px(8, 16),
            expand=True,
            alignment=ft.MainAxisAlignment.CENTER,
        )
    beside = ft.Column(
        _words(view, code, whole - side - sizes.px(24, 40)),
        spacing=sizes.px(8, 16),
        expand=True,
        alignment=ft.MainAxisAlignment.CENTER,
    )
    return ft.Row(
        [beside, plate],
        spacing=sizes.px(24, 40),
        expand=True,
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


def _words(view: View, code: PairingCode, width: int) -> list[ft.Control]:
    words, palette = view.words, view.palette
    address = code.address.partition("://")[2] or code.address
    letters = view.fit(address, (Role.TITLE, Role.LEAD_STRONG), within=width, lines=2)
    large = view.fit(code.text, (Role.DISPLAY, Role.ROOM, Role.NEXT), within=width)
    return [
        written(view, words("pairing.open"), Role.LEAD, colour=palette.ink2, lines=2),
        written(view, words.isolated(address), letters, lines=3),
        written(view, words("pairing.type"), Role.LEAD, colour=palette.ink2, lines=2),
        ft.Semantics(
            live_region=True,
            container=True,
            # Letter by letter: nobody can say it as a word.
            label=words.plain("pairing.code", code=" ".join(code.text)),
            identifier="pairing-code",
            exclude_semantics=True,
            content=written(view, code.text, large),
        ),
    ]


def _without_code(view: View, state: Pairing) -> ft.Control:
    key = "pairing.away_more" if state.away else "pairing.asking"
    if state.too_old:
        key = "pairing.too_old"
    return ft.Container(
        written(view, view.words(key), Role.LEAD, lines=3),
        expand=True,
        alignment=start_side(view),
    )


def _standing(view: View, state: Pairing) -> ft.Control:
    """Keep one place for what is wrong, whether or not anything is."""
    notice: ft.Control = ft.Container()
    if state.away:
        notice = chip(view, ft.Icons.CLOUD_OFF_ROUNDED, view.words("pairing.away"))
    elif state.denied:
        notice = chip(view, ft.Icons.CANCEL_ROUNDED, view.words("pairing.denied"))
    said = ft.Semantics(live_region=True, container=True, content=ft.Row([notice]))
    if view.journey.server is not ServerFrom.KIOSK:
        return ft.Row([said], height=view.sizes.px(44, 60))
    other = SmallAction(
        view.words("pairing.other_server"),
        ft.Icons.DNS_ROUNDED,
        "other-server",
        lambda: view.send(ServerWanted()),
    )
    said.expand = True
    return ft.Row([said, small_action(view, other)], height=view.sizes.px(48, 64))
