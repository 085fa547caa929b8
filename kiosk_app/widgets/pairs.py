"""A list of equal rows: below each other, or two by two where they are many."""

from collections.abc import Sequence

import flet as ft

from kiosk_app.widgets.view import View

_BELOW_EACH_OTHER = 3


def in_pairs(view: View, rows: Sequence[ft.Semantics], *, gap: int) -> list[ft.Control]:
    """Lay rows out for a column; on a high page there is room for all of them."""
    if len(rows) <= _BELOW_EACH_OTHER or view.sizes.portrait:
        return list(rows)
    for row in rows:
        row.expand = True
    return [
        ft.Row(_filled(rows[at : at + 2]), spacing=gap) for at in range(0, len(rows), 2)
    ]


def _filled(pair: Sequence[ft.Semantics]) -> list[ft.Control]:
    # The last one of an odd number is as wide as the others.
    empty = [ft.Container(expand=True)] if len(pair) == 1 else []
    return [*pair, *empty]
