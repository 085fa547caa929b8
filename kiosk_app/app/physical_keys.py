"""What a key of a real keyboard means, where one is plugged in."""

from collections.abc import Callable, Mapping

import flet as ft

from kiosk_app.journey.events import (
    BackTouched,
    CaretMoved,
    Erased,
    Event,
    NextTouched,
    Stamp,
    Typed,
)

_NAMED: Mapping[str, Event] = {
    "Enter": NextTouched(),
    "Numpad Enter": NextTouched(),
    "Backspace": Erased(),
    "Escape": BackTouched(),
    "Arrow Left": CaretMoved(-1),
    "Arrow Right": CaretMoved(1),
}
_SPACE = frozenset({" ", "Space"})


def event_for_key(key: ft.KeyboardEvent, stamp: Callable[[], Stamp]) -> Event | None:
    """Translate a key; None for one that means nothing here.

    Flet names letters in upper case and tells Shift beside; what other signs become
    with Shift depends on a layout that it does not tell, so they are left out.
    """
    if key.ctrl or key.alt or key.meta:
        return None
    if key.key in _SPACE:
        return Typed(" ", stamp())
    if len(key.key) != 1:
        return _NAMED.get(key.key)
    if key.shift and not key.key.isalpha():
        return None
    return Typed(key.key if key.shift else key.key.lower(), stamp())
