"""Searching the hosts by name, as a visitor types."""

from typing import Annotated

from fastapi import APIRouter, Query

from admin_server.web.current import Kiosk
from shared.check_in import HostFound, HostsReply, RefusalReply

MOST = 8
"""Names that one search answers at most: nobody may page through the staff."""

router = APIRouter(
    tags=["hosts"],
    responses={status: {"model": RefusalReply} for status in (401, 422, 429)},
)


@router.get("/hosts")
async def get_hosts(
    kiosk: Kiosk, q: Annotated[str, Query(max_length=200)] = ""
) -> HostsReply:
    """Find hosts by the beginnings of their names: two letters, one for CJK.

    Names and departments only; an e-mail address or a phone number is never told.
    """
    found = await kiosk.store.read(lambda nouns: nouns.hosts.search(q, limit=MOST))
    return HostsReply(
        hosts=[
            HostFound(id=host.id, name=host.name, department=host.department)
            for host in found
        ]
    )
