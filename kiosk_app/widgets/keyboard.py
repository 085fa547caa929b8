"""The on-screen keyboard: drawn by us, so that no browser field is ever needed."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import cast

import flet as ft
import structlog

from kiosk_app.journey.events import CaretMoved, Erased, ScreenFailed, Typed
from kiosk_app.theme.sizes import Role
from kiosk_app.widgets.accents import accents_of
from kiosk_app.widgets.held_keys import Held, accents_row, hold_down
from kiosk_app.widgets.key_case import use_case
from kiosk_app.widgets.key_layouts import (
    DIGITS,
    PHONE,
    KeyboardKind,
    Layer,
    arrangement_for,
    beside_space,
    capital,
    code_rows,
    has_capitals,
    has_own_script,
    home_layer,
    letter_rows,
)
from kiosk_app.widgets.keys import (
    LETTER_SHARE,
    Hold,
    Key,
    KeyLooks,
    Place,
    Point,
    key_row,
)
from kiosk_app.widgets.view import View

_log = structlog.get_logger()
_WIDE = LETTER_SHARE + LETTER_SHARE // 2


class Pressed:
    """The letter that a finger wrote last; nothing is drawn anew when it changes."""

    sign = ""


@ft.observable
@dataclass
class Switches:
    """What the visitor chose on the keyboard; `shift` None leaves it to the text."""

    layer: Layer = Layer.LETTERS
    shift: bool | None = None
    held: Held | None = None
    pressed: Pressed = field(default_factory=Pressed)


def keyboard(
    view: View, kind: KeyboardKind, *, capital_next: bool = False, tight: bool = False
) -> ft.Control:
    """Draw the keyboard; it draws itself anew only when its own looks change.

    Args:
        capital_next: the next letter is large unless the visitor says otherwise.
    """
    looks = KeyLooks(
        words=view.words,
        palette=view.palette,
        sizes=view.sizes.of_keys,
        ruler=view.ruler,
        send=view.send,
        stamp=view.stamp,
        tight=tight or view.sizes.cramped,
        page=_page_of(view),
    )
    return Keyboard(looks, kind, capital_next, key=f"keyboard-{kind.value}")


def _draw_following(
    looks: KeyLooks,
    kind: KeyboardKind,
    capital_next: bool,  # noqa: FBT001 - as below
) -> ft.Control:
    """Draw the keys large or small, a moment after the letter that turns them."""
    return Keys(looks, kind, use_case(looks, capital_next=capital_next))


def _draw(
    looks: KeyLooks,
    kind: KeyboardKind,
    capital_next: bool,  # noqa: FBT001 - arguments of a component are compared by position
) -> ft.Control:
    """Draw the tray with its four rows."""
    switches, _ = ft.use_state(Switches())
    try:
        rows = _rows(looks, kind, switches, capital_next=capital_next)
        return _tray(looks, _with_accents(looks, switches, rows))
    except Exception:  # noqa: BLE001 - a raising component freezes the page for good
        _log.exception("keyboard_failed")
        asyncio.get_running_loop().call_soon(looks.send, ScreenFailed())
        return ft.Container()


# Flet gives `memo` no types, and takes `key` besides the component's own arguments.
_memo = cast(
    "Callable[[Callable[..., ft.Control]], Callable[..., ft.Control]]", ft.memo
)
Keys = _memo(ft.component(_draw))
Keyboard = _memo(ft.component(_draw_following))


def _page_of(view: View) -> str:
    """Name the page and its field: a held key does not follow to another one."""
    state: object = view.journey.state
    parts = (getattr(state, name, "") for name in ("step", "active"))
    return " ".join((type(state).__name__, *map(str, parts)))


def _with_accents(
    looks: KeyLooks, switches: Switches, rows: list[ft.Row]
) -> ft.Control:
    # Always a stack: the key under the finger must stay the same control.
    layers: list[ft.Control] = [ft.Column(list(rows), spacing=looks.gap)]
    held = switches.held
    if held is not None and held.page == looks.page:
        choose = partial(_write_instead, looks, switches)
        layers.append(accents_row(looks, held, choose=choose))
    return ft.Stack(layers, clip_behavior=ft.ClipBehavior.NONE)


def _tray(looks: KeyLooks, keys: ft.Control) -> ft.Control:
    sizes = looks.sizes
    padding = sizes.px(8, 14) if looks.tight else sizes.px(16, 24)
    if sizes.cramped:
        padding = sizes.px(4, 8)
    return ft.Semantics(
        container=True,
        label=looks.words("keyboard.tray"),
        content=ft.Container(
            keys,
            bgcolor=looks.palette.tray,
            padding=ft.Padding.symmetric(
                horizontal=looks.tray_margin, vertical=padding
            ),
        ),
    )


def _rows(
    looks: KeyLooks, kind: KeyboardKind, switches: Switches, *, capital_next: bool
) -> list[ft.Row]:
    arrangement = arrangement_for(looks.words("language.keyboard"), kind)
    if kind is KeyboardKind.CODE:
        return _plain_rows(looks, code_rows(arrangement))
    if kind is KeyboardKind.PHONE:
        return _plain_rows(looks, PHONE)
    if kind is KeyboardKind.DIGITS:
        return _plain_rows(looks, DIGITS)
    layer, small = switches.layer, not has_capitals(arrangement, switches.layer)
    large = capital_next if switches.shift is None else switches.shift
    rows = letter_rows(arrangement, layer)
    shares = len(rows[0]) * LETTER_SHARE
    upper, middle, lower = (
        [
            _letter(looks, switches, sign, large=large and not small, row=number)
            for sign in row
        ]
        for number, row in enumerate(rows)
    )
    lower.append(_backspace(looks))
    if not small:
        lower.insert(0, _shift(looks, switches, large=large))
    bottom = _bottom(looks, kind, switches, shares=shares, large=large)
    return [
        key_row(looks, row, shares=shares) for row in (upper, middle, lower, bottom)
    ]


def _plain_rows(looks: KeyLooks, rows: tuple[str, ...]) -> list[ft.Row]:
    switches = Switches()
    shares = max(map(len, rows)) * LETTER_SHARE
    keys = [[_sign(looks, switches, sign, large=False) for sign in row] for row in rows]
    left = shares - len(rows[-1]) * LETTER_SHARE
    keys[-1].append(_backspace(looks, share=min(left, _WIDE)))
    return [key_row(looks, row, shares=shares) for row in keys]


def _bottom(
    looks: KeyLooks,
    kind: KeyboardKind,
    switches: Switches,
    *,
    shares: int,
    large: bool,
) -> list[Key]:
    arrangement = arrangement_for(looks.words("language.keyboard"), kind)
    before, after = (
        [_sign(looks, switches, sign, large=large) for sign in signs]
        for signs in beside_space(arrangement, kind, switches.layer)
    )
    from_right = kind is KeyboardKind.WORDS and has_own_script(arrangement)
    moves = _moves(looks, from_right=from_right)
    layers = _layers(looks, switches, arrangement)
    others = (*layers, *before, *after, *moves)
    share = shares - sum(key.share for key in others)
    row = looks.sizes.width - 2 * looks.tray_margin - len(others) * looks.gap
    space = Key(
        face=_space_face(looks, room=row * share / shares),
        name=looks.words("keyboard.space"),
        press=lambda: _write(looks, switches, " "),
        share=share,
        mark="key-space",
    )
    return [*layers, *before, space, *after, *moves]


def _layers(looks: KeyLooks, switches: Switches, arrangement: str) -> list[Key]:
    """Give the keys that change what the others write."""
    digits = _digits(looks, switches)
    if not has_own_script(arrangement):
        return [digits, _accents(looks, switches, arrangement)]
    if switches.layer is Layer.LETTERS:
        return [digits, _layer_key(looks, switches, "latin", Layer.LATIN)]
    accents = _accents(looks, switches, arrangement)
    if switches.layer is Layer.DIGITS:
        return [digits]
    return [digits, _layer_key(looks, switches, "letters", Layer.LETTERS), accents]


def _space_face(looks: KeyLooks, *, room: float) -> str | ft.IconData:
    """Write the key's name on it, or draw its sign where the name has no room."""
    word = looks.words("keyboard.space")
    wide = looks.ruler.width(word, looks.sizes.letters(Role.SMALL))
    return word if wide + looks.gap <= room else ft.Icons.SPACE_BAR_ROUNDED


