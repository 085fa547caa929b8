"""What kiosks bring besides check-ins, as one transaction sees it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from admin_server.core.kiosk_matters import (
    Delivery,
    HelpCall,
    KeptCheckIn,
    OrderedBadge,
    Photo,
)


@dataclass(frozen=True)
class KioskEventRow:
    """Something that kiosks of a site must be told."""

    cursor: int
    kind: str
    visit: str | None


class KioskEvents(Protocol):
    """What kiosks have to be told."""

    def add(self, *, site: str, kind: str, visit: str | None, at: datetime) -> None: ...
    def after(
        self, cursor: int, *, site: str, limit: int = 100
    ) -> list[KioskEventRow]: ...
    def last_cursor(self) -> int: ...


class KeptCheckIns(Protocol):
    """Check-ins that kiosks kept and sent later, each once."""

    def get(self, request_id: str) -> KeptCheckIn | None: ...
    def of(self, visit_id: str) -> list[KeptCheckIn]:
        """Give those that led to a visit, by their arrival."""

    def add(self, kept: KeptCheckIn) -> None: ...


class Deliveries(Protocol):
    """What couriers brought."""

    def get(self, delivery_id: str) -> Delivery | None: ...
    def open(self, site_id: str) -> list[Delivery]:
        """Give those not handed over yet, oldest first."""

    def put(self, delivery: Delivery) -> None: ...


class Photos(Protocol):
    """What visitors on site look like, at most one of each visit."""

    def get(self, visit_id: str) -> Photo | None: ...
    def all(self) -> list[Photo]: ...
    def over(self, taken_before: datetime) -> list[str]:
        """Name the visits whose photo is that old, or whose visitor is not on site."""

    def put(self, photo: Photo) -> None: ...
    def remove(self, visit_id: str) -> None: ...


class HelpCalls(Protocol):
    """Visitors who wait at a kiosk for a person."""

    def get(self, call_id: str) -> HelpCall | None: ...
    def open(self, site_id: str) -> list[HelpCall]:
        """Give those that nobody goes to yet, oldest first."""

    def put(self, call: HelpCall) -> None: ...


class BadgeOrders(Protocol):
    """Badges that somebody wants printed at a kiosk."""

    def get(self, order_id: str) -> OrderedBadge | None: ...
    def waiting(self, kiosk_id: str) -> list[OrderedBadge]:
        """Give those of which a kiosk has not said what became of them, oldest first."""

    def of(self, visit_id: str) -> list[OrderedBadge]:
        """Give all of a visit, oldest first."""

    def put(self, order: OrderedBadge) -> None: ...
