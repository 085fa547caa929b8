"""Buttons, choices, panels, rows and chips."""

from collections.abc import Callable, Sequence

import flet as ft

from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.eased_page import PRIMARY, eased
from kiosk_app.widgets.focus import named, ringed
from kiosk_app.widgets.lettering import sign, written
from kiosk_app.widgets.view import View
from kiosk_app.widgets.within import stops_in

PRESSED = 0.12
"""How much ink lies over what is being pressed."""


def tappable(
    view: View,
    content: ft.Control,
    *,
    name: str,
    on_tap: Callable[[], None],
    mark: str,
) -> ft.Semantics:
    """Make something that acts when a finger leaves it.

    The name is what a screen reader says; `mark` is a stable identifier.
    """
    face = content if isinstance(content, ft.Container) else ft.Container(content)
    face.ink = True
    face.ink_color = ft.Colors.with_opacity(PRESSED, view.palette.ink)
    face.on_click = on_tap
    if face.border is None and face.bgcolor == view.palette.soft:
        face.border = outline(view, view.palette.edge)
    ringed(view, face, mark)
    return ft.Semantics(
        button=True,
        container=True,
        label=named(view, name, mark),
        identifier=mark,
        exclude_semantics=True,
        on_tap=on_tap,
        content=face,
    )


def primary_button(
    view: View,
    text: str,
    on_tap: Callable[[], None],
    *,
    mark: str,
    icon: ft.IconData | None = None,
    height: int | None = None,
) -> ft.Semantics:
    """Draw the one filled button of a screen."""
    colours = (view.palette.accent, view.palette.on_accent)
    face = _button_face(view, text, colours, icon=icon, height=height)
    drawn = tappable(view, face, name=text, on_tap=on_tap, mark=mark)
    drawn.data = PRIMARY
    return drawn


def soft_button(
    view: View,
    text: str,
    on_tap: Callable[[], None],
    *,
    mark: str,
    icon: ft.IconData | None = None,
    height: int | None = None,
) -> ft.Semantics:
    """Draw a button that nobody must press."""
    colours = (view.palette.soft, view.palette.on_soft)
    face = _button_face(view, text, colours, icon=icon, height=height)
    return tappable(view, face, name=text, on_tap=on_tap, mark=mark)


def _button_face(
    view: View,
    text: str,
    colours: tuple[str, str],
    *,
    icon: ft.IconData | None,
    height: int | None,
) -> ft.Container:
    fill, ink = colours
    row: list[ft.Control] = [
        ft.Container(
            written(view, text, Role.BUTTON, colour=ink),
            expand=True,
            expand_loose=True,
        )
    ]
    if icon is not None:
        row.append(sign(icon, view.sizes.px(24, 36), ink))
    return ft.Container(
        ft.Row(
            row,
            alignment=ft.MainAxisAlignment.CENTER,
            vertical_alignment=ft.CrossAxisAlignment.CENTER,
            spacing=view.sizes.px(16, 20),
        ),
        height=height or view.sizes.primary,
        bgcolor=fill,
        border_radius=view.sizes.round_button,
        padding=ft.Padding.symmetric(horizontal=view.sizes.px(16, 24)),
    )


def button_row(view: View, buttons: Sequence[ft.Semantics]) -> ft.Row:
    """Lay buttons beside each other in equal widths."""
    for button in buttons:
        button.expand = True
    return ft.Row(list(buttons), spacing=view.sizes.gap)


def icon_button(
    view: View,
    icon: ft.IconData,
    *,
    name: str,
    on_tap: Callable[[], None],
    mark: str,
    side: int | None = None,
) -> ft.Semantics:
    """Draw a button that is an icon only: back, clear."""
    side = side or view.sizes.px(56, 80)
    face = ft.Container(
        sign(icon, round(side * 0.5), view.palette.ink),
        width=side,
        height=side,
        border_radius=side / 2,
        alignment=ft.Alignment.CENTER,
    )
    return tappable(view, face, name=name, on_tap=on_tap, mark=mark)


def tile(
    view: View, icon: ft.IconData, *, colours: tuple[str, str], side: int | None = None
) -> ft.Container:
    """Draw an icon on a small coloured square."""
    fill, ink = colours
    side = side or view.sizes.px(48, 72)
    return ft.Container(
        sign(icon, side * 0.58, ink),
        width=side,
        height=side,
        bgcolor=fill,
        border=outline(view, ink),
        border_radius=view.sizes.px(12, 16),
        alignment=ft.Alignment.CENTER,
    )


