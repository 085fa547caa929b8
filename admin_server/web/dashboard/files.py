"""Static files: style, script, icons and fonts, all from this server."""

import gzip
import mimetypes
from functools import lru_cache
from importlib import resources
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

import shared
from admin_server.web.dashboard.current import NotThere

router = APIRouter(include_in_schema=False)
_FOR_EVER = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Vary": "Accept-Encoding",
}
_FONTS = Path(shared.__file__).parent / "fonts"
_SMALL = {".css", ".js", ".svg", ".ttf"}
"""What becomes a good deal smaller; nothing in these files is secret."""


@router.get("/static/{name:path}")
def static_file(request: Request, name: str) -> Response:
    """Give a static file; its address changes with its content."""
    return _file(request, Path(str(resources.files(__package__))) / "static", name)


@router.get("/fonts/{name}")
def font(request: Request, name: str) -> Response:
    """Give one of our fonts."""
    return _file(request, _FONTS, name)


def _file(request: Request, folder: Path, name: str) -> Response:
    found = (folder / name).resolve()
    if not found.is_relative_to(folder.resolve()) or not found.is_file():
        raise NotThere
    wants_small = "gzip" in request.headers.get("accept-encoding", "")
    if not wants_small or found.suffix not in _SMALL:
        return FileResponse(found, headers=_FOR_EVER)
    return Response(
        _compressed(found, found.stat().st_mtime_ns),
        media_type=mimetypes.guess_type(found.name)[0],
        headers={**_FOR_EVER, "Content-Encoding": "gzip"},
    )


@lru_cache(maxsize=64)
def _compressed(path: Path, _changed_at: int) -> bytes:
    return gzip.compress(path.read_bytes(), compresslevel=9, mtime=0)
