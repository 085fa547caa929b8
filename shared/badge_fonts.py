"""Which font draws which sign of a badge.

The only files that `shared` reads are fonts: its own Roboto, and, where the system
has them, Debian's Noto and Droid fonts for the scripts that Roboto lacks.
"""

import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from PIL import ImageFont, features

OURS = Path(__file__).parent / "fonts"
SYSTEM = Path("/usr/share/fonts")
_NOWHERE = "\U0010ffff"
"""A sign that no font has: what it looks like is the font's "missing" box."""


class Weight(StrEnum):
    """How heavy the letters are."""

    REGULAR = "Regular"
    MEDIUM = "Medium"
    BOLD = "Bold"


class Fonts:
    """Opened fonts and what is known of them; made anew for each drawing."""

    def __init__(self, system: Path = SYSTEM) -> None:
        """Look for other scripts under the system's folder of fonts."""
        self._system = system
        self._shaped = bool(features.check("raqm"))
        self._opened: dict[tuple[Path, float], ImageFont.FreeTypeFont | None] = {}
        self._faces: dict[tuple[str, Weight], Path | None] = {}

    @property
    def shaped(self) -> bool:
        """Whether letters are joined and ordered as their script wants."""
        return self._shaped

    def at(self, face: Path, size: float) -> ImageFont.FreeTypeFont:
        """Give a face that `face_for` found, at a size in dots."""
        font = self._open(face, size)
        if font is None:
            raise FileNotFoundError(face)
        return font

    def first(self, weight: Weight) -> Path:
        """Give the face that is always there."""
        return OURS / f"Roboto-{weight}.ttf"

    def face_for(self, sign: str, weight: Weight) -> Path | None:
        """Find the face that has this sign; None where no font at hand does."""
        key = (sign, weight)
        if key not in self._faces:
            self._faces[key] = next(
                (face for face in self._likely(sign, weight) if self._has(face, sign)),
                None,
            )
        return self._faces[key]

    def _likely(self, sign: str, weight: Weight) -> Iterator[Path]:
        yield self.first(weight)
        noto = self._system / "truetype/noto"
        cut = Weight.REGULAR if weight is Weight.REGULAR else Weight.BOLD
        for stem in ("NotoSans", *_named_for(sign), "NotoSansSymbols"):
            yield noto / f"{stem}-{cut}.ttf"
            yield noto / f"{stem}-Regular.ttf"
        yield self._system / f"opentype/noto/NotoSansCJK-{cut}.ttc"
        yield self._system / "truetype/droid/DroidSansFallbackFull.ttf"
        yield noto / "NotoSansSymbols2-Regular.ttf"

    def _has(self, face: Path, sign: str) -> bool:
        font = self._open(face, 24)
        return font is not None and _look(font, sign) != _look(font, _NOWHERE)

    def _open(self, face: Path, size: float) -> ImageFont.FreeTypeFont | None:
        key = (face, size)
        if key not in self._opened:
            self._opened[key] = self._load(face, size)
        return self._opened[key]

    def _load(self, face: Path, size: float) -> ImageFont.FreeTypeFont | None:
        # Asked for a file that is not there, Pillow looks for its name elsewhere.
        if not face.is_file():
            return None
        engine = ImageFont.Layout.RAQM if self._shaped else ImageFont.Layout.BASIC
        return ImageFont.truetype(face, size, layout_engine=engine)


def _named_for(sign: str) -> Iterator[str]:
    # Unicode names have the script among their first words ("DEVANAGARI LETTER A",
    # "EXTENDED ARABIC-INDIC DIGIT TWO"), and so have the names of Noto's files.
    words = unicodedata.name(sign, "?").replace("-", " ").split()
    return (f"NotoSans{word.title()}" for word in words[:2])


def _look(font: ImageFont.FreeTypeFont, sign: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(sign)
    return mask.size, bytes(mask)
