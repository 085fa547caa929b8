"""A tenant's kiosks in the database."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from admin_server.core.tenants import Kiosk, PrinterTrouble
from admin_server.storage import tables
from admin_server.storage.rows import Rows
from shared.kiosk import HealthReport


class SqlKiosks:
    """The `Kiosks` of one tenant."""

    def __init__(self, connection: Connection, tenant_id: str) -> None:
        self._connection = connection
        self._rows = Rows(connection, tables.kiosks, tenant_id)

    def all(self) -> list[Kiosk]:
        return [_kiosk(row) for row in self._rows.all(order_by="name")]

    def get(self, kiosk_id: str) -> Kiosk | None:
        row = self._rows.first(id=kiosk_id)
        return _kiosk(row) if row else None

    def by_name(self, name: str) -> Kiosk | None:
        c = tables.kiosks.c
        # A kiosk that was paired anew has its old self's name.
        wanted = self._rows.select(c.name == name).order_by(
            c.revoked_at.is_not(None), c.revoked_at.desc(), c.id
        )
        row = self._connection.execute(wanted).first()
        return _kiosk(row) if row else None

    def put(self, kiosk: Kiosk) -> None:
        self._rows.put(
            {
                "id": kiosk.id,
                "name": kiosk.name,
                "site": kiosk.site,
                "token_hash": kiosk.token_hash,
                "reader": kiosk.reader,
                "revoked_at": kiosk.revoked_at,
                "next_token_hash": kiosk.next_token_hash,
                "token_made_at": kiosk.token_made_at,
                "paired_at": kiosk.paired_at,
                "last_seen_at": kiosk.last_seen_at,
                "version": kiosk.version,
                "queue_length": kiosk.queue_length,
                "printer": kiosk.printer,
                **_trouble_kept(kiosk.trouble),
            }
        )

    def seen(self, kiosk_id: str, at: datetime) -> None:
        self._rows.change({"last_seen_at": at}, id=kiosk_id)

    def report(self, kiosk_id: str, report: HealthReport, *, at: datetime) -> None:
        said = {
            "last_seen_at": at,
            "version": report.version or None,
            "queue_length": report.queue_length,
            "printer": report.printer.value,
        }
        self._rows.change(said, id=kiosk_id)

    def note_printer(self, kiosk_id: str, trouble: PrinterTrouble) -> None:
        self._rows.change(_trouble_kept(trouble), id=kiosk_id)


def _trouble_kept(trouble: PrinterTrouble) -> dict[str, object]:
    return {
        "printer_trouble_at": trouble.since,
        "printer_mended_at": trouble.mended_at,
    }


def _kiosk(row: Row[Any]) -> Kiosk:
    return Kiosk(
        id=row.id,
        name=row.name,
        site=row.site,
        token_hash=row.token_hash,
        reader=row.reader,
        revoked_at=row.revoked_at,
        next_token_hash=row.next_token_hash,
        token_made_at=row.token_made_at,
        paired_at=row.paired_at,
        last_seen_at=row.last_seen_at,
        version=row.version,
        queue_length=row.queue_length,
        printer=row.printer,
        trouble=PrinterTrouble(row.printer_trouble_at, row.printer_mended_at),
    )
