"""From when until when a visitor is let in."""

from datetime import datetime, timedelta

from admin_server.core.places import Site
from admin_server.core.visits import Visit

EARLY = timedelta(hours=2)
"""A visit soon after midnight may be checked in this long before."""


def admission(visit: Visit, site: Site) -> tuple[datetime, datetime]:
    """Say from when until when a pass admits: the site's whole day of the visit.

    A little before midnight counts for a visit just after it, and a visit that
    lasts past midnight admits until it ends.
    """
    midnight = site.local(visit.expected_arrival).replace(
        hour=0, minute=0, second=0, microsecond=0, fold=0
    )
    # Local arithmetic on purpose: a day of a clock change has 23 or 25 hours.
    next_midnight = midnight + timedelta(days=1)
    opens = min(midnight, site.local(visit.expected_arrival - EARLY))
    closes = max(next_midnight, site.local(visit.expected_departure))
    return opens, closes


def admits(visit: Visit, site: Site, *, now: datetime) -> bool:
    """Tell whether a visit's pass admits now."""
    opens, closes = admission(visit, site)
    return opens <= now < closes
