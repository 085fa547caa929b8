"""A QR code in whole dots: no module is ever wider than another."""

from math import ceil

import qrcode
from PIL import Image

QUIET = 4
"""Modules that stay white around a code."""
_LEAST_DOTS = 4
_LEAST_MM = 0.5
"""How wide a module is at least: below, a cheap reader begins to guess."""
_WHITE, _BLACK = 255, 0


def code_dots(text: str, *, side: int, per_mm: float) -> Image.Image | None:
    """Draw a code and its white border as large as a square of `side` dots allows.

    Returns:
        black on white; None where it does not fit: what no reader could read is not
        worth its place.
    """
    symbol = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=QUIET)
    symbol.add_data(text)
    try:
        matrix = symbol.get_matrix()
    except ValueError:
        return None  # More text than the largest symbol holds.
    dots = side // len(matrix)
    # 203 dots to the inch are 7.99 to the millimetre: half of one is still four.
    if dots < max(_LEAST_DOTS, ceil(_LEAST_MM * per_mm - 0.1)):
        return None
    modules = Image.new("L", (len(matrix), len(matrix)), _WHITE)
    modules.putdata([_BLACK if dark else _WHITE for row in matrix for dark in row])
    whole = len(matrix) * dots
    return modules.resize((whole, whole), Image.Resampling.NEAREST)
