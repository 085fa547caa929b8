"""What keeps up with hosts' calendars, in the database."""

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from admin_server.core.ports import PushTarget
from admin_server.core.watches import Watch
from admin_server.storage import tables
from admin_server.storage.rows import Rows

_NAMES = tuple(one.name for one in fields(Watch))


class SqlWatches:
    """The `Watches` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._connection = connection
        self._rows = Rows(connection, tables.watches, tenant_id)

    def all(self) -> list[Watch]:
        return [_watch(row) for row in self._rows.all(order_by="id")]

    def get(self, watch_id: str) -> Watch | None:
        row = self._rows.first(id=watch_id)
        return _watch(row) if row else None

    def by_source(self, source: str) -> Watch | None:
        row = self._rows.first(source=source)
        return _watch(row) if row else None

    def due(self, now: datetime, *, limit: int) -> list[Watch]:
        c = tables.watches.c
        wanted = self._rows.select(c.due_at <= now).order_by(c.due_at, c.id)
        return [_watch(row) for row in self._connection.execute(wanted.limit(limit))]

    def put(self, watch: Watch) -> None:
        self._rows.put(asdict(watch))

    def remove(self, watch_id: str) -> None:
        self._rows.remove(id=watch_id)


def push_target(connection: Connection, subscription: str) -> PushTarget | None:
    """Find whose push subscription this is, of a tenant that is not suspended."""
    c = tables.watches.c
    wanted = (
        select(c.tenant_id, c.id, c.push_hash)
        .join(tables.tenants, tables.tenants.c.id == c.tenant_id)
        .where(c.subscription == subscription)
        .where(c.push_hash.is_not(None), tables.tenants.c.suspended_at.is_(None))
    )
    row = connection.execute(wanted).first()
    return PushTarget(row.tenant_id, row.id, row.push_hash) if row else None


def _watch(row: Row[Any]) -> Watch:
    return Watch(**{name: getattr(row, name) for name in _NAMES})
