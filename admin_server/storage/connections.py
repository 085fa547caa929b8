"""A tenant's calendar connections in the database."""

from typing import Any

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import Row

from admin_server.core.connections import Access, Connection, Health
from admin_server.storage import tables, values
from admin_server.storage.known import Known
from admin_server.storage.rows import Rows

_ORGANISATION = Access.ORGANISATION.value


class SqlConnections:
    """The `Connections` of one tenant."""

    def __init__(self, connection: SqlConnection, tenant_id: str) -> None:
        self._rows = Rows(connection, tables.connections, tenant_id)
        self._known = Known[Connection]()

    def all(self) -> list[Connection]:
        return [_connection(row) for row in self._rows.all(order_by="name")]

    def get(self, connection_id: str) -> Connection | None:
        row = self._rows.first(id=connection_id)
        return _connection(row) if row else None

    def by_name(self, name: str) -> Connection | None:
        row = self._rows.first(name=name)
        return _connection(row) if row else None

    def organisation(self) -> Connection | None:
        return self._known.get(_ORGANISATION, self._read_organisation)

    def _read_organisation(self) -> Connection | None:
        rows = self._rows.all(access=_ORGANISATION, order_by="name")
        return _connection(rows[0]) if rows else None

    def client(self, kind: str) -> Connection | None:
        row = self._rows.first(access=Access.CLIENT.value, kind=kind)
        return _connection(row) if row else None

    def of_host(self, host_id: str) -> list[Connection]:
        rows = self._rows.all(host=host_id, order_by="name")
        return [_connection(row) for row in rows]

    def put(self, connection: Connection) -> None:
        self._rows.put(
            {
                "id": connection.id,
                "kind": connection.kind,
                "name": connection.name,
                "settings": connection.settings,
                "sealed_secret": connection.sealed_secret,
                "secret_from": connection.secret_from,
                "access": connection.access.value,
                "host": connection.host,
                "account": connection.account,
                "personal": connection.personal,
                "calendars": values.CALENDARS.write(connection.calendars),
                "every_calendar": connection.every_calendar,
                "writes": connection.writes,
                "connected_at": connection.connected_at,
                "secret_ends_at": connection.secret_ends_at,
                "health": values.HEALTH.write(connection.health),
            }
        )
        self._known.forget(_ORGANISATION)

    def renew_secret(self, connection_id: str, sealed: str, *, was: str) -> bool:
        row = self._rows.first(id=connection_id)
        if row is None or row.sealed_secret != was:
            return False
        self._rows.change({"sealed_secret": sealed}, id=connection_id)
        self._known.forget(_ORGANISATION)
        return True

    def set_health(self, connection_id: str, health: Health) -> None:
        self._rows.change({"health": values.HEALTH.write(health)}, id=connection_id)
        self._known.forget(_ORGANISATION)

    def remove(self, connection_id: str) -> None:
        self._rows.remove(id=connection_id)
        self._known.forget(_ORGANISATION)


def _connection(row: Row[Any]) -> Connection:
    return Connection(
        id=row.id,
        kind=row.kind,
        name=row.name,
        settings=row.settings,
        sealed_secret=row.sealed_secret,
        secret_from=row.secret_from,
        access=Access(row.access),
        host=row.host,
        account=row.account,
        personal=row.personal,
        calendars=values.CALENDARS.read(row.calendars),
        every_calendar=row.every_calendar,
        writes=row.writes,
        connected_at=row.connected_at,
        secret_ends_at=row.secret_ends_at,
        health=values.HEALTH.read(row.health),
    )
