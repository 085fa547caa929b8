"""A letter that is held down shows its accents in a row above it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import flet as ft

from kiosk_app.widgets.keys import Key, KeyLooks, Place, key_row

_MARGIN = 4
_NARROWEST = 48.0


@dataclass(frozen=True)
class Held:
    """The key that is held down, and what may be chosen now.

    Attributes:
        row: which row of the keyboard it is in, from the top.
        page: on which page it was held; another one shows nothing of it.
        over: which of the accents the finger is on.
    """

    accents: tuple[str, ...]
    place: Place
    row: int
    page: str
    over: int | None = None

    def at(self, looks: KeyLooks, point: tuple[float, float]) -> int | None:
        """Say on which accent a finger is; the point counts from the key's corner."""
        x, y = point
        within = self.place.left + x - self.left(looks) - _MARGIN
        step = self.cell + looks.gap
        number = int(within // step)
        higher = -2 * looks.height < y < 0 if self.row else abs(y) < 2 * looks.height
        return number if higher and 0 <= number < len(self.accents) else None

    @property
    def cell(self) -> float:
        """The width of one accent's key."""
        return max(self.place.width, _NARROWEST)

    def width(self, looks: KeyLooks) -> float:
        """The width of all of them."""
        many = len(self.accents)
        return many * self.cell + (many - 1) * looks.gap + 2 * _MARGIN

    def left(self, looks: KeyLooks) -> float:
        """Where they begin: above the key, or beside it where nothing is above."""
        wide, room = self.width(looks), row_width(looks)
        key, onwards = self.place, self.place.left + self.place.width + looks.gap
        if self.row:
            wanted = key.left + (key.width - wide) / 2
        elif onwards + wide <= room:
            wanted = onwards
        else:
            wanted = key.left - looks.gap - wide
        return min(max(wanted, 0.0), max(room - wide, 0.0))


def hold_down(
    looks: KeyLooks, accents: Sequence[str], place: Place, *, row: int
) -> Held:
    """Show as many accents as fit; beside a key there is less room than above it."""
    room = row_width(looks)
    if not row:
        beside = place.left + place.width + looks.gap
        room = max(room - beside, place.left - looks.gap)
    cell = max(place.width, _NARROWEST) + looks.gap
    many = int((room - 2 * _MARGIN + looks.gap) // cell)
    return Held(tuple(accents[:many]), place, row, looks.page)


def row_width(looks: KeyLooks) -> float:
    """Say how wide a row of keys is."""
    return looks.sizes.width - 2 * looks.tray_margin


def accents_row(
    looks: KeyLooks, held: Held, *, choose: Callable[[str], None]
) -> ft.Control:
    """Draw the accents, to be laid over the rows of keys."""
    keys = [
        Key(
            face=accent,
            name=accent,
            press=partial(choose, accent),
            lit=number == held.over,
            mark=f"accent-{accent}",
        )
        for number, accent in enumerate(held.accents)
    ]
    shares = sum(key.share for key in keys)
    above = max(held.row - 1, 0) * (looks.height + looks.gap)
    return ft.Container(
        key_row(looks, keys, shares=shares),
        left=held.left(looks),
        top=above - _MARGIN,
        width=held.width(looks),
        padding=_MARGIN,
        bgcolor=looks.palette.soft,
        border=ft.Border.all(2, looks.palette.accent),
        border_radius=looks.sizes.px(12, 16),
    )