def _sign(looks: KeyLooks, switches: Switches, sign: str, *, large: bool) -> Key:
    shown = capital(sign, looks.words.code) if large else sign
    return Key(face=shown, name=shown, press=lambda: _write(looks, switches, shown))


def _letter(
    looks: KeyLooks, switches: Switches, sign: str, *, large: bool, row: int
) -> Key:
    """Make a letter's key; held down, it shows the letter's accents."""
    key = _sign(looks, switches, sign, large=large)
    accents = accents_of(sign, looks.words.code)
    if not accents or switches.layer not in (Layer.LETTERS, Layer.LATIN):
        return key

    def begin(place: Place) -> None:
        # The first touch has written the letter, and may have made the others small.
        is_large = switches.pressed.sign == capital(sign, looks.words.code) != sign
        shown = [capital(one, looks.words.code) if is_large else one for one in accents]
        switches.held = hold_down(looks, shown, place, row=row)

    def slide(point: Point) -> None:
        held = switches.held
        over = held.at(looks, point) if held else None
        if held is not None and over != held.over:
            switches.held = replace(held, over=over)

    return replace(key, hold=Hold(begin, slide, partial(_let_go, looks, switches)))


def _let_go(looks: KeyLooks, switches: Switches, point: Point) -> None:
    """Take the accent under the finger; none where it slid off to another place."""
    held = switches.held
    if held is None:
        return
    over = held.at(looks, point)
    if over is not None:
        _write_instead(looks, switches, held.accents[over])
    elif not held.place.has(point, height=looks.height):
        switches.held = None


