"""Photos of visitors, made small and bare of everything besides the picture."""

import base64
import io

from PIL import Image, ImageOps

from shared.photos import LARGEST_PHOTO

LONGEST_SIDE = 640
_MOST_PIXELS = 40_000_000
_QUALITY = 82


class NotAPhoto(ValueError):
    """This is no JPEG picture, or one that is far too large."""


def small_photo(text: str) -> bytes:
    """Make a small JPEG of one in base64; place, device and time are not in it.

    Raises:
        NotAPhoto: it is none.
    """
    try:
        given = base64.b64decode(text, validate=True)
    except ValueError as problem:
        raise NotAPhoto("no base64") from problem
    if len(given) > LARGEST_PHOTO:
        raise NotAPhoto("too many bytes")
    try:
        return _drawn_anew(given)
    except Exception as problem:  # a broken picture makes Pillow raise anything
        raise NotAPhoto(type(problem).__name__) from problem


def _drawn_anew(given: bytes) -> bytes:
    with Image.open(io.BytesIO(given), formats=["JPEG"]) as picture:
        if picture.width * picture.height > _MOST_PIXELS:
            raise NotAPhoto("too many pixels")
        # The decoder leaves out what would be made small anyway.
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new("RGB", upright.size)
    bare.paste(upright)
    file = io.BytesIO()
    bare.save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()
