"""Every route of the kiosk API, in the order in which they are tried."""

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

from fastapi import APIRouter, Depends
from starlette.routing import BaseRoute

from admin_server.web import health
from admin_server.web.api import (
    badges,
    calendar_pushes,
    check_ins,
    check_outs,
    deliveries,
    help_calls,
    hosts,
    kept_check_ins,
    kiosks,
    look_ups,
    pairings,
    phone_links,
    photos,
    roster,
    server,
)
from admin_server.web.current import refuse_old_kiosks

ROOMY: Mapping[str, int] = MappingProxyType(
    {
        calendar_pushes.PATH: calendar_pushes.LARGEST_PUSH,
        kept_check_ins.PATH: kept_check_ins.LARGEST,
        photos.PATH: photos.LARGEST,
    }
)
"""Where a body may be longer than elsewhere, and how long."""


_ROUTERS = (
    check_ins.router,
    kept_check_ins.router,
    badges.router,
    check_outs.router,
    look_ups.router,
    hosts.router,
    deliveries.router,
    help_calls.router,
    photos.router,
    phone_links.router,
    kiosks.router,
    roster.router,
    pairings.router,
    server.router,
    calendar_pushes.router,
)


@cache
def all_api() -> Sequence[BaseRoute]:
    """Give every route that kiosks and machines ask; made once in a process."""
    together = APIRouter()
    for router in _ROUTERS:
        together.include_router(
            router, prefix="/api/v1", dependencies=[Depends(refuse_old_kiosks)]
        )
    together.include_router(health.router)
    return tuple(together.routes)
