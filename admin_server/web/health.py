"""Whether the server lives, and whether it can work."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from admin_server.web.current import App
from admin_server.web.errors import refusal
from shared.check_in import RefusalReply
from shared.refusals import Refusal

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Answer as long as the process lives."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"model": RefusalReply}})
async def readyz(parts: App) -> JSONResponse:
    """Answer 200 when the store can be used, else 503."""
    if await parts.store.ready():
        return JSONResponse({"status": "ready"})
    return refusal(Refusal.UNAVAILABLE, "The store cannot be used now.")
