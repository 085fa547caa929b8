"""A drawn page as running text: nothing in it is cut, whatever size its letters are.

With larger text no screen measures anything anew: what was drawn for a fixed place
loses its fixed height and its last line, and the page around it scrolls.
"""

import flet as ft

_MOST_LINES = 8


def flowing(control: ft.Control) -> ft.Control:
    """Let everything be as high as its text; give the same control back."""
    _loosen(control, below=True, grow=True)
    return control


def scrollable(control: ft.Control) -> ft.Control:
    """Let everything have its natural height, but cut where it was cut before."""
    _loosen(control, below=True, grow=False)
    return control


def _loosen(control: ft.Control, *, below: bool, grow: bool) -> None:
    """Free one control and what is in it.

    Args:
        below: it stands in a column, where a share of the height means nothing
            once the column has no height of its own.
    """
    if below and control.expand:
        control.expand = None
    match control:
        case ft.Text() if grow and control.max_lines:
            control.max_lines = _MOST_LINES
        case ft.Column():
            control.scroll = None
            _loosen_all(control.controls, below=True, grow=grow)
        case ft.Row():
            _loosen_row(control, grow=grow)
        case ft.Container():
            _loosen_box(control, grow=grow)
        case ft.Semantics() if control.content is not None:
            _loosen(control.content, below=False, grow=grow)


def _loosen_all(controls: list[ft.Control], *, below: bool, grow: bool) -> None:
    for one in controls:
        _loosen(one, below=below, grow=grow)


def _loosen_row(row: ft.Row, *, grow: bool) -> None:
    if row.vertical_alignment is ft.CrossAxisAlignment.STRETCH:
        row.vertical_alignment = ft.CrossAxisAlignment.START
    if grow and _has_text(row):
        row.height = None
    _loosen_all(row.controls, below=False, grow=grow)


def _loosen_box(box: ft.Container, *, grow: bool) -> None:
    content = box.content
    if content is None:
        return
    if grow and box.height is not None and _has_text(content):
        box.padding = _with_air(box)
        box.height = None
    if box.height is None:
        _loosen(content, below=False, grow=grow)


def _with_air(box: ft.Container) -> ft.Padding:
    """Keep some room above and below where the height gave it before."""
    found = box.padding
    padding = found if isinstance(found, ft.Padding) else ft.Padding.all(0)
    air = max(int(box.height or 0) // 8, 8) if box.bgcolor is not None else 0
    return ft.Padding(
        left=padding.left,
        right=padding.right,
        top=max(padding.top, air),
        bottom=max(padding.bottom, air),
    )


def _has_text(control: ft.Control) -> bool:
    match control:
        case ft.Text():
            return True
        case ft.Column() | ft.Row() | ft.Stack():
            return any(_has_text(one) for one in control.controls)
        case ft.Container() | ft.Semantics() if control.content is not None:
            return _has_text(control.content)
        case _:
            return False
