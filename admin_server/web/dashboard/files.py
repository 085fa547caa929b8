"""Static files: style, script, icons and fonts, all from this server."""

from importlib import resources
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

import shared
from admin_server.web.dashboard.current import NotThere

router = APIRouter(include_in_schema=False)
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_FONTS = Path(shared.__file__).parent / "fonts"


@router.get("/static/{name:path}")
def static_file(name: str) -> FileResponse:
    """Give a static file; its address changes with its content."""
    return _file(Path(str(resources.files(__package__))) / "static", name)


@router.get("/fonts/{name}")
def font(name: str) -> FileResponse:
    """Give one of our fonts."""
    return _file(_FONTS, name)


def _file(folder: Path, name: str) -> FileResponse:
    found = (folder / name).resolve()
    if not found.is_relative_to(folder.resolve()) or not found.is_file():
        raise NotThere
    return FileResponse(found, headers=_FOR_EVER)
