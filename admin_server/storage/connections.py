"""A tenant's calendar connections in the database."""

from typing import Any

from sqlalchemy import Connection as SqlConnection
from sqlalchemy import Row

from admin_server.core.tenants import Connection
from admin_server.storage import tables
from admin_server.storage.rows import Rows


class SqlConnections:
    """The `Connections` of one tenant."""

    def __init__(self, connection: SqlConnection, tenant_id: str) -> None:
        self._rows = Rows(connection, tables.connections, tenant_id)

    def all(self) -> list[Connection]:
        return [_connection(row) for row in self._rows.all(order_by="name")]

    def get(self, connection_id: str) -> Connection | None:
        row = self._rows.first(id=connection_id)
        return _connection(row) if row else None

    def by_name(self, name: str) -> Connection | None:
        row = self._rows.first(name=name)
        return _connection(row) if row else None

    def put(self, connection: Connection) -> None:
        self._rows.put(
            {
                "id": connection.id,
                "kind": connection.kind,
                "name": connection.name,
                "settings": connection.settings,
                "sealed_secret": connection.sealed_secret,
                "secret_from": connection.secret_from,
            }
        )


def _connection(row: Row[Any]) -> Connection:
    return Connection(
        id=row.id,
        kind=row.kind,
        name=row.name,
        settings=row.settings,
        sealed_secret=row.sealed_secret,
        secret_from=row.secret_from,
    )
