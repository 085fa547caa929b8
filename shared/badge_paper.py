"""The paper a badge is drawn on: lines, panels and QR codes, measured in millimetres.

The millimetres are those of the design's own label, 100 by 62; on another label each
of them is as much longer or shorter as the label allows.
"""

from dataclasses import dataclass

import qrcode
from PIL import Image, ImageDraw

from shared.badge_fonts import Fonts, Weight
from shared.badge_text import Lettering

DESIGN_WIDTH = 100.0
DESIGN_HEIGHT = 62.0
MARGIN = 4.0
_MM_PER_INCH = 25.4
_QUIET = 4
"""Modules that stay white around a QR code."""
_LEAST_DOTS = 4
"""Dots per module below which a reader begins to guess."""
_LEAST_SIDE = 40
"""Dots between the margins below which nothing could be read."""
_WHITE, _BLACK = 255, 0


@dataclass(frozen=True)
class Style:
    """How a line is set: its weight, and the sizes between which it may shrink."""

    weight: Weight
    largest: float
    smallest: float


class Paper:
    """The inside of the margins; what is drawn beyond is cut off."""

    def __init__(self, width_mm: float, height_mm: float, dpi: int) -> None:
        """Lay out a label of this size on paper.

        Raises:
            ValueError: too little is left between the margins.
        """
        per_mm = dpi / _MM_PER_INCH
        self._unit = per_mm * min(width_mm / DESIGN_WIDTH, height_mm / DESIGN_HEIGHT)
        self._size = (round(width_mm * per_mm), round(height_mm * per_mm))
        self._margin = round(MARGIN * self._unit)
        inside = (self._size[0] - 2 * self._margin, self._size[1] - 2 * self._margin)
        if min(inside) < _LEAST_SIDE:
            raise ValueError("the label is too small for a badge")
        self.width = inside[0] / self._unit
        self.height = inside[1] / self._unit
        self._canvas = Image.new("L", inside, _WHITE)
        self._pen = ImageDraw.Draw(self._canvas)
        fonts = Fonts()
        self._letterings = {weight: Lettering(fonts, weight) for weight in Weight}

    def clean(self, text: str | None) -> str:
        """Give what of a text can be drawn; "" for None."""
        return self._letterings[Weight.REGULAR].clean(text or "")

    def measure(self, text: str, weight: Weight, size: float) -> float:
        """Say how wide a clean text is."""
        return self._letterings[weight].measure(text, size)

    def size_for(self, text: str, style: Style, width: float) -> float:
        """Say at which of the style's sizes a clean text comes closest to fitting."""
        return self._letterings[style.weight].fit(
            text, width, largest=style.largest, smallest=style.smallest
        )

    def fill(self, text: str, style: Style, width: float) -> list[str]:
        """Break a clean text that is too wide into one full line and the rest."""
        lettering = self._letterings[style.weight]
        return list(lettering.fill(text, width, style.smallest))

    def write(
        self,
        text: str,
        style: Style,
        *,
        at: tuple[float, float],
        width: float,
        white: bool = False,
    ) -> None:
        """Write a clean text from a point on its baseline; shrunk, then cut, to fit."""
        lettering = self._letterings[style.weight]
        size = self.size_for(text, style, width)
        shown = lettering.cut(text, width, size)
        strip = lettering.draw(shown, size * self._unit)
        corner = (
            round(at[0] * self._unit) - strip.left,
            round(at[1] * self._unit) - strip.baseline,
        )
        self._canvas.paste(_WHITE if white else _BLACK, corner, strip.image)

    def rule(self, y: float) -> None:
        """Draw a fine line across."""
        top, thick = round(y * self._unit), max(1, round(0.25 * self._unit))
        self._pen.rectangle((0, top, self._canvas.width, top + thick - 1), _BLACK)

    def panel(self, left: float, top: float, right: float, bottom: float) -> None:
        """Fill a box with rounded corners."""
        corners = [round(edge * self._unit) for edge in (left, top, right, bottom)]
        box = (corners[0], corners[1], corners[2] - 1, corners[3] - 1)
        self._pen.rounded_rectangle(box, radius=round(2.5 * self._unit), fill=_BLACK)

    def code(self, text: str, *, side: float, most: float) -> float:
        """Draw a QR code into the lower right corner.

        Its quiet zone reaches into the margin on two sides and is left free by
        `most` on the others.

        Args:
            side: how large it would best be, quiet zone included.
            most: how large it may be where four dots to the module need it.

        Returns:
            how much of the corner it takes; 0 where it did not fit and was left out.
        """
        symbol = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=0)
        symbol.add_data(text)
        try:
            matrix = symbol.get_matrix()
        except ValueError:
            return 0  # More text than the largest symbol holds.
        modules = len(matrix) + _QUIET
        dots = max(_LEAST_DOTS, int(side * self._unit / modules))
        if modules * dots > most * self._unit:
            return 0
        self._draw_modules(matrix, dots)
        return modules * dots / self._unit

    def finished(self) -> Image.Image:
        """Give the label in black and white."""
        whole = Image.new("L", self._size, _WHITE)
        whole.paste(self._canvas, (self._margin, self._margin))
        return whole.point(lambda level: _WHITE if level > _WHITE // 2 else _BLACK, "1")

    def _draw_modules(self, matrix: list[list[bool]], dots: int) -> None:
        small = Image.new("L", (len(matrix), len(matrix)), _WHITE)
        small.putdata([_BLACK if dark else _WHITE for row in matrix for dark in row])
        side = len(matrix) * dots
        symbol = small.resize((side, side), Image.Resampling.NEAREST)
        corner = (self._canvas.width - side, self._canvas.height - side)
        self._canvas.paste(symbol, corner)
