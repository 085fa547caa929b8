"""Areas that tell kinds of visit apart across a room, without any colour."""

from collections.abc import Callable
from math import ceil, hypot, pi, sin

from PIL import Image, ImageDraw

from shared.badge import Pattern

_PITCH_MM = 5.0
"""From one stripe, dot or wave to the next."""
_RING_MM = 1.8
_WHITE, _BLACK = 255, 0


def pattern_dots(
    pattern: Pattern, size: tuple[int, int], *, per_mm: float
) -> Image.Image:
    """Fill an area with a pattern, black on white."""
    image = Image.new("L", size, _WHITE)
    if pattern in _DARK:
        across, down = (_repeats(side, size, per_mm) for side in size)
        tile = _tile(_DARK[pattern], (ceil(size[0] / across), ceil(size[1] / down)))
        for row in range(down):
            for column in range(across):
                at = (column * size[0] // across, row * size[1] // down)
                image.paste(tile, at)
    if pattern is Pattern.FRAME:
        _ring(image, round(_RING_MM * per_mm))
    return image


def _repeats(side: int, size: tuple[int, int], per_mm: float) -> int:
    """Say how often a pattern goes into a side as a whole, twice at least."""
    pitch = min(_PITCH_MM * per_mm, min(size) / 2)
    return max(2, round(side / pitch))


def _ring(image: Image.Image, thick: int) -> None:
    """Draw a ring along the edges."""
    pen = ImageDraw.Draw(image)
    width, height = image.size
    pen.rectangle((0, 0, width - 1, height - 1), _BLACK)
    pen.rectangle((thick, thick, width - 1 - thick, height - 1 - thick), _WHITE)


def _tile(dark: Callable[[float, float], bool], size: tuple[int, int]) -> Image.Image:
    """Draw one piece of a pattern; many of them, side by side, are all of it."""
    width, height = size
    tile = Image.new("L", size, _WHITE)
    tile.putdata(
        [
            _BLACK if dark((x + 0.5) / width, (y + 0.5) / height) else _WHITE
            for y in range(height)
            for x in range(width)
        ]
    )
    return tile


def _stripes(x: float, y: float) -> bool:
    return (x + y) % 1 < 0.5  # noqa: PLR2004 - half is black


def _dots(x: float, y: float) -> bool:
    return hypot(x - 0.5, y - 0.5) < 0.36  # noqa: PLR2004 - as far as a dot reaches


def _checks(x: float, y: float) -> bool:
    return (x < 0.5) != (y < 0.5)  # noqa: PLR2004 - a square is half the tile


def _waves(x: float, y: float) -> bool:
    return (y + 0.22 * sin(2 * pi * x)) % 1 < 0.45  # noqa: PLR2004 - nearly half


_DARK: dict[Pattern, Callable[[float, float], bool]] = {
    Pattern.STRIPES: _stripes,
    Pattern.DOTS: _dots,
    Pattern.CHECKS: _checks,
    Pattern.WAVES: _waves,
}
