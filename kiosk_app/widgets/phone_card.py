"""The card whose code makes a visitor's own phone ring somebody."""

import re

import flet as ft

from kiosk_app.widgets.qr import draw_qr
from kiosk_app.widgets.view import View

_NOT_DIALLED = re.compile(r"[^0-9+*#]")


def phone_card(view: View, phone: str, *, side: int) -> ft.Container:
    """Draw the code on a square white card."""
    qr = draw_qr(f"tel:{_NOT_DIALLED.sub('', phone)}")
    drawn = qr.side * max(side // qr.side, 1)
    code = ft.Semantics(
        image=True,
        container=True,
        label=view.words("helping.phone", phone=phone),
        identifier="phone-qr",
        exclude_semantics=True,
        content=qr.drawn(drawn),
    )
    return ft.Container(
        code,
        width=side,
        height=side,
        bgcolor=ft.Colors.WHITE,
        alignment=ft.Alignment.CENTER,
        border_radius=view.sizes.round_card,
        foreground_decoration=ft.BoxDecoration(
            border=ft.Border.all(1, view.palette.line),
            border_radius=view.sizes.round_card,
        ),
    )
