"""What kiosks of a tenant have to be told, in the database."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from admin_server.core.ports import KioskEventRow
from admin_server.storage import tables
from admin_server.storage.rows import Rows


class SqlKioskEvents:
    """The `KioskEvents` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._connection = connection
        self._tenant_id = tenant_id
        self._rows = Rows(connection, tables.kiosk_events, tenant_id)

    def add(self, *, site: str, kind: str, visit: str | None, at: datetime) -> None:
        self._rows.add({"site": site, "kind": kind, "visit": visit, "at": at})

    def after(self, cursor: int, *, site: str, limit: int = 100) -> list[KioskEventRow]:
        c = tables.kiosk_events.c
        wanted = (
            self._rows.select(c.site == site, c.cursor > cursor)
            .order_by(c.cursor)
            .limit(limit)
        )
        rows = self._connection.execute(wanted)
        return [KioskEventRow(row.cursor, row.kind, row.visit) for row in rows]

    def last_cursor(self) -> int:
        c = tables.kiosk_events.c
        newest = select(func.max(c.cursor)).where(c.tenant_id == self._tenant_id)
        return self._connection.execute(newest).scalar() or 0
