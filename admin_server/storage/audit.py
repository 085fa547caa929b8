"""What happened in a tenant, and who did it, in the database."""

import hashlib
import json
import secrets
from datetime import datetime

from sqlalchemy import Connection, insert

from admin_server.storage import tables
from admin_server.storage.rows import Rows

_SALT_BYTES = 16


class SqlAudit:
    """The `Audit` of one tenant; rows are only ever added."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._connection = connection
        self._tenant_id = tenant_id
        self._rows = Rows(connection, tables.audit, tenant_id)
        self._personal = Rows(connection, tables.audit_personal, tenant_id)

    def add(
        self,
        *,
        at: datetime,
        event: str,
        actor: str,
        subject: str,
        personal: dict[str, str] | None = None,
    ) -> None:
        salt = secrets.token_bytes(_SALT_BYTES)
        row = {
            "tenant_id": self._tenant_id,
            "at": at,
            "event": event,
            "actor": actor,
            "subject": subject,
            "personal_digest": _digest(salt, personal) if personal else None,
        }
        adding = insert(tables.audit).returning(tables.audit.c.number)
        number = self._connection.execute(adding, row).scalar_one()
        if personal:
            self._personal.add({"number": number, "salt": salt, "words": personal})

    def of(self, subject: str) -> list[tuple[datetime, str, str]]:
        rows = self._rows.all(subject=subject, order_by="number")
        return [(row.at, row.event, row.actor) for row in rows]


def _digest(salt: bytes, personal: dict[str, str]) -> bytes:
    said = json.dumps(personal, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(salt + said.encode()).digest()
