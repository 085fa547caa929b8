"""What a kiosk asks before it keeps our address: whether we are a Portico server."""

from fastapi import APIRouter, Depends

from admin_server.web.current import App, refuse_kiosk_tokens
from shared.check_in import RefusalReply
from shared.server_address import PRODUCT, ServerReply
from shared.version import VERSION

router = APIRouter(
    tags=["pairing"],
    dependencies=[Depends(refuse_kiosk_tokens)],
    responses={403: {"model": RefusalReply}},
)


@router.get("/server")
async def get_server(parts: App) -> ServerReply:
    """Tell anybody that Portico is here, and which private authority vouches for it."""
    return ServerReply(product=PRODUCT, version=VERSION, ca=parts.private_ca)
