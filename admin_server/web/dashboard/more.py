"""The rest of the navigation, for a phone's bottom bar."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from admin_server.core.permissions import Action
from admin_server.web.dashboard.current import CurrentUser, Needs
from admin_server.web.dashboard.frame import page

router = APIRouter()


@router.get("/more")
async def more(
    request: Request, who: Annotated[CurrentUser, Depends(Needs(Action.OWN_ACCOUNT))]
) -> HTMLResponse:
    """Show where else one can go, and the way out."""
    del who
    return page(request, "more.html")
