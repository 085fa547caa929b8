"""The card that lets a phone join the guest network."""

import flet as ft

from kiosk_app.theme.sizes import Letters, Role
from kiosk_app.widgets.lettering import sign, written
from kiosk_app.widgets.qr import Qr, draw_qr
from kiosk_app.widgets.view import View
from shared.check_in import WifiReply

_MOST_LINES = 4
_SMALLEST_MODULE = 2


def wifi_card(view: View, wifi: WifiReply, *, width: int, height: int) -> ft.Container:
    """Draw QR code, network and password; the QR takes what the words leave."""
    sizes = view.sizes
    inner = width - 2 * sizes.px(14, 24)
    edge = sizes.px(16, 28)
    words = [*_network(view, wifi, inner), *_password(view, wifi, inner)]
    taken = sum(words_height for _, words_height in words)
    left = height - taken - _heading_height(view) - 2 * edge
    qr = draw_qr(wifi.qr)
    side = qr.side * max(min(width - 4, left) // qr.side, _SMALLEST_MODULE)
    above = max(left - side, 0) // 2
    return ft.Container(
        ft.Column(
            [
                _heading(view),
                ft.Container(height=above),
                _plate(view, qr, side, name=wifi.ssid, beside=(width - side) // 2),
                ft.Container(height=max(left - side, 0) - above),
                *(control for control, _ in words),
            ],
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            spacing=0,
        ),
        width=width,
        height=height,
        bgcolor=ft.Colors.WHITE,
        border_radius=sizes.round_card,
        # Over the content, where its width moves no module off the pixels.
        foreground_decoration=ft.BoxDecoration(
            border=ft.Border.all(1, view.palette.line), border_radius=sizes.round_card
        ),
        padding=ft.Padding.symmetric(vertical=edge),
        clip_behavior=ft.ClipBehavior.HARD_EDGE,
    )


def _heading_height(view: View) -> int:
    return view.sizes.px(32, 44)


def _heading(view: View) -> ft.Container:
    return ft.Container(
        ft.Row(
            [
                sign(ft.Icons.WIFI_ROUNDED, view.sizes.px(28, 40), view.palette.ink),
                written(view, view.words("wifi.title"), Role.BODY),
            ],
            alignment=ft.MainAxisAlignment.CENTER,
            spacing=view.sizes.px(8, 12),
        ),
        height=_heading_height(view),
    )


def _plate(view: View, qr: Qr, side: int, *, name: str, beside: int) -> ft.Semantics:
    """Draw the code on whole pixels: the card's middle may be half of one."""
    return ft.Semantics(
        image=True,
        container=True,
        label=view.words("wifi.scan", name=name),
        identifier="wifi-qr",
        exclude_semantics=True,
        content=ft.Row(
            [
                ft.Container(width=beside),
                qr.drawn(side),
            ],
            spacing=0,
        ),
    )


def _network(view: View, wifi: WifiReply, inner: int) -> list[tuple[ft.Control, int]]:
    letters = view.fit(wifi.ssid, (Role.BUTTON, Role.BODY, Role.SMALL), within=inner)
    letters = Letters(letters.size, letters.line, 500)
    return [_line(view, wifi.ssid, letters, inner, lines=2)]


def _password(view: View, wifi: WifiReply, inner: int) -> list[tuple[ft.Control, int]]:
    small = view.sizes.letters(Role.SMALL)
    ink2 = view.palette.ink2
    gap = view.sizes.px(4, 12)
    space: tuple[ft.Control, int] = (ft.Container(height=gap), gap)
    if wifi.password is None:
        text = view.words("wifi.open")
        return [space, _line(view, text, small, inner, colour=ink2)]
    letters = view.fit(wifi.password, (Role.SECRET, Role.SECRET_SMALL), within=inner)
    return [
        space,
        _line(view, view.words("wifi.password"), small, inner, colour=ink2),
        _line(view, wifi.password, letters, inner, lines=_MOST_LINES),
    ]


def _line(
    view: View,
    text: str,
    letters: Letters,
    inner: int,
    *,
    colour: str | None = None,
    lines: int = 1,
) -> tuple[ft.Control, int]:
    """Write a centred text; return it with the height it takes."""
    needed = min(view.ruler.lines(text, letters, within=inner), lines)
    content = written(
        view, text, letters, colour=colour, lines=lines, align=ft.TextAlign.CENTER
    )
    return ft.Container(content, width=inner), needed * letters.line
