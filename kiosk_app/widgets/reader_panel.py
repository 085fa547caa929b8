"""The accent panel of Welcome: a code in brackets, and where the reader is."""

import flet as ft

from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.lens import Aim, viewfinder
from kiosk_app.widgets.lettering import evenly, sign, written
from kiosk_app.widgets.view import View
from shared.kiosk import ReaderSide

_ARROWS: dict[ReaderSide, ft.IconData] = {
    ReaderSide.BELOW: ft.Icons.ARROW_DOWNWARD_ROUNDED,
    ReaderSide.LEFT: ft.Icons.ARROW_BACK_ROUNDED,
    ReaderSide.RIGHT: ft.Icons.ARROW_FORWARD_ROUNDED,
}
_TURNED = {
    ReaderSide.LEFT: ReaderSide.RIGHT,
    ReaderSide.RIGHT: ReaderSide.LEFT,
}
_VEIL = 0.16


def reads_by_reader(view: View) -> bool:
    """Tell whether a code can be held to a reader beside the screen."""
    reader = view.configuration.reader
    return reader is not ReaderSide.NONE and view.journey.reader_works


def reads_by_camera(view: View) -> bool:
    """Tell whether a code can be held to the camera, for want of a reader."""
    wanted = view.configuration.options.camera_reader and not reads_by_reader(view)
    return wanted and view.journey.camera_works


def reader_panel(
    view: View, *, width: int | None = None, height: int | None = None
) -> ft.Container:
    """Draw the panel; it says nothing that must be tapped."""
    sizes, ink = view.sizes, view.palette.on_panel
    by_camera = reads_by_camera(view)
    text = view.words("welcome.scan_camera" if by_camera else "welcome.scan")
    # On top of a page there is room for one line; beside it, for three.
    roles = (Role.TITLE, Role.LEAD_STRONG) if width is None else (Role.TITLE,)
    across = (width or int(sizes.width)) - sizes.px(40, 64)
    letters = view.fit(text, roles, within=across)
    return ft.Container(
        ft.Column(
            [
                _camera(view) if by_camera else _code_in_brackets(view),
                evenly(
                    view,
                    written(
                        view,
                        text,
                        letters,
                        colour=ink,
                        lines=3,
                        align=ft.TextAlign.CENTER,
                    ),
                    text,
                    letters,
                    within=across,
                ),
                # Where a camera is, whoever holds a code to it sees for themselves.
                *([] if by_camera else [_arrow(view)]),
            ],
            alignment=ft.MainAxisAlignment.CENTER
            if by_camera
            else ft.MainAxisAlignment.SPACE_BETWEEN,
            horizontal_alignment=ft.CrossAxisAlignment.CENTER,
            spacing=sizes.px(24, 40) if by_camera else sizes.px(12, 20),
        ),
        width=width,
        height=height,
        bgcolor=view.palette.panel,
        padding=ft.Padding(
            left=sizes.px(20, 32),
            right=sizes.px(20, 32),
            top=sizes.px(40, 64) if height is None else sizes.px(20, 32),
            bottom=sizes.px(24, 44) if height is None else sizes.px(16, 24),
        ),
    )


def _camera(view: View) -> ft.Semantics:
    """Show what the camera sees, so that a code is held where it is seen."""
    width = view.sizes.px(264, 416)
    return ft.Semantics(
        image=True,
        container=True,
        label=view.words("taking_photo.camera"),
        identifier="camera",
        exclude_semantics=True,
        content=ft.Container(
            viewfinder(view.lens, Aim.CODES),
            width=width,
            height=width * 3 // 4,
            bgcolor=ft.Colors.with_opacity(_VEIL, view.palette.on_panel),
            border_radius=view.sizes.round_button,
            clip_behavior=ft.ClipBehavior.HARD_EDGE,
            alignment=ft.Alignment.CENTER,
        ),
    )


def reader_band(view: View) -> ft.Container:
    """Draw the panel as one band, for a page whose text is large."""
    sizes, ink = view.sizes, view.palette.on_panel
    by_camera = reads_by_camera(view)
    asks = view.words("welcome.scan_camera" if by_camera else "welcome.scan")
    text = written(view, asks, Role.LEAD_STRONG, colour=ink, lines=6)
    return ft.Container(
        ft.Row(
            [
                _camera(view) if by_camera else _arrow(view),
                ft.Container(text, expand=True),
            ],
            spacing=sizes.gap,
        ),
        bgcolor=view.palette.panel,
        border_radius=sizes.round_card,
        padding=ft.Padding.all(sizes.px(12, 24)),
    )


def _code_in_brackets(view: View) -> ft.Semantics:
    side, ink = view.sizes.px(184, 284), view.palette.on_panel
    return ft.Semantics(
        exclude_semantics=True,
        content=ft.Stack(
            [
                ft.Image(src=_brackets(ink), width=side, height=side),
                ft.Container(
                    sign(ft.Icons.QR_CODE_2_ROUNDED, side * 0.74, ink),
                    width=side,
                    height=side,
                    alignment=ft.Alignment.CENTER,
                ),
            ],
            width=side,
            height=side,
        ),
    )


def _arrow(view: View) -> ft.Semantics:
    side, ink = view.sizes.px(64, 100), view.palette.on_panel
    return ft.Semantics(
        exclude_semantics=True,
        content=ft.Container(
            sign(_arrow_sign(view), side * 0.6, ink),
            width=side,
            height=side,
            border_radius=side / 2,
            bgcolor=ft.Colors.with_opacity(_VEIL, ink),
            alignment=ft.Alignment.CENTER,
        ),
    )


def _arrow_sign(view: View) -> ft.IconData:
    """Choose the arrow to where the reader is, which no language moves."""
    # On a mirrored page the engine turns these two arrows round.
    turned = _TURNED if view.words.from_right else {}
    reader = view.configuration.reader
    return _ARROWS[turned.get(reader, reader)]


def _brackets(colour: str) -> str:
    """Draw the four corners of a view-finder on a field of 184 by 184."""
    path = (
        "M3 48V21a18 18 0 0 1 18-18h27M136 3h27a18 18 0 0 1 18 18v27"
        "M181 136v27a18 18 0 0 1-18 18h-27M48 181h-27a18 18 0 0 1-18-18v-27"
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 184 184">'
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="6"/></svg>'
    )
