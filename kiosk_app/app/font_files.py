"""Fonts from this machine: ours, and what the drawing engine asks for besides."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from kiosk_app.widgets.ruler import FONT_FILES
from shared.badge_fonts import OURS

_KEEP = {"Cache-Control": "public, max-age=31536000, immutable"}
_EMOJI = ("notocoloremoji", "NotoColorEmoji.ttf")


def font_routes(noto: Path) -> APIRouter:
    """Serve our three files (the badge's own) and, where installed, Noto fonts for other scripts.

    The engine asks for one whole font per script, by a family's name in small
    letters. Debian's files of the same family answer; without them: 404, and
    those signs stay boxes.
    """
    router = APIRouter()
    families = _families(noto)
    own = frozenset(FONT_FILES.values())

    @router.get("/own-fonts/{name}")
    def own_font(name: str) -> Response:
        return FileResponse(OURS / name) if name in own else _missing()

    @router.get("/assets/fonts/{family}/{version}/{name}")
    def fallback_font(family: str, version: str, name: str) -> Response:
        del version, name  # one file per family, whatever its number
        found = families.get(family)
        return _missing() if found is None else FileResponse(found, headers=_KEEP)

    return router


def _families(noto: Path) -> dict[str, Path]:
    families = {
        path.stem.removesuffix("-Regular").lower(): path
        for path in noto.glob("NotoSans*-Regular.ttf")
    }
    emoji = noto / _EMOJI[1]
    if emoji.is_file():
        families[_EMOJI[0]] = emoji
    return families


def _missing() -> Response:
    return Response(status_code=404)
