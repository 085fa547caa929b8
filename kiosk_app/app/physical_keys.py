"""What a key of a real keyboard means, where one is plugged in."""

from collections.abc import Callable, Mapping

import flet as ft

from kiosk_app.journey.events import (
    BackTouched,
    CaretMoved,
    Erased,
    Event,
    FieldTouched,
    NextTouched,
    Stamp,
    Typed,
)
from kiosk_app.journey.states import (
    Leaving,
    State,
    TypingCode,
    WalkIn,
    WalkInField,
    WalkInStep,
)

KEY_SCRIPT = """
  // Flutter names a key by its place on an American keyboard: "ö" would be ";".
  // Without its place it is named by the sign that it types.
  for (const kind of ["keydown", "keyup"]) {
    window.addEventListener(kind, (key) => {
      const shortcut = key.ctrlKey || key.altKey || key.metaKey;
      const isSign = [...(key.key ?? "")].length === 1;
      const isOurs = !key.isTrusted;
      if (isOurs || !isSign || shortcut && !key.getModifierState("AltGraph")) return;
      key.stopImmediatePropagation();
      key.preventDefault();
      if (kind === "keyup") return;
      const sign = {
        key: key.key, code: "", shiftKey: key.shiftKey,
        bubbles: true, cancelable: true, composed: true,
      };
      key.target.dispatchEvent(new KeyboardEvent("keydown", sign));
      key.target.dispatchEvent(new KeyboardEvent("keyup", sign));
    }, true);
  }
"""
_NAMED: Mapping[str, Event] = {
    "Enter": NextTouched(),
    "Numpad Enter": NextTouched(),
    "Backspace": Erased(),
    "Escape": BackTouched(),
    "Arrow Left": CaretMoved(-1),
    "Arrow Right": CaretMoved(1),
}
_SPACE = frozenset({" ", "Space"})
_SMALL_ONLY = {"SS": "ß"}  # what upper case makes of it


def event_for_key(key: ft.KeyboardEvent, stamp: Callable[[], Stamp]) -> Event | None:
    """Translate a key; None for one that means nothing here.

    Flet names letters in upper case and tells Shift beside.
    """
    if key.ctrl or key.alt or key.meta:
        return None
    if key.key in _SPACE:
        return Typed(" ", stamp())
    sign = _SMALL_ONLY.get(key.key, key.key)
    if len(sign) != 1:
        return _NAMED.get(sign)
    small = sign.lower()
    # A Turkish İ that is made small by Unicode's rules becomes two signs.
    return Typed(sign if key.shift or len(small) != 1 else small, stamp())


def presses_buttons(key: ft.KeyboardEvent) -> bool:
    """Tell whether the client presses the button it is on for this key."""
    return key.key in _SPACE | {"Enter", "Numpad Enter"}


def after_tab(state: State) -> tuple[Event, ...] | None:
    """Say what Tab means to whoever types; None where it goes from button to button."""
    match state:
        case WalkIn(step=WalkInStep.DETAILS, active=WalkInField.COMPANY):
            return (FieldTouched(WalkInField.EMAIL),)
        case WalkIn(step=WalkInStep.DETAILS):
            return (FieldTouched(WalkInField.COMPANY),)
        case WalkIn(step=WalkInStep.NAME) | TypingCode() | Leaving():
            return ()
        case _:
            return None
