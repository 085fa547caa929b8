"""The row on top of a page: back, title, and how far one is."""

from collections.abc import Callable

import flet as ft

from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.eased_page import TitleRow
from kiosk_app.widgets.lettering import heading, written
from kiosk_app.widgets.parts import icon_button
from kiosk_app.widgets.view import View

_MOST_BARS = 5
"""More of them would leave no room for the title: then words must do."""


def title_row(
    view: View,
    title: str,
    *,
    on_back: Callable[[], None],
    step: tuple[int, int] | None = None,
) -> ft.Row:
    """Draw the row; the title is set smaller before it is cut."""
    sizes = view.sizes
    room = sizes.width - 2 * sizes.margin - sizes.px(72, 112)
    row: list[ft.Control] = []
    if step is not None and not sizes.large_text:
        steps, taken = _steps(view, *step)
        row.append(steps)
        room -= taken
    letters = view.fit(title, (Role.TITLE, Role.LEAD_STRONG), within=room)
    lines = 1
    if view.ruler.width(title, letters) > room:
        # A question of the site's own may be long: two smaller lines are as high.
        letters, lines = sizes.letters(Role.BODY), 2
    back = icon_button(
        view,
        ft.Icons.ARROW_BACK_ROUNDED,
        name=view.words("common.back"),
        on_tap=on_back,
        mark="back",
    )
    named = ft.Container(heading(view, title, letters, lines=lines), expand=True)
    return ft.Row(
        [back, named, *row],
        spacing=sizes.px(8, 16),
        height=sizes.px(56, 80),
        data=TitleRow(back),
    )


def _steps(view: View, step: int, steps: int) -> tuple[ft.Control, float]:
    """Draw the bars, with words where there is room; say how wide it all is."""
    palette, sizes = view.palette, view.sizes
    text = view.words.plain("common.steps", step=step, steps=steps)
    bars: list[ft.Control] = [
        ft.Container(
            width=sizes.px(32, 48) if at == step else sizes.px(16, 24),
            height=sizes.px(8, 12),
            border_radius=sizes.px(4, 6),
            bgcolor=palette.accent if at <= step else palette.function_key,
            border=ft.Border.all(1, palette.edge) if palette.outlined else None,
        )
        for at in range(1, steps + 1)
    ]
    few = steps <= _MOST_BARS
    row: list[ft.Control] = []
    wide = 0.0
    if few:
        row.append(ft.Row(bars, spacing=sizes.px(6, 8), tight=True))
        wide = float(steps * sizes.px(24, 34) + sizes.px(30, 48))
    if not sizes.portrait or not few:
        row.insert(0, written(view, text, Role.SMALL, colour=palette.ink2))
        wide += view.ruler.width(text, sizes.letters(Role.SMALL)) + sizes.px(14, 20)
    said = ft.Semantics(
        container=True,
        label=text,
        exclude_semantics=True,
        content=ft.Row(row, spacing=sizes.px(14, 20), tight=True),
    )
    return said, wide
