"""The paper a badge is drawn on: measured in millimetres, drawn in dots.

Everything is drawn into a box, and nothing reaches out of it: so what stands in one
box never changes a dot of another.
"""

from dataclasses import dataclass

from PIL import Image, ImageDraw

from shared.badge_fitting import Setting
from shared.badge_fonts import Fonts, Weight
from shared.badge_parts import Align, Box, Lettered, Placed, Stand
from shared.badge_text import Lettering, Strip

_MM_PER_INCH = 25.4
_WHITE, _BLACK = 255, 0
_ROUND_MM = 2.2
_FINEST, _COARSEST = 100, 1200


@dataclass(frozen=True)
class Spot:
    """A box in dots; right and lower edges do not belong to it."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Dots from left to right."""
        return max(1, self.right - self.left)

    @property
    def height(self) -> int:
        """Dots from top to bottom."""
        return max(1, self.bottom - self.top)


class Paper:
    """A label that is being drawn on."""

    def __init__(self, width_mm: float, height_mm: float, dpi: int) -> None:
        """Take a white label of this size.

        Raises:
            ValueError: no printer has so few or so many dots per inch.
        """
        if not _FINEST <= dpi <= _COARSEST:
            raise ValueError(f"dpi is from {_FINEST} to {_COARSEST}, not {dpi}")
        self.per_mm = dpi / _MM_PER_INCH
        size = (round(width_mm * self.per_mm), round(height_mm * self.per_mm))
        self._canvas = Image.new("L", size, _WHITE)
        self._pen = ImageDraw.Draw(self._canvas)
        fonts = Fonts()
        self._letterings = {weight: Lettering(fonts, weight) for weight in Weight}

    def lettering(self, weight: Weight) -> Lettering:
        """Give what measures and draws letters of this weight."""
        return self._letterings[weight]

    def clean(self, text: str | None) -> str:
        """Give what of a text can be drawn; "" for None."""
        return self._letterings[Weight.REGULAR].clean(text or "")

    def dots(self, box: Box) -> tuple[int, int]:
        """Say how many dots a box has for certain, wherever on the paper it stands."""
        return int(box.width * self.per_mm), int(box.height * self.per_mm)

    def spot(self, box: Box) -> Spot:
        """Give a box in dots; boxes that meet have no dot in common."""
        edges = (box.x, box.y, box.right, box.bottom)
        return Spot(*(round(edge * self.per_mm) for edge in edges))

    def write(self, setting: Setting, letters: Lettered, placed: Placed) -> float:
        """Write lines into a box; give the first one's baseline, in millimetres."""
        box, spot = placed.box, self.spot(placed.box)
        free = box.height - setting.height
        top = {Stand.TOP: 0.0, Stand.MIDDLE: free / 2, Stand.BOTTOM: free}[placed.stand]
        first = box.y + top + setting.above * setting.size
        for number, line in enumerate(setting.lines):
            baseline = first + number * setting.leading * setting.size
            strip = self._strip(line, letters.weight, setting.size, spot.width)
            x = spot.left + _along(spot.width - strip.image.width, placed.align)
            ink = _WHITE if letters.panel else _BLACK
            self._paste(strip, spot, at=(x, round(baseline * self.per_mm)), ink=ink)
        return first

    def rule(self, box: Box) -> None:
        """Draw a line."""
        spot = self.spot(box)
        self._pen.rectangle(
            (
                spot.left,
                spot.top,
                spot.left + spot.width - 1,
                spot.top + spot.height - 1,
            ),
            _BLACK,
        )

    def panel(self, box: Box) -> None:
        """Fill a box with rounded corners."""
        spot = self.spot(box)
        edges = (spot.left, spot.top, spot.right - 1, spot.bottom - 1)
        radius = round(min(_ROUND_MM, box.height / 4) * self.per_mm)
        self._pen.rounded_rectangle(edges, radius=radius, fill=_BLACK)

    def put(self, image: Image.Image, placed: Placed) -> None:
        """Put a picture that is not larger than its box into it, dot for dot."""
        spot = self.spot(placed.box)
        x = _along(spot.width - image.width, placed.align)
        free = spot.height - image.height
        y = {Stand.TOP: 0, Stand.MIDDLE: free // 2, Stand.BOTTOM: free}[placed.stand]
        self._canvas.paste(image, (spot.left + x, spot.top + y))

    def finished(self, height_mm: float) -> Image.Image:
        """Give the upper part of the label in black and white."""
        height = min(self._canvas.height, round(height_mm * self.per_mm))
        kept = self._canvas.crop((0, 0, self._canvas.width, height))
        return kept.point([_BLACK] * 128 + [_WHITE] * 128, "1")

    def _strip(self, line: str, weight: Weight, size: float, width: int) -> Strip:
        """Draw a line; small letters stand on whole dots and may need a little less."""
        dots = size * self.per_mm
        strip = self._letterings[weight].draw(line, dots)
        while strip.image.width > width and dots > 1:
            dots *= max(0.9, 0.998 * width / strip.image.width)
            strip = self._letterings[weight].draw(line, dots)
        return strip

    def _paste(
        self, strip: Strip, spot: Spot, *, at: tuple[int, int], ink: int
    ) -> None:
        top = at[1] - strip.baseline
        cut = max(0, spot.top - top)
        end = max(cut, min(strip.image.height, spot.bottom - top))
        kept = strip.image.crop((0, cut, strip.image.width, end))
        self._canvas.paste(ink, (at[0], top + cut), kept)


def _along(free: int, align: Align) -> int:
    return {Align.START: 0, Align.CENTRE: free // 2, Align.END: free}[align]
