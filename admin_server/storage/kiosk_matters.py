"""What a tenant's kiosks brought besides check-ins, in the database."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists

from admin_server.core.kiosk_matters import (
    Delivery,
    HelpCall,
    KeptCheckIn,
    OrderedBadge,
    OrderState,
    Photo,
)
from admin_server.storage import tables
from admin_server.storage.rows import Rows
from shared.check_in import VisitState
from shared.help import HelpReason
from shared.offline import Flag


class SqlKeptCheckIns:
    """The `KeptCheckIns` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._rows = Rows(connection, tables.kept_check_ins, tenant_id)

    def get(self, request_id: str) -> KeptCheckIn | None:
        row = self._rows.first(request_id=request_id)
        return _kept(row) if row else None

    def of(self, visit_id: str) -> list[KeptCheckIn]:
        rows = self._rows.all(visit=visit_id, order_by="arrived_at")
        return [_kept(row) for row in rows]

    def add(self, kept: KeptCheckIn) -> None:
        flags = [flag.value for flag in kept.flags]
        self._rows.add({**asdict(kept), "flags": flags})


class SqlDeliveries:
    """The `Deliveries` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._connection = connection
        self._rows = Rows(connection, tables.deliveries, tenant_id)

    def get(self, delivery_id: str) -> Delivery | None:
        row = self._rows.first(id=delivery_id)
        return _delivery(row) if row else None

    def open(self, site_id: str) -> list[Delivery]:
        c = tables.deliveries.c
        wanted = self._rows.select(c.site == site_id, c.ended_at.is_(None))
        rows = self._connection.execute(wanted.order_by(c.at))
        return [_delivery(row) for row in rows]

    def put(self, delivery: Delivery) -> None:
        self._rows.put(asdict(delivery))


class SqlPhotos:
    """The `Photos` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._connection = connection
        self._rows = Rows(connection, tables.photos, tenant_id)

    def get(self, visit_id: str) -> Photo | None:
        row = self._rows.first(visit=visit_id)
        return _photo(row) if row else None

    def all(self) -> list[Photo]:
        return [_photo(row) for row in self._rows.all(order_by="visit")]

    def over(self, taken_before: datetime) -> list[str]:
        c, visits = tables.photos.c, tables.visits.c
        on_site = exists().where(
            visits.tenant_id == c.tenant_id,
            visits.id == c.visit,
            visits.state == VisitState.ON_SITE.value,
        )
        wanted = self._rows.select((c.taken_at < taken_before) | ~on_site)
        # Only the names: a photo is large.
        names = wanted.with_only_columns(c.visit).order_by(c.visit)
        return list(self._connection.scalars(names))

    def put(self, photo: Photo) -> None:
        self._rows.put(asdict(photo), key=("tenant_id", "visit"))

    def remove(self, visit_id: str) -> None:
        self._rows.remove(visit=visit_id)


class SqlHelpCalls:
    """The `HelpCalls` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._connection = connection
        self._rows = Rows(connection, tables.help_calls, tenant_id)

    def get(self, call_id: str) -> HelpCall | None:
        row = self._rows.first(id=call_id)
        return _call(row) if row else None

    def open(self, site_id: str) -> list[HelpCall]:
        c = tables.help_calls.c
        wanted = self._rows.select(c.site == site_id, c.ended_at.is_(None))
        rows = self._connection.execute(wanted.order_by(c.at))
        return [_call(row) for row in rows]

    def put(self, call: HelpCall) -> None:
        self._rows.put({**asdict(call), "reason": call.reason.value})


class SqlBadgeOrders:
    """The `BadgeOrders` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._rows = Rows(connection, tables.badge_orders, tenant_id)

    def get(self, order_id: str) -> OrderedBadge | None:
        row = self._rows.first(id=order_id)
        return _order(row) if row else None

    def waiting(self, kiosk_id: str) -> list[OrderedBadge]:
        state = OrderState.WAITING.value
        rows = self._rows.all(kiosk=kiosk_id, state=state, order_by="ordered_at")
        return [_order(row) for row in rows]

    def of(self, visit_id: str) -> list[OrderedBadge]:
        rows = self._rows.all(visit=visit_id, order_by="ordered_at")
        return [_order(row) for row in rows]

    def put(self, order: OrderedBadge) -> None:
        self._rows.put({**asdict(order), "state": order.state.value})


def _kept(row: Row[Any]) -> KeptCheckIn:
    return KeptCheckIn(
        request_id=row.request_id,
        visit=row.visit,
        kiosk=row.kiosk,
        arrived_at=row.arrived_at,
        kept_at=row.kept_at,
        flags=tuple(Flag(flag) for flag in row.flags),
    )


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        site=row.site,
        kiosk=row.kiosk,
        at=row.at,
        host=row.host,
        courier=row.courier,
        parcels=row.parcels,
        ended_at=row.ended_at,
    )


def _photo(row: Row[Any]) -> Photo:
    return Photo(visit=row.visit, taken_at=row.taken_at, sealed=row.sealed)


def _call(row: Row[Any]) -> HelpCall:
    return HelpCall(
        id=row.id,
        site=row.site,
        kiosk=row.kiosk,
        at=row.at,
        reason=HelpReason(row.reason),
        name=row.name,
        looked_for=row.looked_for,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
    )


def _order(row: Row[Any]) -> OrderedBadge:
    return OrderedBadge(
        id=row.id,
        visit=row.visit,
        site=row.site,
        kiosk=row.kiosk,
        ordered_at=row.ordered_at,
        ordered_by=row.ordered_by,
        reprint=row.reprint,
        state=OrderState(row.state),
        ended_at=row.ended_at,
    )
