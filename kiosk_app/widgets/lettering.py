"""Texts and signs as the type scale wants them."""

import flet as ft

from kiosk_app.theme.sizes import Letters, Role
from kiosk_app.widgets.view import View

FONT_FAMILIES = {400: "Portico", 500: "Portico Medium", 700: "Portico Bold"}
"""The families that the three font files are registered as."""
ARABIC = "Portico Arabic"
ARABIC_BOLD = "Portico Arabic Bold"
DEVANAGARI = "Portico Devanagari"
CJK = "Portico CJK"
OTHER_SCRIPTS = (DEVANAGARI, CJK)
"""Families for signs that the drawing engine cannot find a font for by itself."""
_BOLD = 700
_WEIGHTS = {
    400: ft.FontWeight.W_400,
    500: ft.FontWeight.W_500,
    700: ft.FontWeight.W_700,
}


def written(
    view: View,
    text: str,
    role: Role | Letters,
    *,
    colour: str | None = None,
    lines: int = 1,
    align: ft.TextAlign = ft.TextAlign.START,
) -> ft.Text:
    """Write a text; what does not fit into so many lines ends with an ellipsis."""
    letters = view.sizes.letters(role) if isinstance(role, Role) else role
    return ft.Text(
        text,
        style=lettering(letters, colour or view.palette.ink),
        max_lines=lines,
        overflow=ft.TextOverflow.ELLIPSIS,
        text_align=align,
    )


def evenly(
    view: View, drawn: ft.Control, text: str, letters: Letters, *, within: float
) -> ft.Container:
    """Set a drawn text narrower where its last word would stand alone otherwise."""
    width = view.ruler.even_width(text, letters, within=within)
    return ft.Container(drawn, width=width)


def lettering(letters: Letters, colour: str) -> ft.TextStyle:
    """Set letters in one of the three registered fonts."""
    return ft.TextStyle(
        size=letters.size,
        height=letters.line / letters.size,
        weight=_WEIGHTS[letters.weight],
        font_family=FONT_FAMILIES[letters.weight],
        font_family_fallback=list(fallbacks(letters.weight)),
        color=colour,
        letter_spacing=0,
    )


def fallbacks(weight: int) -> tuple[str, ...]:
    """Name the families that have the signs which ours lack, for this weight.

    Only Arabic has a bold file of its own, for its pages have titles in it; the
    engine thickens the others.
    """
    return (ARABIC_BOLD if weight == _BOLD else ARABIC, *OTHER_SCRIPTS)


def heading(
    view: View,
    text: str,
    role: Role | Letters = Role.TITLE,
    *,
    lines: int = 2,
    align: ft.TextAlign = ft.TextAlign.START,
) -> ft.Semantics:
    """Write a title that screen readers find as one."""
    return ft.Semantics(
        header=True,
        container=True,
        content=written(view, text, role, lines=lines, align=align),
    )


def sign(icon: ft.IconData, size: float, colour: str) -> ft.Icon:
    """Draw an icon; the word beside it says what it means."""
    return ft.Icon(icon, size=size, color=colour)
