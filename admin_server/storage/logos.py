"""A tenant's logo in the database."""

from dataclasses import asdict

from sqlalchemy import Connection

from admin_server.core.tenants import Logo
from admin_server.storage import tables
from admin_server.storage.rows import Rows


class SqlLogos:
    """The `Logos` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._rows = Rows(connection, tables.logos, tenant_id)

    def get(self) -> Logo | None:
        row = self._rows.first()
        if row is None:
            return None
        return Logo(row.version, row.width, row.height, row.png)

    def put(self, logo: Logo) -> None:
        self._rows.put(asdict(logo), key=("tenant_id",))

    def remove(self) -> None:
        self._rows.remove()
