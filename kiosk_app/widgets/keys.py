"""One key of the on-screen keyboard; it acts as soon as it is touched."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import flet as ft

from kiosk_app.journey.events import Event, Stamp
from kiosk_app.text.words import Words
from kiosk_app.theme.colours import Palette
from kiosk_app.theme.sizes import Role, Sizes
from kiosk_app.widgets.lettering import lettering
from kiosk_app.widgets.ruler import Ruler

_PRESSED = 0.12
_LARGEST_SIGN = 0.8
_SIGN_LINE = 1.1
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
    page: str = ""

    @property
    def height(self) -> int:
        """The height of a key with its edge."""
        if self.sizes.cramped:
            return self.sizes.px(48, 64)
        return self.sizes.px(56, 84) if self.tight else self.sizes.px(60, 88)

    @property
    def tray_margin(self) -> int:
        """The space between the keys and the sides of the page."""
        return self.sizes.px(12, 24)

    @property
    def gap(self) -> int:
        """The space between two keys."""
        if self.sizes.cramped:
            return self.sizes.px(4, 8)
        return self.sizes.px(6, 10) if self.tight else self.sizes.px(8, 12)


@dataclass(frozen=True)
class Place:
    """Where a key is in its row, in pixels."""

    left: float
    width: float

    def has(self, point: "Point", *, height: float) -> bool:
        """Tell whether a point is on the key."""
        return 0 <= point[0] <= self.width and 0 <= point[1] <= height


Point: TypeAlias = tuple[float, float]
"""Where a finger is, from the upper left corner of the key that it touched first."""


@dataclass(frozen=True)
class Hold:
    """What holding a key down does, sliding on, and letting go."""

    begin: Callable[[Place], None]
    slide: Callable[[Point], None]
    end: Callable[[Point], None]


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
    hold: Hold | None = None


def key_row(looks: KeyLooks, keys: Sequence[Key], *, shares: int) -> ft.Row:
    """Lay keys in a row; a row with fewer shares is centred.

    Keys lie from left to right on every page, as they do on real keyboards.
    """
    missing = shares - sum(key.share for key in keys)
    controls: list[ft.Control] = [
        _draw(looks, key, place)
        for key, place in zip(keys, _places(looks, keys, missing), strict=True)
    ]
    if missing > 1:
        controls.insert(0, ft.Container(expand=missing // 2))
        controls.append(ft.Container(expand=missing // 2))
    if looks.words.from_right:
        controls.reverse()
    return ft.Row(controls, spacing=looks.gap)


def _places(looks: KeyLooks, keys: Sequence[Key], missing: int) -> list[Place]:
    """Say where the engine will lay the keys of a row."""
    spare = missing // 2 if missing > 1 else 0
    shares = [*([spare] if spare else []), *(key.share for key in keys)]
    gaps = (len(shares) - 1 + bool(spare)) * looks.gap
    room = looks.sizes.width - 2 * looks.tray_margin - gaps
    unit = room / (sum(shares) + spare)
    lefts = [sum(shares[:at]) * unit + at * looks.gap for at in range(len(shares) + 1)][
        bool(spare) :
    ]
    return [
        Place(left, key.share * unit) for left, key in zip(lefts, keys, strict=False)
    ]


def _draw(looks: KeyLooks, key: Key, place: Place) -> ft.Semantics:
    palette = looks.palette
    fill = palette.function_key if key.function else palette.surface
    edge = 2
    face = ft.Container(
        _face(looks, key),
        height=looks.height - edge,
        bgcolor=palette.accent if key.lit else fill,
        border_radius=looks.sizes.px(10, 14),
        border=ft.Border.all(edge, palette.edge) if palette.outlined else None,
        shadow=None
        if palette.outlined
        else ft.BoxShadow(
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
        content=ft.Container(
            _holding(face, key.hold, place), padding=ft.Padding.only(bottom=edge)
        ),
    )


@ft.control
class _Holding(ft.GestureDetector):
    """Flet 1.0.5 cannot read what its client says of a sliding finger; we do."""

    on_long_press_move_update: ft.EventHandler[ft.ControlEvent] | None = None  # type: ignore[assignment]  # its own type is what cannot be read


def _point_in(said: object) -> Point:
    """Read where a finger is; nowhere near, where the client says it otherwise."""
    where = said.get("l") if isinstance(said, dict) else None
    match where:
        case {"x": int() | float() as x, "y": int() | float() as y}:
            return float(x), float(y)
        case _:
            return -1e6, -1e6


def _holding(face: ft.Container, hold: Hold | None, place: Place) -> ft.Control:
    """Hear of a finger that stays, and where it goes from there."""
    if hold is None:
        return face

    def slide(event: ft.ControlEvent) -> None:
        hold.slide(_point_in(event.data))

    def end(event: ft.LongPressEndEvent[ft.GestureDetector]) -> None:
        where = event.local_position
        hold.end((where.x, where.y) if where else (0.0, 0.0))

    return _Holding(
        face,
        exclude_from_semantics=True,
        on_long_press_start=lambda: hold.begin(place),
        on_long_press_move_update=slide,
        on_long_press_end=end,
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
    if looks.sizes.large_text:
        # Never larger than the key: what is as high as its line is not cut.
        size = min(letters.size, round(looks.height * _LARGEST_SIGN))
        letters = replace(letters, size=size, line=round(size * _SIGN_LINE))
    return ft.Text(key.face, style=lettering(letters, ink), max_lines=1, no_wrap=True)
