"""A page for whoever asked for larger text, or for all controls within low reach.

What the page says comes first and scrolls; back and the one button to go on stand
at the bottom and stay there.
"""

from dataclasses import dataclass

import flet as ft

from kiosk_app.widgets.flowing import flowing, scrollable
from kiosk_app.widgets.view import View
from kiosk_app.widgets.within import within

PRIMARY = "primary"
"""What marks the one filled button of a page, for whoever lays the page out."""


@dataclass(frozen=True)
class TitleRow:
    """What a title row keeps beside its drawing; see `title_row`."""

    back: ft.Control


@dataclass(frozen=True)
class _Parts:
    """A page, taken apart."""

    title: ft.Control | None
    middle: list[ft.Control]
    foot: list[ft.Control]
    has_back: bool


def eased(view: View, content: ft.Control, *, centred: bool) -> ft.Control:
    """Lay the page out anew, as large text or low reach want it."""
    if not isinstance(content, ft.Column):
        return content
    parts = _apart(content, centred=centred)
    if centred and not parts.foot:
        return flowing(content) if view.sizes.large_text else content
    if view.sizes.low and not view.sizes.large_text:
        # Without a way back all that can be touched stands at the bottom anyway.
        return _low(view, parts) if parts.has_back else content
    _grow(parts)
    if view.sizes.low:
        return _low(view, parts)
    title = [parts.title] if parts.title is not None else []
    return _page(view, [_scrolling(view, [*title, *parts.middle]), *_foot(view, parts)])


def _apart(content: ft.Column, *, centred: bool) -> _Parts:
    controls = list(content.controls)
    title, back = None, []
    if not centred and controls and _is_title(controls[0]):
        title = controls.pop(0)
        back = _back_of(title)
    bars = [one for one in controls if _is_bar(one)]
    last = controls[-1:] if bars and controls[-1] is bars[-1] else []
    foot = next(([one] for one in bars if _is_primary(one)), last)
    middle = [one for one in controls if one not in foot]
    return _Parts(title, middle, [*back, *foot], bool(back))


def _grow(parts: _Parts) -> None:
    for one in (parts.title, *parts.middle, *parts.foot):
        if one is not None:
            flowing(one)


def _low(view: View, parts: _Parts) -> ft.Control:
    """Keep the upper part for the title; all else stands within reach."""
    above = view.sizes.reach - view.sizes.title_top
    for one in parts.middle:
        scrollable(one)
    return _page(
        view,
        [
            ft.Container(
                parts.title,
                height=above - view.sizes.gap,
                alignment=ft.Alignment.TOP_LEFT,
            ),
            _scrolling(view, parts.middle),
            *_foot(view, parts),
        ],
    )


def _page(view: View, controls: list[ft.Control]) -> ft.Control:
    return ft.Column(
        controls,
        spacing=view.sizes.gap,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _scrolling(view: View, controls: list[ft.Control]) -> ft.Control:
    """Let a part of the page scroll; its bar can be seen, so that one knows."""
    gap = view.sizes.gap
    inner = ft.Column(
        controls, spacing=gap, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
    return ft.Column(
        [ft.Container(inner, padding=ft.Padding.symmetric(horizontal=gap, vertical=6))],
        expand=True,
        scroll=ft.ScrollMode.ALWAYS,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _foot(view: View, parts: _Parts) -> list[ft.Control]:
    row: list[ft.Control] = []
    for one in parts.foot:
        row += one.controls if isinstance(one, ft.Row) else [one]
    if not row:
        return []
    for one in row[1 if parts.has_back else 0 :]:
        one.expand = True
    return [ft.Row(row, spacing=view.sizes.gap)]


def _is_title(control: ft.Control) -> bool:
    if isinstance(control.data, TitleRow):
        return True
    return any(isinstance(one, ft.Semantics) and one.header for one in within(control))


def _back_of(title: ft.Control) -> list[ft.Control]:
    """Take the arrow out of a title row."""
    if not isinstance(title.data, TitleRow) or not isinstance(title, ft.Row):
        return []
    back = title.data.back
    title.controls = [one for one in title.controls if one is not back]
    return [back]


def _is_bar(control: ft.Control) -> bool:
    """Tell whether there is nothing but buttons in it."""
    match control:
        case ft.Semantics():
            return bool(control.button)
        case ft.Row():
            return bool(control.controls) and all(map(_is_bar, control.controls))
        case ft.Container() if control.content is not None and not control.bgcolor:
            return _is_bar(control.content)
        case _:
            return False


def _is_primary(control: ft.Control) -> bool:
    return any(one.data == PRIMARY for one in within(control))
