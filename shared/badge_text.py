"""One line of a badge in any script: cleaned, ordered, fitted, drawn."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from math import ceil
from pathlib import Path

from PIL import Image, ImageDraw

from shared.badge_fonts import Fonts, Weight

CUT = "…"
_RULER = 200
_STACKED = 6
"""How many marks one letter keeps; more is a prank that would smear the badge."""
_JOINERS = "\u200c\u200d"
_WAYS = {"L": True, "EN": True, "AN": True, "R": False, "AL": False}
"""Which directions of Unicode run rightwards; the others follow their neighbours."""


@dataclass(frozen=True)
class Strip:
    """A drawn line, white on black, from its first dot of ink to its last."""

    image: Image.Image
    baseline: int


@dataclass(frozen=True)
class _Run:
    """Signs that one font draws in one direction."""

    text: str
    face: Path
    rightwards: bool


class Lettering:
    """Measures and draws lines of one weight; every text is `clean`ed first."""

    def __init__(self, fonts: Fonts, weight: Weight) -> None:
        """Use these fonts."""
        self._fonts = fonts
        self._weight = weight
        self._lengths: dict[str, float] = {}
        self._reaches: dict[str, tuple[float, float]] = {}

    def clean(self, text: str) -> str:
        """Give the text as it can be drawn: one line, no control signs.

        A letter that no font has stays, and shows as a box, so that someone sees
        that it is missing; an emoji or other ornament that no font has goes.
        """
        kept: list[str] = []
        marks = 0
        for sign in unicodedata.normalize("NFC", _printable(text)):
            marks = marks + 1 if _rides(sign) else 0
            if marks <= _STACKED and self._can_stand(sign, kept):
                kept.append(sign)
        return " ".join("".join(kept).split())

    def measure(self, text: str, size: float) -> float:
        """Say how wide a text is at a size, in dots."""
        if text not in self._lengths:
            runs = self._runs(text)
            self._lengths[text] = sum(self._width(run, _RULER) for run in runs)
        return self._lengths[text] * size / _RULER

    def reach(self, text: str) -> tuple[float, float]:
        """Say how far a text's ink goes above and below its baseline, in sizes."""
        if text not in self._reaches:
            runs = [self._box(run) for run in self._runs(text)]
            above = max((-box[1] for box in runs), default=0.0) / _RULER
            below = max((box[3] for box in runs), default=0.0) / _RULER
            self._reaches[text] = max(0.0, above), max(0.0, below)
        return self._reaches[text]

    def cut(self, text: str, width: float, size: float) -> str:
        """Shorten a text until it fits, and end it with … if it had to be."""
        if self.measure(text, size) <= width:
            return text
        return text[: self._how_many(text, width, size, end=CUT)].rstrip() + CUT

    def fill(self, text: str, width: float, size: float) -> tuple[str, str]:
        """Break a text that is too wide into what one line holds and the rest."""
        fits = self._how_many(text, width, size, end="")
        at = text.rfind(" ", 0, fits + 1)
        at = at if at > 0 else fits
        return text[:at].rstrip(), text[at:].lstrip()

    def _how_many(self, text: str, width: float, size: float, *, end: str) -> int:
        fits, too_many = 0, len(text)
        while too_many - fits > 1:
            middle = (fits + too_many) // 2
            if self.measure(text[:middle].rstrip() + end, size) <= width:
                fits = middle
            else:
                too_many = middle
        # Never between a letter and what belongs onto it.
        while fits and _rides(text[fits]):
            fits -= 1
        return fits

    def draw(self, text: str, size: float) -> Strip:
        """Draw a text on a strip of its own."""
        dots = max(1.0, size)
        runs = self._runs(text)
        # Some letters swing out of their own width; the strip leaves them room.
        high, low = self.reach(text)
        swing = ceil(0.25 * dots)
        above, below = ceil(high * dots) + 2, ceil(low * dots) + 2
        width = ceil(sum(self._width(run, dots) for run in runs))
        image = Image.new("L", (width + 2 * swing, above + below))
        pen = ImageDraw.Draw(image)
        x = float(swing)
        for run in runs:
            font = self._fonts.at(run.face, dots)
            at = (x, above)
            pen.text(at, run.text, 255, font, anchor="ls", direction=self._way(run))
            x += self._width(run, dots)
        left, _, right, _ = image.getbbox() or (0, 0, 1, 1)
        return Strip(image.crop((left, 0, right, image.height)), above)

    def _can_stand(self, sign: str, kept: list[str]) -> bool:
        if sign == " ":
            return True
        if _rides(sign):
            return bool(kept) and kept[-1] != " "
        return sign.isalnum() or self._face(sign) is not None

    def _face(self, sign: str) -> Path | None:
        return self._fonts.face_for(sign, self._weight)

    def _width(self, run: _Run, dots: float) -> float:
        return self._fonts.at(run.face, dots).getlength(
            run.text, direction=self._way(run)
        )

    def _box(self, run: _Run) -> tuple[float, float, float, float]:
        font = self._fonts.at(run.face, _RULER)
        return font.getbbox(run.text, anchor="ls", direction=self._way(run))

    def _way(self, run: _Run) -> str | None:
        if not self._fonts.shaped:
            return None
        return "ltr" if run.rightwards else "rtl"

    def _runs(self, text: str) -> list[_Run]:
        """Cut a text into runs, in the order in which they stand on the paper."""
        onwards = runs_rightwards(text)
        written = self._as_written(text, _ways(text, base=onwards))
        groups = [list(runs) for _, runs in groupby(written, _is_rightwards)]
        if not onwards:
            groups.reverse()
        ordered = [runs if runs[0].rightwards else runs[::-1] for runs in groups]
        return [run for runs in ordered for run in runs]

    def _as_written(self, text: str, ways: list[bool]) -> Iterator[_Run]:
        run: _Run | None = None
        for sign, rightwards in zip(text, ways, strict=True):
            follows = run is not None and (sign == " " or _rides(sign))
            face = run.face if run and follows else self._face(sign)
            face = face or self._fonts.first(self._weight)
            if run and run.face == face and run.rightwards == rightwards:
                run = replace(run, text=run.text + sign)
                continue
            if run:
                yield run
            run = _Run(sign, face, rightwards)
        if run:
            yield run


