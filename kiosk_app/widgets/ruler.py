"""How wide a text will be, measured with the fonts that are shown."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from kiosk_app.theme.sizes import Letters

FONT_FILES: Mapping[int, str] = {
    400: "Roboto-Regular.ttf",
    500: "Roboto-Medium.ttf",
    700: "Roboto-Bold.ttf",
}
_MEASURED_AT = 100
_SHORT_WORD = 3
_TOLERANCE = 2.0
_NO_BREAK = "\N{NO-BREAK SPACE}"
_SQUARE = ("W", "F")
_UNSEEN = dict.fromkeys(map(ord, "\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}"))


class Ruler:
    """Measures texts before they are drawn; remembers what it measured."""

    def __init__(self, fonts: Path) -> None:
        self._fonts = {
            weight: ImageFont.truetype(fonts / name, _MEASURED_AT)
            for weight, name in FONT_FILES.items()
        }
        self._measured = lru_cache(maxsize=2000)(self._measure)

    def width(self, text: str, letters: Letters) -> float:
        """Measure one line, in pixels."""
        return self._measured(text, letters.weight) * letters.size / _MEASURED_AT

    def lines(self, text: str, letters: Letters, *, within: float) -> int:
        """Count the lines that a text takes when it is broken at its spaces.

        A word wider than a line is broken too, as the screen does.
        """
        within -= _TOLERANCE
        count, used = 1, 0.0
        space = self.width(" ", letters)
        for word in text.split(" "):
            wide = self.width(word, letters)
            if used and used + space + wide > within:
                count, used = count + 1, 0.0
            used += wide + (space if used else 0)
            while used > within:
                count, used = count + 1, used - within
        return count

    def _measure(self, text: str, weight: int) -> float:
        # Our fonts lack Chinese signs and emoji: drawn, each of them is a square.
        seen = text.translate(_UNSEEN)
        ours = "".join(sign for sign in seen if not _is_square(sign))
        squares = (len(seen) - len(ours)) * _MEASURED_AT
        return float(self._fonts[weight].getlength(ours)) + squares


def _is_square(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in _SQUARE


def bound_last_word(text: str) -> str:
    """Keep a short last word with the one before it: "Room A" is never torn."""
    head, space, last = text.strip().rpartition(" ")
    if space and len(last) <= _SHORT_WORD:
        return f"{head}{_NO_BREAK}{last}"
    return text.strip()
