"""One row in every table, made from the tables themselves: new ones come along."""

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    String,
    Table,
    insert,
)

from admin_server.storage import tables
from admin_server.storage.columns import METADATA, UtcTime

MOMENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def fill_every_table(connection: Connection, tenant: str, *, mark: str) -> None:
    """Save one row per table for a tenant; every text and value has the mark in it."""
    for number, table in enumerate(METADATA.sorted_tables, start=1):
        row = dict(_row(table, tenant, mark=mark, number=number))
        connection.execute(insert(table), row)


def _row(
    table: Table, tenant: str, *, mark: str, number: int
) -> Iterator[tuple[str, object]]:
    for column in table.columns:
        yield column.name, _value(table, column, tenant, mark, number)


def _value(
    table: Table, column: Column[object], tenant: str, mark: str, number: int
) -> object:
    if column.name == "tenant_id" or _is_owner(table, column):
        return tenant
    if isinstance(column.type, Integer):
        return _own_number(tenant) if _counts(table, column) else number
    plain = {
        String: mark,
        LargeBinary: mark.encode() + bytes([number]),
        UtcTime: MOMENT,
        JSON: {"password": f"secret {mark}", "inner": {"token": mark}, "name": mark},
        Boolean: True,
    }
    return next(value for kind, value in plain.items() if isinstance(column.type, kind))


def _is_owner(table: Table, column: Column[object]) -> bool:
    return (table is tables.tenants and column.name == "id") or (
        table is tables.pairings and column.name == "tenant"
    )


def _counts(table: Table, column: Column[object]) -> bool:
    # A number that another table points at, or that is the key by itself.
    pointed = {
        element.parent.name
        for constraint in table.constraints
        if isinstance(constraint, ForeignKeyConstraint)
        for element in constraint.elements
    }
    alone = [one.name for one in table.primary_key.columns] == [column.name]
    return isinstance(column.type, Integer) and (column.name in pointed or alone)


def _own_number(tenant: str) -> int:
    return sum(tenant.encode())
