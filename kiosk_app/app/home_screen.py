"""What a tablet needs to keep the kiosk on its home screen: name, colours, icons."""

from functools import cache
from io import BytesIO

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from PIL import Image, ImageDraw

from kiosk_app.theme.colours import GROUND, OUR_ACCENT, WHITE

_SMOOTH = 4
_GRID = 32
"""The mark is drawn on a square of so many units, as the dashboard's is."""
_ICONS = {
    "favicon.png": (64, True),
    "icon-192.png": (192, True),
    "icon-512.png": (512, True),
    "icon-maskable-192.png": (192, False),
    "icon-maskable-512.png": (512, False),
    "apple-touch-icon-192.png": (192, False),
}
"""By name: the side in pixels, and whether we round the corners ourselves."""
_MANIFEST = {
    "name": "Portico",
    "short_name": "Portico",
    "id": "/",
    "start_url": "/",
    "scope": "/",
    "display": "fullscreen",
    "orientation": "any",
    "background_color": GROUND,
    "theme_color": OUR_ACCENT,
    "icons": [
        {
            "src": f"/icons/icon-{side}.png",
            "sizes": f"{side}x{side}",
            "type": "image/png",
        }
        for side in (192, 512)
    ]
    + [
        {
            "src": f"/icons/icon-maskable-{side}.png",
            "sizes": f"{side}x{side}",
            "type": "image/png",
            "purpose": "maskable",
        }
        for side in (192, 512)
    ],
}


def home_screen_routes() -> APIRouter:
    """Serve the manifest and the icons; they are the same for everybody."""
    router = APIRouter()

    @router.get("/manifest.json")
    def manifest() -> JSONResponse:
        return JSONResponse(_MANIFEST, media_type="application/manifest+json")

    @router.get("/favicon.png")
    def favicon() -> Response:
        return _icon("favicon.png")

    @router.get("/icons/{name}")
    def icon(name: str) -> Response:
        return _icon(name)

    return router


def _icon(name: str) -> Response:
    if name not in _ICONS:
        return Response(status_code=404)
    side, rounded = _ICONS[name]
    return Response(draw_icon(side, rounded=rounded), media_type="image/png")


@cache
def draw_icon(side: int, *, rounded: bool) -> bytes:
    """Draw our mark, an archway, as a PNG of so many pixels.

    Args:
        rounded: the corners are cut; a home screen that cuts them itself needs
            the whole square.
    """
    unit = side * _SMOOTH / _GRID
    size = (side * _SMOOTH, side * _SMOOTH)
    picture = Image.new("RGBA", size, (0, 0, 0, 0) if rounded else OUR_ACCENT)
    pen = ImageDraw.Draw(picture)
    whole = (0, 0, size[0] - 1, size[1] - 1)
    if rounded:
        pen.rounded_rectangle(whole, 8 * unit, fill=OUR_ACCENT)
    for half, colour in ((8, WHITE), (4, OUR_ACCENT)):
        left, right = (16 - half) * unit, (16 + half) * unit - 1
        top = (15 - half) * unit
        pen.ellipse((left, top, right, top + 2 * half * unit), fill=colour)
        pen.rectangle((left, 15 * unit, right, 25 * unit), fill=colour)
    written = BytesIO()
    picture.resize((side, side), Image.Resampling.LANCZOS).save(written, "PNG")
    return written.getvalue()
