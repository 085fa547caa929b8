"""Fonts from this machine: ours, and those of other scripts."""

from collections.abc import Mapping
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from kiosk_app.widgets.lettering import ARABIC, ARABIC_BOLD, CJK, DEVANAGARI
from kiosk_app.widgets.ruler import FONT_FILES
from shared.badge_fonts import OURS

_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_FOR_A_DAY = {"Cache-Control": "public, max-age=86400"}
_NOTO = "truetype/noto"
_EMOJI = ("notocoloremoji", "NotoColorEmoji.ttf")
_OTHER_SCRIPTS = {
    # The engine would find Arabic by itself, but not its bold letters.
    ARABIC: f"{_NOTO}/NotoSansArabic-Regular.ttf",
    ARABIC_BOLD: f"{_NOTO}/NotoSansArabic-Bold.ttf",
    # The engine takes Devanagari to be in Noto Sans; Debian has it apart.
    DEVANAGARI: f"{_NOTO}/NotoSansDevanagari-Regular.ttf",
    # For Chinese, Japanese and Korean the engine asks for pieces of a hundred signs.
    # Debian has one collection; the engine reads its first font, as the badge does.
    CJK: "opentype/noto/NotoSansCJK-Regular.ttc",
}


def font_routes(system: Path) -> APIRouter:
    """Serve our three files (the badge's own) and, where installed, Noto fonts for other scripts.

    The engine asks for one whole font per script, by a family's name in small
    letters. Debian's files of the same family answer; without them: 404, and
    those signs stay boxes.

    Args:
        system: the folder of fonts, /usr/share/fonts on Debian.
    """
    router = APIRouter()
    families = _families(system / _NOTO)
    own = frozenset(FONT_FILES.values())
    others = {path.name: path for path in _installed(system).values()}

    @router.get("/own-fonts/{name}")
    def own_font(name: str) -> Response:
        return FileResponse(OURS / name) if name in own else _missing()

    @router.get("/other-scripts/{name}")
    def other_script(name: str) -> Response:
        return _found(others.get(name), _FOR_A_DAY)

    @router.get("/assets/fonts/{family}/{version}/{name}")
    def fallback_font(family: str, version: str, name: str) -> Response:
        del version, name  # one file per family, whatever its number
        return _found(families.get(family), _FOR_EVER)

    return router


def other_scripts(system: Path) -> dict[str, str]:
    """Name the installed families that a page must be told of, with their addresses."""
    return {
        family: f"/other-scripts/{path.name}"
        for family, path in _installed(system).items()
    }


def _installed(system: Path) -> Mapping[str, Path]:
    found = {family: system / name for family, name in _OTHER_SCRIPTS.items()}
    return {family: path for family, path in found.items() if path.is_file()}


def _families(noto: Path) -> dict[str, Path]:
    families = {
        path.stem.removesuffix("-Regular").lower(): path
        for path in noto.glob("NotoSans*-Regular.ttf")
    }
    emoji = noto / _EMOJI[1]
    if emoji.is_file():
        families[_EMOJI[0]] = emoji
    return families


def _found(path: Path | None, headers: Mapping[str, str]) -> Response:
    return _missing() if path is None else FileResponse(path, headers=dict(headers))


def _missing() -> Response:
    return Response(status_code=404)
