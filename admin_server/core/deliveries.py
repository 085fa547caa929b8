"""What a courier brings: the host is told once, and reception hands it over."""

from dataclasses import dataclass, replace
from datetime import datetime

from admin_server.core.invitations import Invented
from admin_server.core.kiosk_matters import Delivery
from admin_server.core.kiosk_times import happened_at
from admin_server.core.messages import HOST_DELIVERY, OutboxRow
from admin_server.core.people import Host, tidy_name
from admin_server.core.places import Site
from admin_server.core.ports import Nouns
from admin_server.core.tenants import Kiosk
from shared.help import DeliveryRequest
from shared.refusals import Refusal, Refused


class NoSuchDelivery(LookupError):
    """There is no delivery with this id."""


@dataclass(frozen=True)
class Taken:
    """What became of a delivery.

    Attributes:
        new: False for a repeated request.
    """

    delivery: Delivery
    host: Host
    site: Site
    new: bool = True


def take_delivery(
    nouns: Nouns,
    request: DeliveryRequest,
    *,
    kiosk: Kiosk,
    now: datetime,
    chance: Invented,
) -> Taken:
    """Note what a courier brought and let the host know, once per request id.

    Raises:
        Refused: nobody with this id can be brought anything, or the request id was
            used for something else.
    """
    asked = Delivery(
        id=str(request.request_id),
        site=kiosk.site,
        kiosk=kiosk.id,
        at=happened_at(request.kiosk_time, now=now),
        host=request.host_id,
        courier=tidy_name(request.courier or "") or None,
        parcels=request.parcels,
    )
    there = nouns.deliveries.get(asked.id)
    if there is not None:
        return _again(nouns, there, asked)
    host = nouns.hosts.get(request.host_id)
    if host is None or not host.active:
        raise Refused(Refusal.HOST_UNKNOWN, "There is no such host.")
    nouns.deliveries.put(asked)
    nouns.audit.add(
        at=now,
        event="delivery.brought",
        actor=f"kiosk:{kiosk.id}",
        subject=f"delivery:{asked.id}",
        personal={"name": host.name},
    )
    nouns.outbox.add(
        OutboxRow(
            id=chance.new_id(),
            kind=HOST_DELIVERY,
            payload={"delivery": asked.id},
            due_at=now,
            dedupe_key=f"{HOST_DELIVERY}:{asked.id}",
        )
    )
    return _taken(nouns, asked, host)


def hand_over(nouns: Nouns, delivery_id: str, *, by: str, now: datetime) -> bool:
    """Note that a delivery was handed over; False where somebody had noted it.

    Args:
        by: who says so, as the audit names them.

    Raises:
        NoSuchDelivery: there is none.
    """
    delivery = nouns.deliveries.get(delivery_id)
    if delivery is None:
        raise NoSuchDelivery(delivery_id)
    if delivery.ended_at is not None:
        return False
    nouns.deliveries.put(replace(delivery, ended_at=now))
    event, subject = "delivery.handed_over", f"delivery:{delivery.id}"
    nouns.audit.add(at=now, event=event, actor=by, subject=subject)
    return True


def _again(nouns: Nouns, there: Delivery, asked: Delivery) -> Taken:
    # What a clock said, and what was handed over since, may be different.
    if replace(there, at=asked.at, ended_at=None) != asked:
        raise Refused(
            Refusal.REQUEST_ID_REUSED, "This request id was used for something else."
        )
    host = nouns.hosts.get(there.host)
    if host is None:
        raise LookupError("a delivery refers to somebody who is not there")
    return _taken(nouns, there, host, new=False)


def _taken(nouns: Nouns, delivery: Delivery, host: Host, *, new: bool = True) -> Taken:
    site = nouns.sites.get(delivery.site)
    if site is None:
        raise LookupError("a delivery refers to a site that is not there")
    return Taken(delivery, host, site, new)
