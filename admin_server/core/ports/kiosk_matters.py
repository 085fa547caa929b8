"""What kiosks bring besides check-ins, as one transaction sees it."""

from typing import Protocol

from admin_server.core.kiosk_matters import Delivery, HelpCall, KeptCheckIn


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


class HelpCalls(Protocol):
    """Visitors who wait at a kiosk for a person."""

    def get(self, call_id: str) -> HelpCall | None: ...
    def open(self, site_id: str) -> list[HelpCall]:
        """Give those that nobody goes to yet, oldest first."""

    def put(self, call: HelpCall) -> None: ...
