"""A drawn visitor, as a camera would take them."""

import io

from PIL import Image, ImageDraw

SIZE = (640, 480)


def drawn_face() -> bytes:
    """A JPEG of somebody before a wall; nobody's likeness."""
    picture = Image.new("RGB", SIZE, "#c9d6d3")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 360, 640, 480), fill="#b4c2be")
    pen.ellipse((170, 330, 470, 640), fill="#355c7d")
    pen.rectangle((285, 270, 355, 350), fill="#d9a47f")
    pen.ellipse((230, 90, 410, 310), fill="#e3b28e")
    pen.pieslice((222, 70, 418, 290), 180, 360, fill="#4a3426")
    for x in (285, 355):
        pen.ellipse((x - 9, 190, x + 9, 208), fill="#2b2320")
    pen.arc((280, 215, 360, 270), 20, 160, fill="#7a3b33", width=6)
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=90)
    return file.getvalue()