def _is_rightwards(run: _Run) -> bool:
    return run.rightwards


def _printable(text: str) -> str:
    return "".join(_one_printable(sign) for sign in text)


def _one_printable(sign: str) -> str:
    if sign in _JOINERS:
        return sign
    category = unicodedata.category(sign)
    if category == "Cc" or category[0] == "Z":
        return " "
    # Direction overrides and the like go, and so do variation selectors: we have
    # one form of each sign.
    if category[0] == "C" or "VARIATION SELECTOR" in unicodedata.name(sign, ""):
        return ""
    return sign


def _rides(sign: str) -> bool:
    """Tell whether a sign belongs onto the one before it."""
    return sign in _JOINERS or unicodedata.category(sign)[0] == "M"


def runs_rightwards(text: str) -> bool:
    """Tell whether a line runs rightwards: as its first letter does."""
    kinds = (unicodedata.bidirectional(sign) for sign in text)
    return next((_WAYS[kind] for kind in kinds if kind in {"L", "R", "AL"}), True)


def _ways(text: str, *, base: bool) -> list[bool]:
    """Tell for each sign whether it runs rightwards.

    Two levels of Unicode's rules are enough for a name: what has no direction of
    its own takes that of its neighbours if they agree, and the line's if not.
    """
    own = [_WAYS.get(unicodedata.bidirectional(sign)) for sign in text]
    before = _carried(own, base=base)
    after = _carried(own[::-1], base=base)[::-1]
    return [
        left if left == right else base
        for left, right in zip(before, after, strict=True)
    ]


def _carried(own: list[bool | None], *, base: bool) -> list[bool]:
    carried = []
    for way in own:
        base = base if way is None else way
        carried.append(base)
    return carried
