"""Every route of the kiosk API, in the order in which they are tried."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from fastapi import APIRouter

from admin_server.web.api import (
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
    roster,
)

ROOMY: Mapping[str, int] = MappingProxyType(
    {
        calendar_pushes.PATH: calendar_pushes.LARGEST_PUSH,
        kept_check_ins.PATH: kept_check_ins.LARGEST,
    }
)
"""Where a body may be longer than elsewhere, and how long."""


def all_api() -> Sequence[APIRouter]:
    """Give every router; the path in front of them is `app`'s."""
    return (
        check_ins.router,
        kept_check_ins.router,
        check_outs.router,
        look_ups.router,
        hosts.router,
        deliveries.router,
        help_calls.router,
        kiosks.router,
        roster.router,
        pairings.router,
        calendar_pushes.router,
    )