def _write_instead(looks: KeyLooks, switches: Switches, accent: str) -> None:
    """Put an accent where the touch before has written its letter."""
    switches.held = None
    looks.send(Erased())
    looks.send(Typed(accent, looks.stamp()))


def _write(looks: KeyLooks, switches: Switches, sign: str) -> None:
    switches.pressed.sign = sign
    if switches.held is not None:
        switches.held = None
    looks.send(Typed(sign, looks.stamp()))
    if switches.shift is not None:
        switches.shift = None
    if switches.layer in (Layer.ACCENTS, Layer.MORE_ACCENTS):
        switches.layer = home_layer(looks.words("language.keyboard"))


def _shift(looks: KeyLooks, switches: Switches, *, large: bool) -> Key:
    def press() -> None:
        switches.shift = not large

    return Key(
        face=ft.Icons.KEYBOARD_CAPSLOCK_ROUNDED,
        name=looks.words("keyboard.shift"),
        press=press,
        share=_WIDE,
        function=True,
        lit=large,
        mark="key-shift",
    )


def _backspace(looks: KeyLooks, *, share: int = _WIDE) -> Key:
    return Key(
        face=ft.Icons.BACKSPACE_OUTLINED,
        name=looks.words("keyboard.backspace"),
        press=lambda: looks.send(Erased()),
        share=share,
        function=True,
        mark="key-backspace",
    )


def _digits(looks: KeyLooks, switches: Switches) -> Key:
    here = switches.layer is Layer.DIGITS
    return _layer_key(
        looks,
        switches,
        "letters" if here else "digits",
        Layer.LETTERS if here else Layer.DIGITS,
    )


def _accents(looks: KeyLooks, switches: Switches, arrangement: str) -> Key:
    match switches.layer:
        case Layer.ACCENTS:
            return _layer_key(looks, switches, "more_accents", Layer.MORE_ACCENTS)
        case Layer.MORE_ACCENTS:
            home = home_layer(arrangement)
            return _layer_key(looks, switches, home.value, home)
        case _:
            return _layer_key(looks, switches, "accents", Layer.ACCENTS)


def _layer_key(looks: KeyLooks, switches: Switches, word: str, layer: Layer) -> Key:
    def press() -> None:
        switches.layer = layer

    return Key(
        face=looks.words(f"keyboard.{word}"),
        name=looks.words(f"keyboard.{word}_name"),
        press=press,
        share=_WIDE,
        function=True,
        mark=f"key-{word}",
    )


def _moves(looks: KeyLooks, *, from_right: bool) -> list[Key]:
    """Give the keys that move the caret; left is left in every script.

    Args:
        from_right: what is typed runs leftwards, so that left is onwards.
    """
    onwards = -1 if from_right else 1
    # On a page from right to left the engine turns these two signs round.
    signs = [ft.Icons.CHEVRON_LEFT_ROUNDED, ft.Icons.CHEVRON_RIGHT_ROUNDED]
    if looks.words.from_right:
        signs.reverse()
    return [
        Key(
            face=sign,
            name=looks.words(f"keyboard.{way}"),
            press=partial(looks.send, CaretMoved(by)),
            function=True,
            mark=f"key-{way}",
        )
        for sign, way, by in zip(
            signs, ("left", "right"), (-onwards, onwards), strict=True
        )
    ]
