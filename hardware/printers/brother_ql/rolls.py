"""Which rolls there are for Brother QL, what fits on them, and where it comes to lie."""

from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image, ImageChops
from typing_extensions import override

from hardware.picture import Picture

DPI = 300
NARROW, WIDE = 720, 1296
"""Dots of the two print heads."""
FEED = 35
"""Rows, 3 mm, that a roll by the metre is moved before and after a picture."""

_WHITE = 1
_WIDE_OFFSET = 44
"""How much further in every roll lies under the wide head."""
_LEAST_ROWS = {NARROW: 150, WIDE: 301}
_MOST_ROWS = 11_811
"""A metre: a longer badge is a mistake."""
_SLACK = 12
"""Dots, 1 mm, that a picture may be larger than the paper: its rim is lost anyway."""

# Dots of a roll that can be printed, and how far from the head's end they begin.
_REACH = {29: (306, 6), 38: (413, 12), 50: (554, 12), 54: (590, 0), 62: (696, 12)}
_REACH_OF_WIDE = _REACH | {102: (1164, 12)}
# Rows of a cut label that can be printed.
_LABEL_ROWS = {
    (29, 90): 991,
    (38, 90): 991,
    (62, 29): 271,
    (62, 100): 1109,
    (102, 51): 526,
    (102, 152): 1660,
    (102, 153): 1660,
}


@dataclass(frozen=True)
class Roll:
    """What lies in the printer; a length of 0 says that it is cut where we want."""

    width_mm: int
    length_mm: int = 0

    @override
    def __str__(self) -> str:
        """Name it as its box does."""
        if self.length_mm:
            return f"labels of {self.width_mm} by {self.length_mm} mm"
        return f"a roll {self.width_mm} mm wide"


def roll_for(picture: Picture, head: int) -> Roll:
    """Choose the roll by the metre that it was drawn for: one side is its width."""
    rolls = [Roll(width) for width in _reach(head)]
    fitting = [roll for roll in rolls if _turned_to(picture, roll)]
    # As wide as the picture goes before as wide as it is high; the widest at last,
    # which then says why it cannot take it.
    return min(
        fitting or rolls[-1:],
        key=lambda roll: (
            min(_beside(roll, picture.width_mm), _beside(roll, picture.height_mm)),
            _beside(roll, picture.width_mm),
        ),
    )


def _beside(roll: Roll, side: float) -> int:
    return round(abs(roll.width_mm - side))


def why_not(picture: Picture, roll: Roll, head: int) -> str | None:
    """Say why the roll cannot take the picture; None if it can."""
    if picture.dpi != DPI:
        return f"This printer prints {DPI} dots to the inch, not {picture.dpi}."
    size = (roll.width_mm, roll.length_mm)
    if roll.width_mm not in _reach(head) or (
        roll.length_mm and size not in _LABEL_ROWS
    ):
        return f"No badge can be printed on {roll}."
    if _turned_to(picture, roll) is None:
        badge = f"{picture.width_mm:.0f} by {picture.height_mm:.0f} mm"
        return f"The badge is {badge}, too large for {roll}."
    return None


def lay(picture: Picture, roll: Roll, head: int) -> Image.Image:
    """Draw what passes under the head: as wide as the head, white where no paper is.

    The picture lies in the middle of what can be printed, a quarter turned where only
    that fits; what reaches beyond is lost.

    Raises:
        ValueError: the roll cannot take it; the text is that of `why_not`.
    """
    turned = _turned_to(picture, roll)
    if turned is None or why_not(picture, roll, head):
        raise ValueError(why_not(picture, roll, head))
    width, offset = _reach(head)[roll.width_mm]
    rows, top = _rows(turned.image, roll, head)
    strip = Image.new("1", (width, rows), _WHITE)
    strip.paste(turned.image, ((width - turned.width) // 2, top))
    canvas = Image.new("1", (head, rows), _WHITE)
    further = _WIDE_OFFSET if head == WIDE else 0
    canvas.paste(strip, (head - width - offset - further, 0))
    return canvas


def _reach(head: int) -> Mapping[int, tuple[int, int]]:
    return _REACH_OF_WIDE if head == WIDE else _REACH


def _turned_to(picture: Picture, roll: Roll) -> Picture | None:
    width = _dots(roll.width_mm) + _SLACK
    length = _dots(roll.length_mm) + _SLACK if roll.length_mm else _MOST_ROWS
    if picture.width <= width and picture.height <= length:
        return picture
    if picture.height <= width and picture.width <= length:
        return picture.turned()
    return None


def _dots(millimetres: int) -> int:
    return round(millimetres * DPI / 25.4)


def _rows(image: Image.Image, roll: Roll, head: int) -> tuple[int, int]:
    """Say how many rows to print, and in which the picture's first row comes."""
    if roll.length_mm:
        rows = _LABEL_ROWS[roll.width_mm, roll.length_mm]
        return rows, (rows - image.height) // 2
    # The printer adds its feed at both ends; white rows make room for it, so that
    # the badge comes out as long as it was designed.
    inked = ImageChops.invert(image.convert("L")).getbbox()
    inked = inked or (0, FEED, 0, image.height - FEED)
    above, below = min(FEED, inked[1]), min(FEED, image.height - inked[3])
    return max(_LEAST_ROWS[head], image.height - above - below), -above
