"""Badges that are ordered at a kiosk: by a person, or by a kiosk that cannot print."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from admin_server.core.invitations import Invented
from admin_server.core.kiosk_matters import OrderedBadge, OrderState
from admin_server.core.ports import Nouns
from admin_server.core.printers import has_printer, printer_of
from admin_server.core.tenants import Kiosk
from admin_server.core.visits import Visit
from shared.badge_orders import BadgeOutcome
from shared.check_in import VisitState
from shared.kiosk import PrinterState
from shared.refusals import Refusal, Refused

LIFETIME = timedelta(minutes=15)
"""A kiosk that fetches an order later prints nothing: its visitor went elsewhere."""
HEARD_WITHIN = timedelta(minutes=2)
"""A kiosk says every minute how it is; one that is silent for longer is not asked."""
BADGE_ORDERED = "badge_ordered"
BY_BROWSER = "visit.badge_by_browser"
_WORKS = (PrinterState.READY, PrinterState.PRINTING, PrinterState.LOW)
"""Printers that another kiosk's badge is given to, the best first."""


class NoBadgeNow(ValueError):
    """Nobody has this visit's badge printed now: its visitor is not on site."""


class NoPrinterThere(ValueError):
    """The kiosk has no printer, or stands at another site."""


@dataclass(frozen=True)
class Ordering:
    """Who orders a badge, when, and what names the order."""

    by: str
    now: datetime
    chance: Invented


def order_badge(
    nouns: Nouns, visit: Visit, kiosk: Kiosk, ordering: Ordering
) -> OrderedBadge:
    """Order a badge at a kiosk, which is told at once.

    Raises:
        NoBadgeNow: the visitor is not on site.
        NoPrinterThere: nothing can be printed there.
    """
    if visit.state is not VisitState.ON_SITE:
        raise NoBadgeNow
    if kiosk.site != visit.site or not has_printer(kiosk):
        raise NoPrinterThere
    order = OrderedBadge(
        id=ordering.chance.new_id(),
        visit=visit.id,
        site=visit.site,
        kiosk=kiosk.id,
        ordered_at=ordering.now,
        ordered_by=ordering.by,
        reprint=had_badge(nouns, visit),
    )
    nouns.badge_orders.put(order)
    nouns.kiosk_events.add(
        site=visit.site, kind=BADGE_ORDERED, visit=visit.id, at=ordering.now
    )
    event = "visit.badge_reprint_ordered" if order.reprint else "visit.badge_ordered"
    _note(nouns, order, event, by=ordering.by, at=ordering.now)
    return order


def note_browser_print(nouns: Nouns, visit: Visit, ordering: Ordering) -> None:
    """Note that somebody prints a badge from their own browser.

    Raises:
        NoBadgeNow: the visitor is not on site.
    """
    if visit.state is not VisitState.ON_SITE:
        raise NoBadgeNow
    nouns.audit.add(
        at=ordering.now,
        event=BY_BROWSER,
        actor=ordering.by,
        subject=f"visit:{visit.id}",
    )


def order_elsewhere(
    nouns: Nouns, visit: Visit, kiosk: Kiosk, ordering: Ordering
) -> Kiosk:
    """Have another kiosk of the site print what this one could not; names that kiosk.

    Asked again while the order waits, it is the same one.

    Raises:
        Refused: no other printer of the site can print now.
    """
    tried = nouns.badge_orders.of(visit.id)
    mine = [
        nouns.kiosks.get(one.kiosk)
        for one in tried
        if one.ordered_by == ordering.by and is_open(one, ordering.now)
    ]
    if mine and mine[-1] is not None:
        return mine[-1]
    useless = {one.kiosk for one in tried if one.state is OrderState.FAILED}
    found = _best_of(
        [
            one
            for one in nouns.kiosks.all()
            if one.site == visit.site and one.id not in useless | {kiosk.id}
        ],
        ordering.now,
    )
    if found is None:
        raise Refused(Refusal.NO_OTHER_PRINTER, "No other printer here is ready.")
    order_badge(nouns, visit, found, ordering)
    return found


def orders_for(
    nouns: Nouns, kiosk_id: str, *, now: datetime
) -> tuple[OrderedBadge, ...]:
    """Give the orders that wait for a kiosk, oldest first."""
    waiting = nouns.badge_orders.waiting(kiosk_id)
    return tuple(order for order in waiting if is_open(order, now))


def note_outcome(
    nouns: Nouns, order: OrderedBadge, outcome: BadgeOutcome, *, now: datetime
) -> bool:
    """Note what became of an order; False where that was said before.

    A badge that came out after its time is told as what it is: printed.
    """
    if order.ended_at is not None:
        return False
    ended = replace(order, state=OrderState(outcome.value), ended_at=now)
    nouns.badge_orders.put(ended)
    event = f"visit.badge_{outcome.value}"
    _note(nouns, ended, event, by=f"kiosk:{order.kiosk}", at=now)
    return True


def is_open(order: OrderedBadge, now: datetime) -> bool:
    """Tell whether an order still waits for its kiosk."""
    return state_of(order, now) is OrderState.WAITING


def state_of(order: OrderedBadge, now: datetime) -> OrderState:
    """Say how far an order is; one that was not fetched in time has ended."""
    if order.state is OrderState.WAITING and now - order.ordered_at >= LIFETIME:
        return OrderState.EXPIRED
    return order.state


def had_badge(nouns: Nouns, visit: Visit) -> bool:
    """Tell whether a visitor may have a badge already, as far as we know."""
    events = {event for _, event, _ in nouns.audit.of(f"visit:{visit.id}")}
    if events & {"visit.badge_printed", "visit.badge_perhaps", BY_BROWSER}:
        return True
    kiosk = nouns.kiosks.get(visit.kiosk) if visit.kiosk else None
    return kiosk is not None and printer_of(kiosk) in _WORKS


def printers_at(nouns: Nouns, site_id: str, *, now: datetime) -> list[Kiosk]:
    """Give the kiosks of a site that have a printer, those that work first."""
    there = [
        one for one in nouns.kiosks.all() if one.site == site_id and has_printer(one)
    ]
    return sorted(there, key=lambda one: (not _answers(one, now), one.name.casefold()))


def _best_of(kiosks: list[Kiosk], now: datetime) -> Kiosk | None:
    working = [one for one in kiosks if has_printer(one) and _answers(one, now)]
    rank = {state: number for number, state in enumerate(_WORKS)}
    return min(
        working, key=lambda one: rank[PrinterState(one.printer or "")], default=None
    )


def _answers(kiosk: Kiosk, now: datetime) -> bool:
    seen = kiosk.last_seen_at
    heard = seen is not None and now - seen <= HEARD_WITHIN
    return heard and printer_of(kiosk) in _WORKS


def _note(
    nouns: Nouns, order: OrderedBadge, event: str, *, by: str, at: datetime
) -> None:
    nouns.audit.add(at=at, event=event, actor=by, subject=f"visit:{order.visit}")
