"""What a real keyboard would press now; ours to keep, so that its ring can be seen.

The browser's own focus goes through every key that we draw, shows nothing of it,
and is lost whenever a page is drawn anew.
"""

from collections.abc import Callable
from typing import cast

import flet as ft

from kiosk_app.widgets.within import stops_in

_FIELD = "field-"
_CLEAR = "clear-"


class Focus:
    """The one control of the present page that has the focus, if any."""

    def __init__(self) -> None:
        self._stops: list[ft.Semantics] = []
        self._screen: type[object] | None = None
        self.mark: str | None = None
        """Its mark, for whoever draws the ring."""

    def enter(self, screen: type[object]) -> None:
        """Begin anew on every other screen."""
        if screen is not self._screen:
            self._screen, self.mark = screen, None

    def see(self, drawn: ft.Control) -> None:
        """Learn what can be reached on the page as it is drawn now."""
        # Backspace clears a field: the small cross would only be in the way.
        self._stops = [
            stop for stop in stops_in(drawn) if not _mark(stop).startswith(_CLEAR)
        ]
        if self.mark not in [_mark(stop) for stop in self._stops]:
            self.mark = None

    @property
    def is_typing(self) -> bool:
        """Whether keys write into a field now, so that a blank is a blank."""
        return any(_is_active_field(stop) for stop in self._stops)

    def move(self, by: int) -> None:
        """Go on to the next one (1) or back to the one before (-1), round and round.

        A field that is reached is written into at once.
        """
        if not self._stops:
            return
        stop = self._stops[(self._at(by) + by) % len(self._stops)]
        self.mark = _mark(stop)
        if self.mark.startswith(_FIELD):
            _touch(stop)

    def press(self) -> bool:
        """Do what a touch would; tell whether there was anything to press."""
        here = next((stop for stop in self._stops if _mark(stop) == self.mark), None)
        if here is None or _mark(here).startswith(_FIELD):
            return False
        if self.is_typing:
            self.mark = None
        _touch(here)
        return True

    def leave(self) -> bool:
        """Lose the focus, for somebody types; tell whether there was one."""
        held, self.mark = self.mark, None
        return held is not None

    def _at(self, by: int) -> int:
        marks = [_mark(stop) for stop in self._stops]
        if self.mark in marks:
            return marks.index(self.mark)
        active = (at for at, stop in enumerate(self._stops) if _is_active_field(stop))
        return next(active, -1 if by > 0 else 0)


def _mark(stop: ft.Semantics) -> str:
    return stop.identifier or ""


def _is_active_field(stop: ft.Semantics) -> bool:
    return _mark(stop).startswith(_FIELD) and bool(stop.selected)


def _touch(stop: ft.Semantics) -> None:
    # Flet also takes handlers with an argument; ours have none.
    cast("Callable[[], None]", stop.on_tap)()
