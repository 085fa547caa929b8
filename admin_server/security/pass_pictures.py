"""A pass as a picture: for a mail, and for a page to look at or print."""

from functools import lru_cache
from io import BytesIO

from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pil import PilImage
from qrcode.main import QRCode

_QUIET_MODULES = 4
_PIXELS_PER_MODULE = 8
"""Shown at half its size, a module still has four pixels on sharp screens too."""
_DARK = "#1C1B19"


@lru_cache(maxsize=8)
def pass_png(text: str) -> bytes:
    """Draw a pass as a PNG on a white plate with its quiet zone."""
    file = BytesIO()
    _code(text).make_image(fill_color=_DARK, back_color="#FFFFFF").save(file)
    return file.getvalue()


def pass_side(text: str) -> int:
    """Say how many pixels wide a pass is shown in a mail: four for each module."""
    return (_code(text).modules_count + 2 * _QUIET_MODULES) * _PIXELS_PER_MODULE // 2


@lru_cache(maxsize=8)
def pass_path(text: str) -> tuple[int, str]:
    """Draw a pass as the path of an SVG: its modules a side, and its dark ones."""
    matrix = _code(text).get_matrix()
    strokes = (
        f"M{column} {row}h1v1h-1z"
        for row, modules in enumerate(matrix)
        for column, dark in enumerate(modules)
        if dark
    )
    return len(matrix), "".join(strokes)


def _code(text: str) -> QRCode[PilImage]:
    code = QRCode(
        image_factory=PilImage,
        error_correction=ERROR_CORRECT_M,
        box_size=_PIXELS_PER_MODULE,
        border=_QUIET_MODULES,
    )
    code.add_data(text)
    code.make(fit=True)
    return code