def choice(
    view: View,
    title: str,
    more: str | None,
    on_tap: Callable[[], None],
    *,
    mark: str,
    icon: ft.IconData | None = None,
) -> ft.Semantics:
    """Draw one of a few ways to go on: icon, title, second line, chevron."""
    palette, sizes = view.palette, view.sizes
    lines: list[ft.Control] = [
        written(
            view,
            title,
            view.fit(title, (Role.BUTTON, Role.BODY), within=_room(view)),
            lines=1 if more else 2,
        )
    ]
    if more is not None:
        lines.append(written(view, more, Role.SMALL, colour=palette.ink2))
    row: list[ft.Control] = [
        ft.Column(lines, spacing=0, expand=True, alignment=ft.MainAxisAlignment.CENTER),
        sign(ft.Icons.CHEVRON_RIGHT_ROUNDED, sizes.px(28, 40), palette.ink),
    ]
    if icon is not None:
        row.insert(0, tile(view, icon, colours=(palette.soft, palette.on_soft)))
    face = ft.Container(
        ft.Row(row, spacing=sizes.px(18, 24)),
        height=sizes.choice,
        bgcolor=palette.surface,
        border=ft.Border.all(2, palette.edge),
        border_radius=sizes.round_button,
        padding=ft.Padding.symmetric(horizontal=sizes.px(18, 28)),
    )
    name = title if more is None else f"{title}. {more}"
    return tappable(view, face, name=name, on_tap=on_tap, mark=mark)


def _room(view: View) -> int:
    return view.sizes.px(294, 440)


def panel(
    view: View,
    controls: Sequence[ft.Control],
    *,
    expand: bool = True,
    centred: bool = False,
) -> ft.Container:
    """Draw the accent surface that says where to look."""
    sizes = view.sizes
    return ft.Container(
        ft.Column(
            list(controls),
            spacing=0,
            alignment=ft.MainAxisAlignment.CENTER
            if centred
            else ft.MainAxisAlignment.SPACE_BETWEEN,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        expand=expand,
        bgcolor=view.palette.panel,
        border_radius=sizes.round_card,
        padding=ft.Padding.symmetric(
            horizontal=sizes.px(24, 40), vertical=sizes.px(16, 28)
        ),
        clip_behavior=ft.ClipBehavior.HARD_EDGE,
    )


def chip(view: View, icon: ft.IconData, text: str) -> ft.Container:
    """Draw a small amber notice: icon and word."""
    palette, sizes = view.palette, view.sizes
    return ft.Container(
        ft.Row(
            [
                sign(icon, sizes.px(24, 32), palette.warn),
                ft.Container(
                    written(view, text, Role.SMALL, colour=palette.warn),
                    expand=sizes.large_text,
                    expand_loose=True,
                ),
            ],
            spacing=sizes.px(8, 12),
            tight=True,
        ),
        bgcolor=palette.warn_fill,
        border=outline(view, palette.warn),
        border_radius=sizes.px(8, 12),
        padding=ft.Padding.symmetric(
            horizontal=sizes.px(12, 18), vertical=sizes.px(8, 12)
        ),
    )


def fact(view: View, icon: ft.IconData, title: str, more: str) -> ft.Row:
    """Draw one of the facts beside a panel: amber tile, title, second line."""
    palette = view.palette
    return ft.Row(
        [
            tile(view, icon, colours=(palette.warn_fill, palette.warn)),
            ft.Column(
                [
                    written(view, title, Role.BODY, lines=2),
                    written(view, more, Role.SMALL, colour=palette.ink2, lines=2),
                ],
                spacing=0,
                expand=True,
                tight=True,
            ),
        ],
        spacing=view.sizes.gap,
    )


def page_ground(
    view: View, content: ft.Control, *, centred: bool = False, titled: bool = False
) -> ft.Container:
    """Lay a screen on the ground with the margin around it.

    Where text is large or reach is low it is laid out anew: see `eased_page`.

    Args:
        titled: it begins with a title row, which has one place on all pages.
    """
    margin = view.sizes.margin
    if view.sizes.large_text or view.sizes.low:
        content = eased(view, content, centred=centred)
    return ft.Container(
        content,
        alignment=_place(view, content) if centred else None,
        expand=True,
        bgcolor=view.palette.ground,
        padding=ft.Padding(
            left=margin,
            right=margin,
            top=view.sizes.title_top if titled else margin,
            bottom=margin,
        ),
    )


def outline(view: View, colour: str) -> ft.Border | None:
    """Give an edge to what is seen by its fill, where there are no fills."""
    return ft.Border.all(2, colour) if view.palette.outlined else None


def _place(view: View, content: ft.Control) -> ft.Alignment:
    low = view.sizes.low and stops_in(content)
    return ft.Alignment.BOTTOM_CENTER if low else ft.Alignment.CENTER
