"""What reception should know of a check-in that a kiosk kept, in words."""

from collections.abc import Iterable
from datetime import datetime

from admin_server.core.day import today_at
from admin_server.core.places import Site
from admin_server.core.visits import Visit
from admin_server.web.dashboard.reception.happened import Happening, when
from admin_server.web.dashboard.words import Words
from shared.offline import Flag

_TOLD = "visit.host_told"


def flags_in_short(visit: Visit, t: Words) -> str:
    """Write a visit's flags in a few words each, for a row of a list."""
    flags = visit.arrival.flags
    # That it was kept offline goes without saying where something else was odd.
    odd = [flag for flag in flags if flag is not Flag.OFFLINE] or flags
    return " · ".join(t(f"today.flag.{flag.value}") for flag in odd)


def flags_in_full(
    visit: Visit,
    site: Site,
    happened: Iterable[Happening],
    *,
    t: Words,
    now: datetime,
) -> list[str]:
    """Write a visit's flags in a sentence each."""
    today = today_at(site, now)
    told = next((one.at for one in happened if one.event == _TOLD), None)
    times = {
        "time": when(site.local(visit.arrived_at or now), today, t),
        "told": when(site.local(told), today, t) if told else "",
    }
    return [
        t(f"visit.flag.{_said(flag, told)}", **times) for flag in visit.arrival.flags
    ]


def _said(flag: Flag, told: datetime | None) -> str:
    return "offline_told" if flag is Flag.OFFLINE and told else flag.value
