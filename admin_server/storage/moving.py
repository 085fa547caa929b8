"""One tenant copied into another database, counted and hashed on both sides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, select

from admin_server.core.errors import StoreUnavailable
from admin_server.storage.alone import (
    everybodys,
    gone_if_it_fails,
    see_everybody,
    whole_database,
)
from admin_server.storage.counters import column_of, last_number, set_last_number
from admin_server.storage.engine import sqlite_path
from admin_server.storage.migrate import migrate
from admin_server.storage.owners import owner_of, tenant_tables
from admin_server.storage.postgres import is_postgres
from admin_server.storage.table_lines import (
    Counting,
    Shape,
    Tally,
    lines_of,
    rows_of,
    save,
    tally_of,
)
from admin_server.storage.tables import audit, kiosk_events

_COUNTED = (audit, kiosk_events)
_SHIFTED = {
    "audit": ("number", audit.name),
    "audit_personal": ("number", audit.name),
    "kiosk_events": ("cursor", kiosk_events.name),
}
"""Columns with a number that is the whole database's, and whose number that is."""

Shifts = Mapping[str, int]


@dataclass(frozen=True)
class Moving:
    """A tenant on its way, whose numbers are moved by so much at the other side."""

    tenant_id: str
    shifts: Shifts

    def rows(self, source: Connection, table: Table) -> Iterator[dict[str, object]]:
        """Give a table's rows as they are to stand at the other side."""
        mine = owner_of(table) == self.tenant_id
        for row in rows_of(source, table, Shape.of(table), mine):
            yield self._shifted(table, row)

    def tally(self, source: Connection, table: Table) -> Tally:
        """Count and hash a table's rows as they are to stand at the other side."""
        counting = Counting()
        for line in lines_of(self.rows(source, table), Shape.of(table)):
            counting.add(line)
        return counting.tally()

    def _shifted(self, table: Table, row: dict[str, object]) -> dict[str, object]:
        if table.name not in _SHIFTED:
            return row
        column, counter = _SHIFTED[table.name]
        return row | {column: int(str(row[column])) + self.shifts[counter]}


def copy_tenant(
    source: Connection, tenant_id: str, database_url: str
) -> dict[str, Tally]:
    """Copy a suspended tenant; says what was copied of each table.

    Raises:
        StoreUnavailable: nothing was copied; the text says why.
    """
    with gone_if_it_fails(database_url):
        migrate(database_url)
        with whole_database(database_url) as engine:
            with everybodys(engine) as target:
                shifts = _shifts(source, target, tenant_id)
            with everybodys(engine) as target:
                return _copy(source, target, Moving(tenant_id, shifts))


def _copy(source: Connection, target: Connection, moving: Moving) -> dict[str, Tally]:
    parents_first = list(reversed(tenant_tables()))
    for table in parents_first:
        save(target, table, moving.rows(source, table))
    # A new look: what somebody was still writing when the tenant was suspended must
    # be among the rows, or nothing is kept.
    source.rollback()
    see_everybody(source)
    there = {table.name: moving.tally(source, table) for table in parents_first}
    here = {table.name: _tally_there(target, table, moving) for table in parents_first}
    differing = sorted(name for name in there if there[name] != here[name])
    if differing:
        raise StoreUnavailable(
            f"Somebody still wrote to {', '.join(differing)}, so nothing was copied. "
            "Run the command again."
        )
    return here


def _tally_there(target: Connection, table: Table, moving: Moving) -> Tally:
    mine = owner_of(table) == moving.tenant_id
    return tally_of(target, table, Shape.of(table), mine)


def _shifts(source: Connection, target: Connection, tenant_id: str) -> Shifts:
    return {table.name: _shift(source, target, table, tenant_id) for table in _COUNTED}


def _shift(source: Connection, target: Connection, table: Table, tenant_id: str) -> int:
    """Set numbers aside at the other side; says how far ours move to stand there."""
    column = table.c[column_of(table)]
    asking = select(func.min(column), func.max(column))
    first, last = source.execute(asking.where(owner_of(table) == tenant_id)).one()
    if first is None:
        return 0
    if target.dialect.name == "postgresql":
        # Others may be taking numbers at this moment.
        target.exec_driver_sql(f'LOCK TABLE "{table.name}" IN EXCLUSIVE MODE')
    begin: int = max(first, last_number(target, table) + 1)
    set_last_number(target, table, begin + last - first)
    return begin - int(first)


def is_made(database_url: str) -> bool:
    """Tell whether there may be somebody's rows; a SQLite file may not be there yet."""
    return is_postgres(database_url) or sqlite_path(database_url).exists()
