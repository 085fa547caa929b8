"""Who asks for help, which printer does, what was brought: above the day's list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from admin_server.core.deliveries import hand_over
from admin_server.core.helping import go_there
from admin_server.core.kiosk_matters import Delivery, HelpCall
from admin_server.core.permissions import Action
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.web.current import parts_of
from admin_server.web.dashboard.current import CurrentUser, Needs, NotThere
from admin_server.web.dashboard.forms import read_form
from admin_server.web.dashboard.frame import go_to, words_for
from admin_server.web.dashboard.reception.printers_shown import (
    ShownPrinter,
    read_printers,
)
from admin_server.web.dashboard.reception.ways_back import safe_way_back

_CALL_STANDS = timedelta(hours=12)
"""Whoever called longer ago waits no more, whether or not somebody came."""
_PARCEL_STANDS = timedelta(days=7)
"""What was brought longer ago was handed over by somebody who did not say so."""

router = APIRouter()

Receiver = Annotated[CurrentUser, Depends(Needs(Action.RECEIVE))]


@dataclass(frozen=True)
class ShownCall:
    """A call for help with what reception reads of it; `since` is local."""

    call: HelpCall
    kiosk: str
    site: str
    since: datetime


@dataclass(frozen=True)
class ShownDelivery:
    """A delivery with what reception reads of it; `since` is local."""

    delivery: Delivery
    host: str
    site: str
    since: datetime


@dataclass(frozen=True)
class Waiting:
    """What waits for reception."""

    calls: tuple[ShownCall, ...] = ()
    deliveries: tuple[ShownDelivery, ...] = ()
    printers: tuple[ShownPrinter, ...] = ()


NOTHING = Waiting()


def read_waiting(
    nouns: Nouns, who: CurrentUser, sites: Sequence[Site], *, now: datetime
) -> Waiting:
    """Read what waits at those of the sites where somebody receives people."""
    own = [site for site in sites if who.may(Action.RECEIVE, site.id)]
    return Waiting(
        calls=tuple(
            _shown_call(nouns, call, site)
            for site in own
            for call in nouns.help_calls.open(site.id)
            if now - call.at < _CALL_STANDS
        ),
        deliveries=tuple(
            _shown_delivery(nouns, delivery, site)
            for site in own
            for delivery in nouns.deliveries.open(site.id)
            if now - delivery.at < _PARCEL_STANDS
        ),
        printers=read_printers(nouns, own, now=now),
    )


@router.post("/help-calls/{call_id}/going")
async def going(request: Request, who: Receiver, call_id: str) -> Response:
    """Say that one goes to a visitor who asks for help; the call ends."""
    form = await read_form(request, words_for(request))
    now = parts_of(request).clock.now()

    def work(nouns: Nouns) -> bool:
        call = nouns.help_calls.get(call_id)
        if call is None:
            raise NotThere
        who.require(Action.RECEIVE, site=call.site)
        return go_there(nouns, call_id, user_id=who.user.id, by=who.actor, now=now)

    first = await who.store.write(work)
    said = "waiting.said.going" if first else "waiting.said.somebody_goes"
    return go_to(request, safe_way_back(form.text("back")), said=said)


@router.post("/deliveries/{delivery_id}/handed-over")
async def handed_over(request: Request, who: Receiver, delivery_id: str) -> Response:
    """Say that a delivery was handed over."""
    form = await read_form(request, words_for(request))
    now = parts_of(request).clock.now()

    def work(nouns: Nouns) -> str:
        delivery = nouns.deliveries.get(delivery_id)
        if delivery is None:
            raise NotThere
        who.require(Action.RECEIVE, site=delivery.site)
        hand_over(nouns, delivery_id, by=who.actor, now=now)
        return _host_name(nouns, delivery)

    host = await who.store.write(work)
    back = safe_way_back(form.text("back"))
    return go_to(request, back, said="waiting.said.handed_over", host=host)


def _shown_call(nouns: Nouns, call: HelpCall, site: Site) -> ShownCall:
    kiosk = nouns.kiosks.get(call.kiosk)
    name = kiosk.name if kiosk else site.name
    return ShownCall(call, name, site.name, site.local(call.at))


def _shown_delivery(nouns: Nouns, delivery: Delivery, site: Site) -> ShownDelivery:
    host = _host_name(nouns, delivery)
    return ShownDelivery(delivery, host, site.name, site.local(delivery.at))


def _host_name(nouns: Nouns, delivery: Delivery) -> str:
    host = nouns.hosts.get(delivery.host)
    return host.name if host else ""
