"""Whether the server lives, and whether it can work."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from admin_server.core.readiness import Checked
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
    """Answer 200 when the server can work; else 503, with what is wrong in `detail`.

    Anybody may ask, so it says so by our own words only, such as
    `{"disk": "nearly_full"}`; the metrics' address tells more.
    """
    return ready_or_not(await parts.readiness.look())


def ready_or_not(found: list[Checked]) -> JSONResponse:
    """Answer strangers."""
    wrong = {one.check: one.trouble for one in found if one.trouble is not None}
    if not wrong:
        return JSONResponse({"status": "ready"})
    return refusal(
        Refusal.UNAVAILABLE, "The server cannot work as it should.", detail=wrong
    )
