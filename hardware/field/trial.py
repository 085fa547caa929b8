"""The picture of a test print: what has to be right can be seen, measured and scanned."""

import qrcode
from PIL import Image, ImageDraw, ImageFont

from hardware.models import PrinterModel
from hardware.picture import Picture

RULER_MM = 40
"""The ruler is so long where the printer's model is the right one."""
SHORTEST_MM = 30
_MM_PER_INCH = 25.4
_QR_MM = 16
_QUIET = 4


def trial_picture(
    model: PrinterModel, *, number: int, width_mm: float, length_mm: float
) -> Picture:
    """Draw a frame, a ruler, single dots, a QR code, and a number to read out."""
    canvas = _Canvas(model, width_mm, length_mm)
    canvas.frame()
    canvas.write(2, 2, model.key, 3)
    canvas.write(2, 6, f"{model.dpi} dpi, {canvas.width} dots", 2.4)
    canvas.write(2, 9.5, str(number), 9)
    canvas.qr_code(width_mm - _QR_MM - 2, 6.5, f"PORTICO {number}")
    canvas.ruler(2, 23)
    canvas.dots(2, 26)
    return canvas.picture()


class _Canvas:
    """Paper measured in millimetres."""

    def __init__(self, model: PrinterModel, width_mm: float, length_mm: float) -> None:
        self._per_mm = model.dpi / _MM_PER_INCH
        self._dpi = model.dpi
        self.width = min(self._at(width_mm), model.widest_dots)
        self._image = Image.new("1", (self.width, self._at(length_mm)), 1)
        self._draw = ImageDraw.Draw(self._image)
        # Greys at a letter's edge would be noise on paper.
        self._draw.fontmode = "1"

    def picture(self) -> Picture:
        return Picture(self._image, self._dpi)

    def frame(self) -> None:
        """Show where the printable area ends."""
        right, bottom = self._image.width - 1, self._image.height - 1
        self._draw.rectangle((0, 0, right, bottom), outline=0, width=2)

    def write(self, x: float, y: float, text: str, size: float) -> None:
        font = ImageFont.load_default(self._at(size))
        self._draw.text((self._at(x), self._at(y)), text, fill=0, font=font)

    def qr_code(self, x: float, y: float, text: str) -> None:
        """Draw modules of whole dots: resized ones could not be scanned."""
        code = qrcode.QRCode(border=_QUIET)
        code.add_data(text)
        modules = code.get_matrix()
        dots = max(1, self._at(_QR_MM) // len(modules))
        for row, line in enumerate(modules):
            for column, dark in enumerate(line):
                if dark:
                    self._square(
                        self._at(x) + column * dots, self._at(y) + row * dots, dots
                    )

    def ruler(self, x: float, y: float) -> None:
        """Draw a line with a tick at each millimetre, longer ones at five."""
        left, top = self._at(x), self._at(y)
        self._draw.line((left, top, left + self._at(RULER_MM), top), fill=0, width=2)
        for mm in range(RULER_MM + 1):
            tick = self._at(2 if mm % 5 == 0 else 1)
            at = left + self._at(mm)
            self._draw.line((at, top, at, top + tick), fill=0)

    def dots(self, x: float, y: float) -> None:
        """Draw stripes of one dot and of two: blots and lost dots show here."""
        left, top, tall = self._at(x), self._at(y), self._at(2)
        for step in range(self._at(8)):
            if step % 2:
                self._draw.line((left + step, top, left + step, top + tall), fill=0)
            if step % 4 > 1:
                at = left + self._at(10) + step
                self._draw.line((at, top, at, top + tall), fill=0)

    def _square(self, left: int, top: int, dots: int) -> None:
        self._draw.rectangle((left, top, left + dots - 1, top + dots - 1), fill=0)

    def _at(self, mm: float) -> int:
        return round(mm * self._per_mm)
