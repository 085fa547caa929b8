"""Photos and logos in black and white dots.

A picture is scaled to its final dots before anything else, and never again: dots
that were scaled would be grey, and greys cannot be printed.
"""

import io
import struct
from math import ceil

from PIL import Image, ImageChops, ImageOps

_MOST_DOTS = 40_000_000
"""Larger pictures are not opened: they would take a small machine's memory."""
_GAMMA = 0.8
"""Thermal dots spread on the paper, so a picture is lightened before."""
_GREYS = 0.2
"""The share of grey dots from which on a logo is dithered like a photo."""
_DARK, _LIGHT = 64, 192
_MIDDLE = 128
_WHITE = 255


def open_picture(content: bytes | None) -> Image.Image | None:
    """Open a PNG or JPEG; None for what is none, or is too large."""
    if not content:
        return None
    try:
        image = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))
        if image.width * image.height > _MOST_DOTS:
            return None
        # A JPEG is decoded at a fraction of its size, where that is enough.
        image.draft("L", (1200, 1200))
        image.load()
    # What decoders say of broken files is one of these.
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        struct.error,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        return None
    return image


def photo_dots(photo: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Draw a photo that fills an area; what is too wide or high is cut off evenly."""
    upright = ImageOps.exif_transpose(photo)
    # A face is nearer to the upper edge than to the lower one.
    final = ImageOps.fit(
        _on(_WHITE, upright),
        size,
        Image.Resampling.LANCZOS,
        centering=(0.5, 0.35),
    )
    even = ImageOps.autocontrast(final, cutoff=1)
    lighter = even.point([round(255 * (level / 255) ** _GAMMA) for level in range(256)])
    return _dithered(lighter)


def logo_dots(logo: Image.Image, size: tuple[int, int]) -> Image.Image | None:
    """Draw a logo as large as an area allows; None where there is nothing to see."""
    drawn = _on(_WHITE, logo)
    if _is_even(drawn):
        # White on nothing: made for a dark page.
        drawn = ImageOps.invert(_on(0, logo))
    if _is_even(drawn):
        return None
    final = ImageOps.contain(drawn, size, Image.Resampling.LANCZOS)
    even = ImageOps.autocontrast(final, cutoff=1)
    greys = sum(even.histogram()[_DARK:_LIGHT]) / (even.width * even.height)
    if greys > _GREYS:
        return _dithered(even)
    return even.point([_WHITE if level >= _MIDDLE else 0 for level in range(256)])


def _on(ground: int, image: Image.Image) -> Image.Image:
    """Lay a picture on black or white, in greys."""
    if not image.has_transparency_data:
        return image.convert("L")
    clear = image.convert("RGBA")
    paper = Image.new("RGBA", clear.size, (ground, ground, ground, 255))
    return Image.alpha_composite(paper, clear).convert("L")


def _is_even(image: Image.Image) -> bool:
    low, high = image.getextrema()
    return low == high


def _dithered(image: Image.Image) -> Image.Image:
    """Draw greys as dots, in an order that repeats every eight: it packs well."""
    tile = Image.new("L", (8, 8))
    tile.putdata(_bayer(8))
    limits = Image.new("L", image.size)
    for y in range(ceil(image.height / 8)):
        for x in range(ceil(image.width / 8)):
            limits.paste(tile, (8 * x, 8 * y))
    lighter = ImageChops.subtract(image, limits)
    return lighter.point([_WHITE if level else 0 for level in range(256)])


def _bayer(side: int) -> list[int]:
    """Give the levels above which a dot stays white, evenly spread."""
    order = [[0]]
    while len(order) < side:
        order = [
            [4 * level + corner for corner in pair for level in row]
            for pair in ((0, 2), (3, 1))
            for row in order
        ]
    return [4 * level + 1 for row in order for level in row]
