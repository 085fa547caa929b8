"""One tenant's rows of one table: the only way by which a noun reaches SQL."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import sqlite

from admin_server.storage.errors import refusals_named
from admin_server.storage.prepared import Prepared, selecting

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

_BY_ID = ("tenant_id", "id")


class Rows:
    """A table as one tenant sees it; every statement is held to that tenant."""

    def __init__(self, connection: Connection, table: Table, tenant_id: str) -> None:
        self._connection = connection
        self._table = table
        self._tenant_id = tenant_id

    def first(self, **equals: object) -> Row[Any] | None:
        """Give the row whose columns have these values, or None."""
        wanted = _equal(self._table, tuple(equals))
        return wanted.first(self._connection, self._mine(equals))

    def all(self, *, order_by: str, **equals: object) -> Sequence[Row[Any]]:
        """Give every row whose columns have these values."""
        wanted = _equal(self._table, tuple(equals), order_by)
        return wanted.all(self._connection, self._mine(equals))

    def put(
        self, values: Mapping[str, object], *, key: tuple[str, ...] = _BY_ID
    ) -> None:
        """Save a row; one with the same key takes on the new values.

        Raises:
            AlreadyExists: another of its values has to be unique and is not.
            NoSuchReference: it points at nothing.
        """
        saving = _upsert(self._table, tuple(values), key, self._connection.dialect.name)
        with refusals_named():
            saving.run(self._connection, self._own(values))

    def add(self, *rows: Mapping[str, object]) -> None:
        """Save new rows; each has the same columns.

        Raises:
            AlreadyExists: one is there already.
            NoSuchReference: one points at nothing.
        """
        if not rows:
            return
        adding = _insert(self._table, tuple(rows[0]))
        with refusals_named():
            adding.run(self._connection, *map(self._own, rows))

    def change(self, values: Mapping[str, object], **equals: object) -> None:
        """Change some values of the rows whose columns have these values."""
        changing = _change(self._table, tuple(values), tuple(equals))
        with refusals_named():
            changing.run(self._connection, {**values, **self._mine(equals)})

    def remove(self, **equals: object) -> None:
        """Delete the rows whose columns have these values."""
        removing = _remove(self._table, tuple(equals))
        removing.run(self._connection, self._mine(equals))

    def select(self, *conditions: ColumnElement[bool]) -> Select[Any]:
        """Begin a question of this tenant's rows that the others cannot ask."""
        return select(self._table).where(
            self._table.c.tenant_id == self._tenant_id, *conditions
        )

    def _own(self, values: Mapping[str, object]) -> dict[str, object]:
        return {"tenant_id": self._tenant_id, **values}

    def _mine(self, equals: Mapping[str, object]) -> dict[str, object]:
        given = {f"is_{name}": value for name, value in equals.items()}
        return {"is_tenant_id": self._tenant_id, **given}


# Statements depend on names only, never on a value. Building one costs more
# than SQLite takes to answer it, so each is built once.


@cache
def _equal(
    table: Table, columns: tuple[str, ...], order_by: str | None = None
) -> Prepared:
    wanted = select(table).where(*_conditions(table, columns))
    ordered = wanted if order_by is None else wanted.order_by(table.c[order_by])
    return selecting(ordered, table)


@cache
def _insert(table: Table, columns: tuple[str, ...]) -> Prepared:
    return Prepared(insert(table), takes=("tenant_id", *columns))


@cache
def _change(
    table: Table, changed: tuple[str, ...], columns: tuple[str, ...]
) -> Prepared:
    changing = update(table).where(*_conditions(table, columns))
    return Prepared(changing, takes=changed)


@cache
def _remove(table: Table, columns: tuple[str, ...]) -> Prepared:
    return Prepared(delete(table).where(*_conditions(table, columns)))


def _conditions(table: Table, columns: Iterable[str]) -> list[ColumnElement[bool]]:
    return [
        table.c[name] == bindparam(f"is_{name}") for name in ("tenant_id", *columns)
    ]


@cache
def _upsert(
    table: Table, columns: tuple[str, ...], key: tuple[str, ...], dialect: str
) -> Prepared:
    saving = _inserting(table, dialect)
    changed = {name: saving.excluded[name] for name in columns if name not in key}
    upserting = saving.on_conflict_do_update(index_elements=key, set_=changed)
    return Prepared(upserting, takes=("tenant_id", *columns))


@cache
def add_or_leave(
    table: Table, columns: tuple[str, ...], dialect: str, unique: str
) -> Prepared:
    """Say "insert, unless the tenant has a row with the same `unique`"."""
    adding = _inserting(table, dialect).on_conflict_do_nothing(
        index_elements=("tenant_id", unique)
    )
    return Prepared(adding, takes=columns)


def _inserting(table: Table, dialect: str) -> "sqlite.Insert | postgresql.Insert":
    # The two spell it alike but share no common class.
    if dialect != "postgresql":
        return sqlite.insert(table)
    # A dialect takes its time to load, and a server on SQLite needs one only.
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - see above

    return postgresql.insert(table)
