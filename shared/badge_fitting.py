"""How a text is broken into lines, and how large they are, to fill a box."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shared.badge_parts import Lettered
from shared.badge_text import Lettering

ABOVE, BELOW = 0.95, 0.26
"""What letters with accents and tails take above and below their line, in sizes."""
LEADING = 1.12
"""From one line to the next, in sizes."""
_AIR = 0.06
"""What stays white between the ink of two lines, in sizes."""
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR")
"""Scripts whose words have no spaces between them."""
_TRIED = 3
"""How many places near the best one are tried for a break."""


@dataclass(frozen=True)
class Setting:
    """Lines and the size at which they fit their box.

    Attributes:
        above, leading, below: from the box's top to the first baseline, between
            baselines, and from the last one to the bottom; in sizes.
    """

    lines: tuple[str, ...]
    size: float
    above: float = ABOVE
    leading: float = LEADING
    below: float = BELOW

    @property
    def height(self) -> float:
        """How high all of it is."""
        between = (len(self.lines) - 1) * self.leading
        return (self.above + between + self.below) * self.size


def fit_text(
    lettering: Lettering, text: str, letters: Lettered, *, width: float, height: float
) -> Setting:
    """Choose the number of lines at which a clean text comes out largest.

    What is too long even for the smallest letters ends in "…".
    """
    choices = [
        _largest(lettering, lines, letters.largest, width=width, height=height)
        for count in range(1, letters.lines + 1)
        for lines in _broken(lettering, text, count)
    ]
    best = max(choices, key=lambda setting: setting.size)
    if best.size >= letters.smallest:
        return best
    return _cut(lettering, text, letters, width=width, height=height)


def _largest(
    lettering: Lettering,
    lines: Sequence[str],
    largest: float,
    *,
    width: float,
    height: float,
) -> Setting:
    """Set these lines as large as they fit."""
    reaches = [lettering.reach(line) for line in lines]
    between = [below + above + _AIR for (_, below), (above, _) in pairwise(reaches)]
    one = Setting(
        tuple(lines),
        1.0,
        above=max(ABOVE, reaches[0][0]),
        leading=max([LEADING, *between]),
        below=max(BELOW, reaches[-1][1]),
    )
    widest = max([0.01, *(lettering.measure(line, 1.0) for line in lines)])
    # A hair less, so that rounding never makes the fitted text too wide.
    size = min(largest, 0.999 * width / widest, height / one.height)
    return Setting(one.lines, size, one.above, one.leading, one.below)


def _cut(
    lettering: Lettering, text: str, letters: Lettered, *, width: float, height: float
) -> Setting:
    """Fill as many lines as there may be with the smallest letters."""
    size = min(letters.smallest, height / (ABOVE + BELOW))
    fits = 1 + int((height / size - ABOVE - BELOW) / LEADING)
    lines: list[str] = []
    rest = text
    for _ in range(min(letters.lines, fits) - 1):
        line, rest = lettering.fill(rest, width, size)
        lines.append(line)
    lines.append(lettering.cut(rest, width, size))
    return _largest(
        lettering,
        [line for line in lines if line] or [""],
        size,
        width=width,
        height=height,
    )


def _broken(lettering: Lettering, text: str, count: int) -> Iterator[list[str]]:
    """Break a text at words into so many lines, as even as they come."""
    if count == 1:
        yield [text]
        return
    for at in _places(text, count):
        head, tail = text[:at].rstrip(), text[at:].lstrip()
        options = list(_broken(lettering, tail, count - 1))
        if options:
            rest = min(options, key=lambda lines: _widest(lettering, lines))
            yield [head, *rest]


def _places(text: str, count: int) -> list[int]:
    """Give where a first line may end, the place after a count-th first."""
    places = [at for at in range(1, len(text)) if _may_break(text, at)]
    return sorted(places, key=lambda at: abs(at - len(text) / count))[:_TRIED]


def _may_break(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if before in " -":
        return after != " "
    # Marks and brackets stay with what they follow, and so do small kana.
    if not after.isalnum() or unicodedata.category(after) == "Lm":
        return False
    return _is_unspaced(before) and " SMALL " not in unicodedata.name(after, "")


def _is_unspaced(sign: str) -> bool:
    return unicodedata.name(sign, "").startswith(_UNSPACED)


def _widest(lettering: Lettering, lines: Sequence[str]) -> float:
    return max(lettering.measure(line, 1.0) for line in lines)
