"""What became of a visit's newest badge order, as its sheet says it."""

from dataclasses import dataclass
from datetime import datetime

from admin_server.core.badge_orders import state_of
from admin_server.core.kiosk_matters import OrderedBadge, OrderState
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.visits import Visit
from admin_server.web.dashboard.words import Words
from shared.check_in import VisitState

_CALM = (OrderState.WAITING, OrderState.PRINTED)


@dataclass(frozen=True)
class NewestOrder:
    """The newest order of a visit's badge, and what its kiosk is called."""

    order: OrderedBadge
    kiosk: str


@dataclass(frozen=True)
class BadgeLine:
    """How far a badge is, in one sentence.

    Attributes:
        warns: somebody has to do something.
    """

    state: str
    words: str
    warns: bool


def newest_order(nouns: Nouns, visit: Visit) -> NewestOrder | None:
    """Read what was ordered last; of who has left, nobody asks any more."""
    if visit.state is not VisitState.ON_SITE:
        return None
    orders = nouns.badge_orders.of(visit.id)
    kiosk = nouns.kiosks.get(orders[-1].kiosk) if orders else None
    return NewestOrder(orders[-1], kiosk.name) if kiosk else None


def badge_line(
    newest: NewestOrder, site: Site, t: Words, *, now: datetime
) -> BadgeLine:
    """Say how far it is."""
    order = newest.order
    state = state_of(order, now)
    time = t.time(site.local(order.ended_at or order.ordered_at))
    words = t(f"badge.order.{state.value}", kiosk=newest.kiosk, time=time)
    return BadgeLine(state.value, words, warns=state not in _CALM)
