"""A tenant's visitor profiles in the database."""

from typing import Any

from sqlalchemy import Connection, Row

from admin_server.core.people import Visitor, fold_email
from admin_server.storage import tables
from admin_server.storage.errors import refusals_named
from admin_server.storage.known import Known
from admin_server.storage.rows import Rows


class SqlVisitors:
    """The `Visitors` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._rows = Rows(connection, tables.visitors, tenant_id)
        self._known = Known[Visitor]()

    def get(self, visitor_id: str) -> Visitor | None:
        return self._known.get(visitor_id, lambda: self._read(visitor_id))

    def _read(self, visitor_id: str) -> Visitor | None:
        row = self._rows.first(id=visitor_id)
        return _visitor(row) if row else None

    def by_confirmed_email(self, email: str) -> Visitor | None:
        known = self._rows.all(
            email_folded=fold_email(email), confirmed=True, order_by="id"
        )
        return _visitor(known[0]) if known else None

    def put(self, visitor: Visitor) -> None:
        self._rows.put(
            {
                "id": visitor.id,
                "name": visitor.name,
                "email": visitor.email,
                "email_folded": visitor.email and fold_email(visitor.email),
                "company": visitor.company,
                "phone": visitor.phone,
                "confirmed": visitor.confirmed,
            }
        )
        self._known.keep(visitor.id, visitor)

    def remove(self, visitor_id: str) -> None:
        with refusals_named():
            self._rows.remove(id=visitor_id)
        self._known.forget(visitor_id)


def _visitor(row: Row[Any]) -> Visitor:
    return Visitor(
        id=row.id,
        name=row.name,
        email=row.email,
        company=row.company,
        phone=row.phone,
        confirmed=row.confirmed,
    )
