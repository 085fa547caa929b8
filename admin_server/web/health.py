"""Whether the server lives, and whether it can work."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from admin_server.web.current import App

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Answer as long as the process lives."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"description": "The store cannot be used."}})
async def readyz(parts: App) -> JSONResponse:
    """Answer 200 when check-ins can be saved, else 503 and what is wrong."""
    if await parts.store.ready():
        return JSONResponse({"status": "ready"})
    return JSONResponse({"status": "store_unavailable"}, status_code=503)
