"""A face and a logo for test badges: drawn by a few ellipses, nobody's picture."""

import io

from PIL import Image, ImageDraw, ImageFilter

_FACE = [
    ("ellipse", (60, 470, 420, 900), (40, 60, 110)),
    ("rectangle", (205, 400, 275, 500), (200, 150, 120)),
    ("polygon", (180, 480, 240, 560, 300, 480), (235, 235, 235)),
    ("ellipse", (120, 90, 360, 380), (60, 40, 30)),
    ("ellipse", (145, 150, 335, 430), (215, 165, 135)),
    ("chord", (130, 90, 350, 330), (60, 40, 30)),
    ("ellipse", (170, 255, 210, 280), (250, 250, 250)),
    ("ellipse", (270, 255, 310, 280), (250, 250, 250)),
    ("ellipse", (181, 258, 199, 278), (40, 30, 30)),
    ("ellipse", (281, 258, 299, 278), (40, 30, 30)),
    ("rectangle", (164, 234, 216, 241), (50, 35, 25)),
    ("rectangle", (264, 234, 316, 241), (50, 35, 25)),
    ("ellipse", (200, 368, 280, 384), (150, 60, 60)),
]


def portrait() -> bytes:
    """Give a portrait as PNG."""
    image = Image.linear_gradient("L").resize((480, 640)).convert("RGB")
    image = Image.blend(image, Image.new("RGB", image.size, (190, 205, 215)), 0.8)
    pen = ImageDraw.Draw(image)
    for shape, edges, colour in _FACE:
        ends = {"start": 180, "end": 360} if shape == "chord" else {}
        getattr(pen, shape)(edges, fill=colour, **ends)
    return _png(image.filter(ImageFilter.GaussianBlur(4)))


def logo() -> bytes:
    """Give a blue logo on a clear ground as PNG."""
    image = Image.new("RGBA", (480, 160))
    pen = ImageDraw.Draw(image)
    pen.ellipse((4, 4, 156, 156), fill=(0, 90, 160))
    pen.polygon((80, 30, 122, 120, 38, 120), fill=(255, 255, 255))
    for at in (190, 290, 390):
        pen.rectangle((at, 50, at + 70, 70), fill=(0, 90, 160))
        pen.rectangle((at, 90, at + 70, 110), fill=(0, 90, 160))
    return _png(image)


def _png(image: Image.Image) -> bytes:
    content = io.BytesIO()
    image.save(content, format="PNG")
    return content.getvalue()
