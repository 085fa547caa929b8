"""A page with a keyboard, for larger text or for low reach.

With larger text back and Next stand beside the title, and what is typed scrolls
between them and the keyboard. Within low reach the title stays on top, back lies
beside the keys, and what can be touched stands directly above the keyboard.
"""

import flet as ft

from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.eased_page import PRIMARY, TitleRow
from kiosk_app.widgets.flowing import flowing
from kiosk_app.widgets.lettering import lettering
from kiosk_app.widgets.view import View
from kiosk_app.widgets.within import stops_in, within

STAYS_BELOW = "stays_below"
"""What marks a place for answers, which stands directly above the keyboard."""
_ONWARD = "next"


def eased_typing(
    view: View, *, title: ft.Control, content: ft.Control, keys: ft.Control
) -> ft.Control:
    """Lay the page out anew."""
    back = _taken_from(title)
    draw = _low if view.sizes.low else _large
    return ft.Container(
        ft.Column(
            draw(view, title, content, keys, back),
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
        expand=True,
        bgcolor=view.palette.ground,
    )


def _taken_from(title: ft.Control) -> list[ft.Control]:
    if not isinstance(title, ft.Row) or not isinstance(title.data, TitleRow):
        return []
    back = title.data.back
    title.controls = [one for one in title.controls if one is not back]
    return [back]


def _large(
    view: View,
    title: ft.Control,
    content: ft.Control,
    keys: ft.Control,
    back: list[ft.Control],
) -> list[ft.Control]:
    sizes = view.sizes
    onward = _take_onward(content)
    for one in onward:
        one.expand = None
        if isinstance(one, ft.Container):
            one.width = _width(view, one)
    flowing(title)
    _make_quiet(view, title)
    top = _top(view, title, back, onward)
    return [
        ft.Container(top, padding=_around(view, top=sizes.px(6, 16))),
        _scrolled(view, flowing(content)),
        keys,
    ]


def _scrolled(view: View, content: ft.Control) -> ft.Control:
    margin = ft.Padding.symmetric(horizontal=view.sizes.margin)
    return ft.Column(
        [ft.Container(content, padding=margin)],
        expand=True,
        scroll=ft.ScrollMode.ALWAYS,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _top(
    view: View, title: ft.Control, back: list[ft.Control], onward: list[ft.Control]
) -> ft.Control:
    """Set back, title and Next on one line, or the title below where that is short."""
    gap = view.sizes.px(8, 16)
    if view.sizes.page_height > view.sizes.width and onward:
        ways = ft.Row([*back, *onward], alignment=ft.MainAxisAlignment.SPACE_BETWEEN)
        return ft.Column([ways, title], spacing=gap)
    title.expand = True
    return ft.Row([*back, title, *onward], spacing=gap)


def _width(view: View, button: ft.Container) -> int:
    """Say how wide a button must be for its word and its arrow."""
    letters, sizes = view.sizes.letters(Role.BUTTON), view.sizes
    texts = [one.value for one in within(button) if isinstance(one, ft.Text)]
    word = max((view.ruler.width(text, letters) for text in texts), default=0)
    return round(word) + sizes.px(24, 36) + sizes.px(16, 20) + 3 * sizes.px(16, 24)


def _make_quiet(view: View, title: ft.Control) -> None:
    """Set the title as large as other words: the line belongs to what is typed."""
    letters = view.sizes.letters(Role.LEAD_STRONG)
    for one in within(title):
        if isinstance(one, ft.Text):
            one.style = lettering(letters, view.palette.ink)


def _low(
    view: View,
    title: ft.Control,
    content: ft.Control,
    keys: ft.Control,
    back: list[ft.Control],
) -> list[ft.Control]:
    sizes = view.sizes
    if sizes.large_text:
        # There is no room for both: what is typed scrolls above the keys.
        _make_quiet(view, title)
        both = ft.Column([title, content], spacing=sizes.px(8, 16))
        return [_scrolled(view, flowing(both)), _tray(view, keys, back)]
    above, reached = _sorted(content)
    gap = sizes.px(8, 16)
    said = ft.Column(
        [ft.Container(title, expand=True, alignment=ft.Alignment.TOP_LEFT), *above],
        spacing=gap,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    written = ft.Column(
        [said, *reached],
        spacing=gap,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
    return [
        ft.Container(
            written,
            expand=True,
            padding=_around(view, top=sizes.title_top, bottom=sizes.px(4, 16)),
        ),
        _tray(view, keys, back),
    ]


def _tray(view: View, keys: ft.Control, back: list[ft.Control]) -> ft.Control:
    """Lay back beside the keys, at their foot."""
    margin = view.sizes.of_keys.px(8, 16)
    row: list[ft.Control] = [
        *(ft.Container(one, padding=ft.Padding.only(bottom=margin)) for one in back),
        ft.Container(keys, expand=True),
    ]
    return ft.Container(
        ft.Row(row, spacing=0, vertical_alignment=ft.CrossAxisAlignment.END),
        bgcolor=view.palette.tray,
        padding=ft.Padding.symmetric(horizontal=margin),
    )


def _sorted(content: ft.Control) -> tuple[list[ft.Control], list[ft.Control]]:
    """Part what is only read from what is touched; the last of that is reached."""
    if not isinstance(content, ft.Column):
        return [content], []
    controls = list(content.controls)
    places = [one for one in controls if one.data == STAYS_BELOW]
    touched = places or [one for one in controls if stops_in(one)][-1:]
    above = [one for one in controls if one not in touched]
    for one in above:
        _still(one)
    return above, touched


def _still(control: ft.Control) -> None:
    """Let a field that is out of reach only be read; the keys write into it anyway."""
    for one in within(control):
        if isinstance(one, ft.Semantics) and one.on_tap is not None:
            one.on_tap, one.button = None, None
            one.visible = not (one.identifier or "").startswith("clear-")
        if isinstance(one, ft.Container):
            one.on_click, one.ink = None, False


def _take_onward(content: ft.Control) -> list[ft.Control]:
    """Take Next out of what is typed, with the box that gives it its width."""
    for one in within(content):
        if isinstance(one, ft.Column | ft.Row):
            found = [each for each in one.controls if _is_onward(each)]
            if found:
                left = [each for each in one.controls if each not in found]
                _spread(left)
                one.controls = left
                return found
    return []


def _spread(controls: list[ft.Control]) -> None:
    """Let a field have the width that Next had beside it."""
    if len(controls) == 1 and isinstance(controls[0], ft.Container):
        controls[0].width, controls[0].expand = None, True


def _is_onward(control: ft.Control) -> bool:
    inner = control.content if isinstance(control, ft.Container) else control
    return isinstance(inner, ft.Semantics) and (
        inner.data == PRIMARY or (inner.identifier or "").startswith(_ONWARD)
    )


def _around(view: View, *, top: int, bottom: int = 0) -> ft.Padding:
    margin = view.sizes.margin
    return ft.Padding(left=margin, right=margin, top=top, bottom=bottom)
