"""One key of the on-screen keyboard; it acts as soon as it is touched."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import flet as ft

from kiosk_app.journey.events import Event, Stamp
from kiosk_app.text.words import Words
from kiosk_app.theme.colours import Palette
from kiosk_app.theme.sizes import Role, Sizes
from kiosk_app.widgets.lettering import lettering
from kiosk_app.widgets.ruler import Ruler

_PRESSED = 0.12
LETTER_SHARE = 4
"""The width of a letter's key, in shares of its row."""


@dataclass(frozen=True)
class KeyLooks:
    """What keys are drawn from, and whom they tell; equal where nothing changed."""

    words: Words
    palette: Palette
    sizes: Sizes
    ruler: Ruler
    send: Callable[[Event], None]
    stamp: Callable[[], Stamp]
    tight: bool = False

    @property
    def height(self) -> int:
        """The height of a key with its edge."""
        return self.sizes.px(56, 84) if self.tight else self.sizes.px(60, 88)

    @property
    def tray_margin(self) -> int:
        """The space between the keys and the sides of the page."""
        return self.sizes.px(12, 24)

    @property
    def gap(self) -> int:
        """The space between two keys."""
        return self.sizes.px(6, 10) if self.tight else self.sizes.px(8, 12)


@dataclass(frozen=True)
class Key:
    """What one key shows, says to a screen reader, and does."""

    face: str | ft.IconData
    name: str
    press: Callable[[], None]
    share: int = LETTER_SHARE
    function: bool = False
    lit: bool = False
    mark: str | None = None


def key_row(looks: KeyLooks, keys: Sequence[Key], *, shares: int) -> ft.Row:
    """Lay keys in a row; a row with fewer shares is centred.

    Keys lie from left to right on every page, as they do on real keyboards.
    """
    controls: list[ft.Control] = [_draw(looks, key) for key in keys]
    missing = shares - sum(key.share for key in keys)
    if missing > 1:
        controls.insert(0, ft.Container(expand=missing // 2))
        controls.append(ft.Container(expand=missing // 2))
    if looks.words.from_right:
        controls.reverse()
    return ft.Row(controls, spacing=looks.gap)


def _draw(looks: KeyLooks, key: Key) -> ft.Semantics:
    palette = looks.palette
    fill = palette.function_key if key.function else palette.surface
    edge = 2
    face = ft.Container(
        _face(looks, key),
        height=looks.height - edge,
        bgcolor=palette.accent if key.lit else fill,
        border_radius=looks.sizes.px(10, 14),
        shadow=ft.BoxShadow(
            offset=ft.Offset(0, edge), blur_radius=0, color=palette.key_edge
        ),
        alignment=ft.Alignment.CENTER,
        ink=True,
        ink_color=ft.Colors.with_opacity(_PRESSED, palette.ink),
        on_tap_down=key.press,
    )
    return ft.Semantics(
        button=True,
        container=True,
        label=key.name,
        identifier=key.mark or f"key-{key.name}",
        exclude_semantics=True,
        expand=key.share,
        on_tap=key.press,
        content=ft.Container(face, padding=ft.Padding.only(bottom=edge)),
    )


def _face(looks: KeyLooks, key: Key) -> ft.Control:
    ink = looks.palette.on_accent if key.lit else looks.palette.ink
    if not isinstance(key.face, str):
        return ft.Icon(key.face, size=looks.sizes.px(26, 38), color=ink)
    if len(key.face) == 1:
        role = Role.KEY
    elif key.function:
        role = Role.KEY_SMALL
    else:
        role, ink = Role.SMALL, looks.palette.ink2
    letters = looks.sizes.letters(role)
    return ft.Text(key.face, style=lettering(letters, ink), max_lines=1, no_wrap=True)
