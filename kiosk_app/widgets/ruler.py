"""How wide a text will be, measured with the fonts that are shown."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from PIL import ImageFont

from kiosk_app.theme.sizes import Letters
from shared.badge_fonts import SYSTEM

FONT_FILES: Mapping[int, str] = {
    400: "Roboto-Regular.ttf",
    500: "Roboto-Medium.ttf",
    700: "Roboto-Bold.ttf",
}
_ARABIC_CUTS: Mapping[int, str] = {400: "Regular", 500: "Regular", 700: "Bold"}
_MEASURED_AT = 100
_SHORT_WORD = 3
_TOLERANCE = 2.0
_STEP = 4.0
_LAST_LINE = 0.5
_NO_BREAK = "\N{NO-BREAK SPACE}"
_SQUARE = ("W", "F")
_UNSEEN = dict.fromkeys(map(ord, "\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}"))


class Ruler:
    """Measures texts before they are drawn; remembers what it measured."""

    def __init__(self, fonts: Path, system: Path = SYSTEM) -> None:
        """Measure with these fonts, and Arabic with the system's where it has one."""
        self._fonts = {
            weight: ImageFont.truetype(fonts / name, _MEASURED_AT)
            for weight, name in FONT_FILES.items()
        }
        arabic = {
            weight: system / f"truetype/noto/NotoSansArabic-{cut}.ttf"
            for weight, cut in _ARABIC_CUTS.items()
        }
        self._arabic = {
            weight: ImageFont.truetype(path, _MEASURED_AT)
            if path.is_file()
            else self._fonts[weight]
            for weight, path in arabic.items()
        }
        self._measured = lru_cache(maxsize=2000)(self._measure)

    def width(self, text: str, letters: Letters) -> float:
        """Measure one line, in pixels."""
        return self._measured(text, letters.weight) * letters.size / _MEASURED_AT

    def lines(self, text: str, letters: Letters, *, within: float) -> int:
        """Count the lines that a text takes when it is broken at its spaces.

        A word wider than a line is broken too, as the screen does.
        """
        return len(self._broken(text, letters, within))

    def even_width(self, text: str, letters: Letters, *, within: float) -> float:
        """Say how wide to set a text so that its last line is not left behind.

        It never needs one more line for that. Where the signs cannot be measured
        well, or words are broken, the width stays as it is.
        """
        count = self.lines(text, letters, within=within)
        least = max(self.width(word, letters) for word in text.split(" ")) + _TOLERANCE
        if count == 1 or not _is_known(text):
            return within
        width, lines = within, self._broken(text, letters, within)
        while lines[-1] < max(lines) * _LAST_LINE and width - _STEP >= least:
            width -= _STEP
            lines = self._broken(text, letters, width)
            if len(lines) > count:
                return within
        # Only as wide as its lines: what was just broken off must not fit again.
        return within if width == within else max(lines) + 2 * _TOLERANCE

    def _broken(self, text: str, letters: Letters, within: float) -> list[float]:
        """Measure each of the lines."""
        within -= _TOLERANCE
        lines, space = [0.0], self.width(" ", letters)
        for word in text.split(" "):
            wide = self.width(word, letters)
            if lines[-1] and lines[-1] + space + wide > within:
                lines.append(0.0)
            lines[-1] += wide + (space if lines[-1] else 0)
            while lines[-1] > within:
                lines.append(lines[-1] - within)
                lines[-2] = within
        return lines

    def _measure(self, text: str, weight: int) -> float:
        # Our fonts lack Chinese signs and emoji: drawn, each of them is a square.
        seen = text.translate(_UNSEEN)
        drawn = "".join(sign for sign in seen if not _is_square(sign))
        wide = float(len(seen) - len(drawn)) * _MEASURED_AT
        for is_arabic, run in groupby(drawn, _is_arabic):
            fonts = self._arabic if is_arabic else self._fonts
            wide += float(fonts[weight].getlength("".join(run)))
        return wide


def _is_known(text: str) -> bool:
    """Tell whether our fonts have every sign: Latin, Greek, Cyrillic."""
    return all(
        sign < "\u0530" or "\u1e00" <= sign <= "\u206f" or sign == "\u20ac"
        for sign in text
    )


def _is_arabic(sign: str) -> bool:
    return "\u0600" <= sign <= "\u08ff" or "\ufb50" <= sign <= "\ufeff"


def _is_square(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in _SQUARE


def bound_last_word(text: str) -> str:
    """Keep a short last word with the one before it: "Room A" is never torn."""
    head, space, last = text.strip().rpartition(" ")
    if space and len(last) <= _SHORT_WORD:
        return f"{head}{_NO_BREAK}{last}"
    return text.strip()
