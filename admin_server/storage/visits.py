"""A tenant's visits in the database."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, or_

from admin_server.core.ports import ListedVisit, Listing, Page
from admin_server.core.visits import Arrival, RoomOfVisit, Visit
from admin_server.storage import tables, values
from admin_server.storage.errors import refusals_named
from admin_server.storage.rows import Rows
from admin_server.storage.visit_lists import (
    count_visits,
    host_of,
    list_visits,
    visitor_of,
    visits_of_email,
)
from shared.check_in import RoomState, VisitState


class SqlVisits:
    """The `Visits` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._connection = connection
        self._tenant_id = tenant_id
        self._rows = Rows(connection, tables.visits, tenant_id)

    def get(self, visit_id: str) -> Visit | None:
        row = self._rows.first(id=visit_id)
        return _visit(row) if row else None

    def by_request(self, request_id: str) -> Visit | None:
        row = self._rows.first(request_id=request_id)
        return _visit(row) if row else None

    def between(self, start: datetime, end: datetime) -> list[Visit]:
        c = tables.visits.c
        wanted = self._rows.select(
            c.expected_arrival >= start, c.expected_arrival < end
        ).order_by(c.expected_arrival, c.id)
        return [_visit(row) for row in self._connection.execute(wanted)]

    def on_site(self, site_id: str | None = None) -> list[Visit]:
        where = {} if site_id is None else {"site": site_id}
        rows = self._rows.all(
            state=VisitState.ON_SITE.value, order_by="arrived_at", **where
        )
        return [_visit(row) for row in rows]

    def of_host(self, host_id: str, start: datetime, end: datetime) -> list[Visit]:
        c = tables.visits.c
        arriving = and_(
            c.state == VisitState.EXPECTED.value,
            c.expected_arrival >= start,
            c.expected_arrival < end,
        )
        here = c.state == VisitState.ON_SITE.value
        wanted = self._rows.select(c.host == host_id, or_(arriving, here))
        ordered = wanted.order_by(c.expected_arrival, c.id)
        return [_visit(row) for row in self._connection.execute(ordered)]

    def of_visitor(
        self, visitor_id: str, start: datetime, end: datetime
    ) -> list[Visit]:
        c = tables.visits.c
        wanted = self._rows.select(
            c.visitor == visitor_id,
            c.expected_arrival >= start,
            c.expected_arrival < end,
        ).order_by(c.expected_arrival, c.id)
        return [_visit(row) for row in self._connection.execute(wanted)]

    def of_email(self, email: str, *, since: datetime) -> list[ListedVisit]:
        rows = visits_of_email(self._connection, self._tenant_id, email, since)
        return [_listed(row) for row in rows]

    def listed(self, listing: Listing, page: Page) -> list[ListedVisit]:
        rows = list_visits(self._connection, self._tenant_id, listing, page)
        return [_listed(row) for row in rows]

    def counts(self, listing: Listing) -> dict[VisitState, int]:
        return count_visits(self._connection, self._tenant_id, listing)

    def overdue(
        self, *, now: datetime, limit: int, after: Visit | None = None
    ) -> list[Visit]:
        c = tables.visits.c
        states = (VisitState.EXPECTED.value, VisitState.ON_SITE.value)
        wanted = self._rows.select(c.state.in_(states), c.expected_departure <= now)
        if after is not None:
            last = after.expected_departure
            later = and_(c.expected_departure == last, c.id > after.id)
            wanted = wanted.where(or_(c.expected_departure > last, later))
        ordered = wanted.order_by(c.expected_departure, c.id).limit(limit)
        return [_visit(row) for row in self._connection.execute(ordered)]

    def put(self, visit: Visit) -> None:
        self._rows.put(
            {
                "id": visit.id,
                "visitor": visit.visitor,
                "host": visit.host,
                "site": visit.site,
                "state": visit.state.value,
                "expected_arrival": visit.expected_arrival,
                "expected_departure": visit.expected_departure,
                "invited": visit.invited,
                "meeting": visit.meeting,
                "language": visit.language,
                "arrived_at": visit.arrived_at,
                "left_at": visit.left_at,
                "kiosk": visit.kiosk,
                "request_id": visit.request_id,
                "request_hash": visit.request_hash,
                "kiosk_time": visit.kiosk_time,
                "purpose": visit.purpose,
                "room_text": visit.room_text,
                "needs": visit.needs,
                "created_by": visit.created_by,
                "link": values.LINK.write(visit.link) if visit.link else None,
                "arrival": _arrival_kept(visit.arrival),
                **_room_kept(visit.room),
            }
        )

    def set_room(self, visit_id: str, room: RoomOfVisit) -> None:
        self._rows.change(_room_kept(room), id=visit_id)

    def set_state(self, visit_id: str, state: VisitState) -> None:
        self._rows.change({"state": state.value}, id=visit_id)

    def remove(self, visit_id: str) -> None:
        with refusals_named():
            self._rows.remove(id=visit_id)


def _listed(row: Row[Any]) -> ListedVisit:
    return ListedVisit(_visit(row), visitor_of(row), host_of(row))


def _arrival_kept(arrival: Arrival) -> object:
    # Most visits have nothing there, and every check-in writes one.
    return None if arrival == Arrival() else values.ARRIVAL.write(arrival)


def _room_kept(room: RoomOfVisit) -> dict[str, object]:
    return {
        "room_state": room.state.value,
        "room_address": room.address,
        "room_name": room.name,
        "room_building": room.building,
        "room_floor": room.floor,
        "room_until": room.until,
        "room_checked_at": room.checked_at,
    }


def _visit(row: Row[Any]) -> Visit:
    return Visit(
        id=row.id,
        visitor=row.visitor,
        host=row.host,
        site=row.site,
        state=VisitState(row.state),
        expected_arrival=row.expected_arrival,
        expected_departure=row.expected_departure,
        invited=row.invited,
        meeting=row.meeting,
        language=row.language,
        arrived_at=row.arrived_at,
        left_at=row.left_at,
        kiosk=row.kiosk,
        request_id=row.request_id,
        request_hash=row.request_hash,
        kiosk_time=row.kiosk_time,
        purpose=row.purpose,
        room_text=row.room_text,
        needs=row.needs,
        created_by=row.created_by,
        link=values.LINK.read(row.link) if row.link else None,
        arrival=values.ARRIVAL.read(row.arrival) if row.arrival else Arrival(),
        room=_room(row),
    )


def _room(row: Row[Any]) -> RoomOfVisit:
    return RoomOfVisit(
        state=RoomState(row.room_state),
        address=row.room_address,
        name=row.room_name,
        building=row.room_building,
        floor=row.room_floor,
        until=row.room_until,
        checked_at=row.room_checked_at,
    )
