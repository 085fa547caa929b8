"""A field that the on-screen keyboard writes into, with its caret."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import flet as ft

from kiosk_app.journey.states import Entry
from kiosk_app.theme.sizes import Letters, Role
from kiosk_app.widgets.focus import named
from kiosk_app.widgets.lettering import written
from kiosk_app.widgets.parts import icon_button
from kiosk_app.widgets.view import View

_NO_BREAK = "\N{NO-BREAK SPACE}"
_CUT = "…"
_LTR = "\N{LEFT-TO-RIGHT MARK}"
_BEFORE_WORDS = frozenset(" -\N{RIGHT SINGLE QUOTATION MARK}")
_SPARE = 0.25
"""The share of a line kept for what stands right of the caret."""


@dataclass(frozen=True)
class Field:
    """What a field is called and holds.

    Attributes:
        label: a small line above the text; None where the title says it.
    """

    name: str
    entry: Entry
    mark: str
    active: bool = True
    label: str | None = None


def entry_field(
    view: View,
    field: Field,
    *,
    width: int,
    height: int,
    on_touch: Callable[[], None],
    on_clear: Callable[[], None],
) -> ft.Control:
    """Draw the field; the clear button is there once something is in it."""
    sizes, palette = view.sizes, view.palette
    clear = sizes.px(48, 72)
    clears = field.active and bool(field.entry.text)
    inner = width - 2 * sizes.px(16, 24) - (clear if clears else 0)
    row: list[ft.Control] = [_touchable(view, field, inner, on_touch)]
    if clears:
        row.append(
            icon_button(
                view,
                ft.Icons.CLOSE_ROUNDED,
                name=view.words("common.clear"),
                on_tap=on_clear,
                mark=f"clear-{field.mark}",
                side=clear,
            )
        )
    return ft.Container(
        ft.Row(row, spacing=0, vertical_alignment=ft.CrossAxisAlignment.CENTER),
        width=width,
        height=height,
        bgcolor=palette.surface,
        border=ft.Border.all(3, palette.accent)
        if field.active
        else ft.Border.all(2, palette.edge),
        border_radius=sizes.round_button,
        padding=_padding(view),
    )


def _padding(view: View) -> ft.Padding:
    """Keep the text off the edge where it begins; the clear button needs less."""
    begins, ends = view.sizes.px(18, 28), view.sizes.px(6, 10)
    if view.words.from_right:
        return ft.Padding.only(left=ends, right=begins)
    return ft.Padding.only(left=begins, right=ends)


def _touchable(
    view: View, field: Field, inner: int, on_touch: Callable[[], None]
) -> ft.Semantics:
    lines: list[ft.Control] = [_line(view, field, inner)]
    if field.label is not None:
        lines.insert(
            0, written(view, field.label, Role.SMALL, colour=view.palette.ink2)
        )
    name = f"{field.name}: {field.entry.text}" if field.entry.text else field.name
    return ft.Semantics(
        # Not a text field: a screen reader would offer its own typing there.
        button=True,
        selected=field.active,
        container=True,
        label=named(view, name, f"field-{field.mark}"),
        identifier=f"field-{field.mark}",
        exclude_semantics=True,
        expand=True,
        on_tap=on_touch,
        content=ft.Container(
            ft.Column(lines, spacing=0, alignment=ft.MainAxisAlignment.CENTER),
            on_click=on_touch,
        ),
    )


def _line(view: View, field: Field, inner: int) -> ft.Control:
    small = field.label is not None
    letters = view.sizes.letters(Role.FIELD_SMALL if small else Role.FIELD)
    if not field.entry.text and not field.active:
        return written(
            view,
            "" if small else field.name,
            letters if small else Role.HINT,
            colour=view.palette.ink2,
        )
    if not field.active:
        held = _held(field.entry.text, mirrored=view.words.from_right)
        return written(view, held, letters)
    before, after = _around_caret(view, field.entry, letters, inner)
    hint = "" if small or field.entry.text else field.name
    from_right = _from_right(field.entry.text, or_else=view.words.from_right)
    caret = ft.Container(
        width=view.sizes.px(3, 4), height=letters.line, bgcolor=view.palette.accent
    )
    parts: list[ft.Control] = [
        written(view, before, letters),
        caret,
        ft.Container(
            written(view, hint, Role.HINT, colour=view.palette.ink2)
            if hint
            else written(
                view,
                after,
                letters,
                align=ft.TextAlign.RIGHT if from_right else ft.TextAlign.LEFT,
            ),
            expand=True,
            padding=ft.Padding.symmetric(horizontal=view.sizes.px(4, 6) if hint else 0),
        ),
    ]
    if view.words.from_right != from_right:
        parts.reverse()  # an e-mail runs rightwards on a mirrored page as well
    return ft.Row(parts, spacing=0, height=letters.line)


def _around_caret(
    view: View, entry: Entry, letters: Letters, inner: int
) -> tuple[str, str]:
    """Give what is to be seen on both sides of the caret."""
    before, after = entry.text[: entry.caret], entry.text[entry.caret :]
    room = inner - min(view.ruler.width(after, letters), inner * _SPARE) - 8
    if view.ruler.width(before, letters) > room:
        while before and view.ruler.width(_CUT + before, letters) > room:
            before = before[1:]
        before = _CUT + before
    # A blank at the end of a text has no width; a no-break one has.
    mirrored = view.words.from_right
    return _held(before, mirrored=mirrored), _held(after, mirrored=mirrored)


def _held(text: str, *, mirrored: bool) -> str:
    """Keep blanks wide, and an e-mail's signs in their places on a mirrored page."""
    held = text.replace(" ", _NO_BREAK)
    from_right = _from_right(text, or_else=True)
    return f"{_LTR}{held}{_LTR}" if mirrored and not from_right else held


def _from_right(text: str, *, or_else: bool) -> bool:
    """Tell the direction of what is typed: that of its first letter, if any.

    A number without letters runs rightwards in every script, its sign in front.
    """
    kinds = [unicodedata.bidirectional(sign) for sign in text]
    found = next((kind for kind in kinds if kind in {"L", "R", "AL"}), None)
    if found is not None:
        return found != "L"
    return or_else and not {"EN", "AN"} & set(kinds)


def begins_word(entry: Entry) -> bool:
    """Tell whether a letter written now would begin a word."""
    return entry.caret == 0 or entry.text[entry.caret - 1] in _BEFORE_WORDS
