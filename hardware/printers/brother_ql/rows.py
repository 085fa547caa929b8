"""Rows of dots as Brother QL takes them: mirrored, packed, each one a command."""

import re
from collections.abc import Iterator

from PIL import Image

_LONGEST = 128
"""Bytes that one PackBits run or literal can stand for."""
_RUN = re.compile(rb"(.)\1{2,127}", re.DOTALL)


def rows_of(canvas: Image.Image) -> list[bytes]:
    """Give one row of bytes for each row of dots; 1 is black.

    The head prints the first bit of a row rightmost.
    """
    mirrored = canvas.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    data = mirrored.tobytes("raw", "1;I")
    per_row = (canvas.width + 7) // 8
    return [data[at : at + per_row] for at in range(0, len(data), per_row)]


def write_row(row: bytes, *, compressed: bool) -> bytes:
    """Write the command that prints a row."""
    if not compressed:
        return b"g\x00" + bytes((len(row),)) + row
    if not any(row):
        return b"Z"
    packed = pack_bits(row)
    return b"g\x00" + bytes((len(packed),)) + packed


def pack_bits(row: bytes) -> bytes:
    """Compress as TIFF's PackBits does; what would grow is sent as it is."""
    packed = b"".join(_runs(row))
    plain = b"".join(_literals(row))
    return min(packed, plain, key=len)


def _runs(row: bytes) -> Iterator[bytes]:
    at = 0
    for run in _RUN.finditer(row):
        yield from _literals(row[at : run.start()])
        yield bytes((257 - len(run[0]),)) + run[1]
        at = run.end()
    yield from _literals(row[at:])


def _literals(row: bytes) -> Iterator[bytes]:
    for at in range(0, len(row), _LONGEST):
        part = row[at : at + _LONGEST]
        yield bytes((len(part) - 1,)) + part
