"""Logos as organisations have them, and as a kiosk is told of one."""

import io
from functools import cache

from PIL import Image, ImageDraw, PngImagePlugin

from kiosk_app.journey.desk import Logo
from shared.kiosk import LogoReply

AUTHOR = b"drawn by Zebulon"
"""What a drawing program wrote into the file besides the picture."""
TOLD = LogoReply(version="waves", width=480, height=160, name="Lakeside AG")


def logo_file(
    width: int = 480, height: int = 160, *, kind: str = "PNG", mode: str = "RGBA"
) -> bytes:
    """A logo as a file: three waves beside a disc, on nothing where that can be."""
    clear = (0, 0, 0, 0) if mode == "RGBA" else "white"
    picture = Image.new(mode, (width, height), clear)
    pen = ImageDraw.Draw(picture)
    unit = height / 16
    pen.ellipse((0, 0, 16 * unit - 1, 16 * unit - 1), fill="#0b5d66")
    for row in (2, 7, 12):
        pen.rounded_rectangle(
            (18 * unit, row * unit, width - 1, (row + 3) * unit), unit, fill="#d08a1d"
        )
    file = io.BytesIO()
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Author", AUTHOR.decode())
        picture.save(file, "PNG", pnginfo=notes)
    else:
        picture.convert("RGB").save(file, kind, comment=AUTHOR)
    return file.getvalue()


@cache
def kept_logo() -> Logo:
    """The logo that a kiosk was told of, as it keeps it."""
    return Logo(TOLD.version, logo_file())
