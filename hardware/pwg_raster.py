"""PWG Raster (PWG 5102.4): the picture format that every IPP Everywhere printer takes."""

import struct
from collections.abc import Iterator
from enum import Enum
from itertools import groupby

from PIL import ImageOps

from hardware.picture import Picture

_SYNC = b"RaS2"
_POINTS_PER_INCH = 72
_MOST = 128
"""Units that one run, and times that one row, can be counted."""


class Ink(Enum):
    """How dots are written; values are PWG's names."""

    BLACK_1 = "black_1"
    GREY_8 = "sgray_8"


_BITS = {Ink.BLACK_1: 1, Ink.GREY_8: 8}
_COLOR_SPACE = {Ink.BLACK_1: 3, Ink.GREY_8: 18}


def write_pwg(picture: Picture, ink: Ink) -> bytes:
    """Write a picture as a document of one page, as large as the picture."""
    rows = _rows(picture, ink)
    return _SYNC + _header(picture, ink) + b"".join(_packed_rows(rows))


def _rows(picture: Picture, ink: Ink) -> list[bytes]:
    if ink is Ink.BLACK_1:
        data, length = picture.packed(), picture.bytes_per_row
    else:
        data, length = picture.image.convert("L").tobytes(), picture.width
    return [data[at : at + length] for at in range(0, len(data), length)]


def _header(picture: Picture, ink: Ink) -> bytes:
    """Write the 1796 bytes of a page header; what is not named stays zero."""
    bits = _BITS[ink]
    header = bytearray(1796)

    def put(offset: int, *numbers: int) -> None:
        struct.pack_into(f">{len(numbers)}I", header, offset, *numbers)

    header[0:9] = b"PwgRaster"
    put(276, picture.dpi, picture.dpi)
    put(340, 1)  # NumCopies
    put(352, *_points(picture))
    put(372, picture.width, picture.height)
    put(384, bits, bits, (picture.width * bits + 7) // 8)
    put(396, 0, _COLOR_SPACE[ink])  # ColorOrder: chunky
    put(420, 1)  # NumColors
    put(452, 1)  # TotalPageCount
    put(456, 1, 1)  # CrossFeedTransform, FeedTransform
    put(464, *_inked_box(picture))
    return bytes(header)


def _points(picture: Picture) -> tuple[int, int]:
    return (
        round(picture.width * _POINTS_PER_INCH / picture.dpi),
        round(picture.height * _POINTS_PER_INCH / picture.dpi),
    )


def _inked_box(picture: Picture) -> tuple[int, int, int, int]:
    """Give the frame round all ink, from which a printer may choose its paper."""
    black = ImageOps.invert(picture.image.convert("L"))
    return black.getbbox() or (0, 0, picture.width, picture.height)


def _packed_rows(rows: list[bytes]) -> Iterator[bytes]:
    for row, same in groupby(rows):
        packed = _packed(row)
        for count in _portions(len(list(same))):
            yield bytes((count - 1,)) + packed


def _packed(row: bytes) -> bytes:
    """Write a row as runs of the same byte, and stretches of different ones."""
    packed, loose = bytearray(), bytearray()
    for value, same in groupby(row):
        count = len(list(same))
        if count == 1:
            loose.append(value)
            continue
        packed += _stretches(bytes(loose))
        loose.clear()
        for portion in _portions(count):
            packed += bytes((portion - 1, value))
    return bytes(packed + _stretches(bytes(loose)))


def _stretches(loose: bytes) -> bytes:
    written = bytearray()
    for at in range(0, len(loose), _MOST):
        stretch = loose[at : at + _MOST]
        # A stretch of one is a run of one: 257 - 1 would not fit into the byte.
        head = 257 - len(stretch) if len(stretch) > 1 else 0
        written += bytes((head,)) + stretch
    return bytes(written)


def _portions(count: int) -> Iterator[int]:
    while count:
        portion = min(count, _MOST)
        yield portion
        count -= portion
