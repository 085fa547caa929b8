"""What happened in a tenant, and who did it, in the database."""

import hashlib
import json
import secrets
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, insert

from admin_server.core.ports import AuditFilter, AuditRow
from admin_server.storage import tables
from admin_server.storage.rows import Rows

_SALT_BYTES = 16
_AT_ONCE = 500  # SQLite takes only so many values in one question


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
        row = {
            "at": at,
            "event": event,
            "actor": actor,
            "subject": subject,
            "personal_digest": None,
        }
        if personal:
            self._add_with_words(row, personal)
        else:
            self._rows.add(row)

    def of(self, subject: str) -> list[tuple[datetime, str, str]]:
        rows = self._rows.all(subject=subject, order_by="number")
        return [(row.at, row.event, row.actor) for row in rows]

    def newest(
        self, wanted: AuditFilter, *, limit: int, before: int | None = None
    ) -> list[AuditRow]:
        c = tables.audit.c
        asking = self._rows.select(*_conditions(wanted))
        if before is not None:
            asking = asking.where(c.number < before)
        rows = self._connection.execute(asking.order_by(c.number.desc()).limit(limit))
        found = rows.all()
        said = self._words_of([row.number for row in found])
        return [
            AuditRow(
                number=row.number,
                at=row.at,
                event=row.event,
                actor=row.actor,
                subject=row.subject,
                personal=said.get(row.number, {}),
            )
            for row in found
        ]

    def _add_with_words(self, row: dict[str, object], personal: dict[str, str]) -> None:
        salt = secrets.token_bytes(_SALT_BYTES)
        adding = insert(tables.audit).returning(tables.audit.c.number)
        number = self._connection.execute(
            adding,
            {
                **row,
                "tenant_id": self._tenant_id,
                "personal_digest": _digest(salt, personal),
            },
        ).scalar_one()
        self._personal.add({"number": number, "salt": salt, "words": personal})

    def _words_of(self, numbers: list[int]) -> dict[int, dict[str, str]]:
        """Give the personal words of some rows, where they are still there."""
        found: dict[int, dict[str, str]] = {}
        for start in range(0, len(numbers), _AT_ONCE):
            part = numbers[start : start + _AT_ONCE]
            asking = self._personal.select(tables.audit_personal.c.number.in_(part))
            found |= {row.number: row.words for row in self._connection.execute(asking)}
        return found


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    c = tables.audit.c
    conditions: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        conditions.append(c.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(c.at < wanted.until)
    if wanted.actor is not None:
        conditions.append(c.actor == wanted.actor)
    if wanted.noun is not None:
        conditions.append(c.event.startswith(f"{wanted.noun}.", autoescape=True))
    return conditions


def _digest(salt: bytes, personal: dict[str, str]) -> bytes:
    said = json.dumps(personal, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(salt + said.encode()).digest()
