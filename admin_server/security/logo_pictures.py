"""Logos as people have them, drawn anew: small, and bare of all but the picture."""

import hashlib
import io
from enum import StrEnum

from PIL import Image, ImageOps

from admin_server.core.tenants import Logo

LARGEST_LOGO = 300 * 1024
"""Bytes of the file that somebody chooses."""
LEAST_HEIGHT = 40
"""Dots; anything lower is blurred where a screen shows it large."""
MOST_HEIGHT, MOST_WIDTH = 160, 800
_MOST_PIXELS = 25_000_000
_VERSION_SIGNS = 16
_LOOKED_AT = 1024
_WITH_ALPHA = frozenset({"LA", "La", "PA", "RGBA", "RGBa"})


class LogoTrouble(StrEnum):
    """Why a file is no logo."""

    TOO_LARGE = "too_large"
    DRAWING = "drawing"
    NO_PICTURE = "no_picture"
    TOO_LOW = "too_low"
    TOO_MANY_DOTS = "too_many_dots"


class NotALogo(ValueError):
    """This file cannot be used as a logo, for this reason."""

    def __init__(self, trouble: LogoTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def read_logo(given: bytes) -> Logo:
    """Make a logo of a PNG or JPEG file.

    Raises:
        NotALogo: it is none.
    """
    if len(given) > LARGEST_LOGO:
        raise NotALogo(LogoTrouble.TOO_LARGE)
    if _is_svg(given):
        # It may hold scripts and addresses, and only a browser draws it the same.
        raise NotALogo(LogoTrouble.DRAWING)
    try:
        return _drawn_anew(given)
    except NotALogo:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise NotALogo(LogoTrouble.TOO_MANY_DOTS) from problem
    except Exception as problem:  # a broken picture makes Pillow raise anything
        raise NotALogo(LogoTrouble.NO_PICTURE) from problem


def _is_svg(given: bytes) -> bool:
    beginning = given[:_LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return beginning.startswith(b"<") and b"<svg" in beginning


def _drawn_anew(given: bytes) -> Logo:
    with Image.open(io.BytesIO(given), formats=["PNG", "JPEG"]) as picture:
        # Said by the file's head: nothing of it has been unpacked yet.
        if picture.width * picture.height > _MOST_PIXELS:
            raise NotALogo(LogoTrouble.TOO_MANY_DOTS)
        upright = ImageOps.exif_transpose(picture)
    if upright.height < LEAST_HEIGHT:
        raise NotALogo(LogoTrouble.TOO_LOW)
    clear = upright.mode in _WITH_ALPHA or "transparency" in upright.info
    drawn = upright.convert("RGBA" if clear else "RGB")
    drawn.thumbnail((MOST_WIDTH, MOST_HEIGHT), Image.Resampling.LANCZOS)
    bare = Image.new(drawn.mode, drawn.size)
    bare.paste(drawn)
    file = io.BytesIO()
    bare.save(file, "PNG", optimize=True)
    png = file.getvalue()
    version = hashlib.sha256(png).hexdigest()[:_VERSION_SIGNS]
    return Logo(version, width=bare.width, height=bare.height, png=png)
