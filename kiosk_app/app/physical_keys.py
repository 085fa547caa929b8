"""What a key of a real keyboard means, where one is plugged in."""

from collections.abc import Callable, Mapping

import flet as ft

from kiosk_app.journey.events import (
    BackTouched,
    CaretMoved,
    Erased,
    Event,
    NextTouched,
    StaffWanted,
    Stamp,
    Typed,
)

KEY_SCRIPT = """
  // Flutter names a key by its place on an American keyboard: "ö" would be ";".
  // Without its place it is named by the sign that it types.
  // Tab would take Flutter's own focus on, which nobody sees: it comes as F13.
  for (const kind of ["keydown", "keyup"]) {
    window.addEventListener(kind, (key) => {
      const shortcut = key.ctrlKey || key.altKey || key.metaKey;
      const isSign = [...(key.key ?? "")].length === 1;
      const isOurs = !key.isTrusted;
      const isTab = key.key === "Tab";
      if (isOurs || !(isSign || isTab) || shortcut && !key.getModifierState("AltGraph")) return;
      key.stopImmediatePropagation();
      key.preventDefault();
      if (kind === "keyup") return;
      const press = (...keys) => keys.forEach(([kind, name, code, shiftKey]) =>
        key.target.dispatchEvent(new KeyboardEvent(kind, {
          key: name, code, shiftKey, bubbles: true, cancelable: true, composed: true,
        })));
      const name = isTab ? "F13" : key.key;
      // With Caps Lock a sign is large although nobody holds Shift: hold it for them.
      const held = isSign && !key.shiftKey && name !== name.toLowerCase();
      if (held) press(["keydown", "Shift", "ShiftLeft", true]);
      press(["keydown", name, "", held || key.shiftKey], ["keyup", name, "", held || key.shiftKey]);
      if (held) press(["keyup", "Shift", "ShiftLeft", false]);
    }, true);
  }
  // A screen reader follows the browser's focus, and that follows ours: the name of
  // what has it ends with a sign that nobody sees or hears.
  new MutationObserver(() => {
    const held = [...document.querySelectorAll("flt-semantics[role=button]")].find(
      (one) => (one.ariaLabel ?? one.textContent).endsWith("\\u2060"));
    if (!held || held === document.activeElement) return;
    held.tabIndex = 0;
    held.focus({preventScroll: true});
  }).observe(document, {
    subtree: true, childList: true, characterData: true,
    attributes: true, attributeFilter: ["aria-label"],
  });
"""
_NAMED: Mapping[str, Event] = {
    "Enter": NextTouched(),
    "Numpad Enter": NextTouched(),
    "Backspace": Erased(),
    "Escape": BackTouched(),
    "F9": StaffWanted(),
    "Arrow Left": CaretMoved(-1),
    "Arrow Right": CaretMoved(1),
}
_SPACE = frozenset({" ", "Space"})
_TAB = frozenset({"Tab", "F13"})
_UP_AND_DOWN: Mapping[str, int] = {"Arrow Down": 1, "Arrow Up": -1}
_SIDEWAYS: Mapping[str, int] = {"Arrow Right": 1, "Arrow Left": -1}
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
    """Tell whether a key presses the button that has the focus."""
    return key.key in _SPACE | {"Enter", "Numpad Enter"}


def steps_for(key: ft.KeyboardEvent, *, typing: bool, from_right: bool) -> int:
    """Say how far a key takes the focus on: 1, -1, or 0 for any other key.

    Args:
        typing: a field is written into, where left and right move the caret.
        from_right: the page is read from right to left.
    """
    if key.ctrl or key.alt or key.meta:
        return 0
    if key.key in _TAB:
        return -1 if key.shift else 1
    if key.key in _UP_AND_DOWN:
        return _UP_AND_DOWN[key.key]
    if typing or key.key not in _SIDEWAYS:
        return 0
    return -_SIDEWAYS[key.key] if from_right else _SIDEWAYS[key.key]
