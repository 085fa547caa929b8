"""QR codes as crisp pictures, dark on white in every theme."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

import flet as ft
from PIL import Image
from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET_MODULES = 4
_DARK = (0x1C, 0x1B, 0x19)
_WHITE = (255, 255, 255)
_LARGEST_AT_M = 37


@dataclass(frozen=True)
class Qr:
    """A QR code: its modules on a side without the quiet zone, and its picture.

    Attributes:
        png: one pixel for each module, quiet zone included.
    """

    modules: int
    png: bytes

    @property
    def side(self) -> int:
        """The modules of a side, quiet zone included."""
        return self.modules + 2 * QUIET_MODULES

    def drawn(self, side: int) -> ft.Image:
        """Draw the code in a square; a whole number of pixels per module is crisp."""
        return ft.Image(
            src=self.png,
            width=side,
            height=side,
            fit=ft.BoxFit.FILL,
            filter_quality=ft.FilterQuality.NONE,
            gapless_playback=True,
        )


@lru_cache(maxsize=8)
def draw_qr(text: str) -> Qr:
    """Draw a text as a QR code on a white plate with its quiet zone.

    Level M where that stays small, else L: a screen has no scratches, and larger
    modules help a phone more than redundancy does. As pixels and not as strokes: a
    browser without a graphics card takes a second for a thousand strokes.
    """
    matrix = _matrix(text, ERROR_CORRECT_M)
    if len(matrix) > _LARGEST_AT_M:
        matrix = _matrix(text, ERROR_CORRECT_L)
    side = len(matrix) + 2 * QUIET_MODULES
    picture = Image.new("P", (side, side), 1)
    picture.putpalette((*_DARK, *_WHITE))
    for row, modules in enumerate(matrix, QUIET_MODULES):
        for column, dark in enumerate(modules, QUIET_MODULES):
            picture.putpixel((column, row), int(not dark))
    file = BytesIO()
    picture.save(file, "PNG")
    return Qr(modules=len(matrix), png=file.getvalue())


def _matrix(text: str, level: int) -> list[list[bool]]:
    code = QRCode(border=0, error_correction=level)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]
