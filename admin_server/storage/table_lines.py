"""A table as lines in one order on every engine: read, counted, hashed, loaded."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Connection,
    DateTime,
    Inspector,
    MetaData,
    String,
    Table,
    collate,
    event,
    insert,
    select,
)
from sqlalchemy.engine.interfaces import ReflectedColumn

from admin_server.storage.columns import UtcTime
from admin_server.storage.row_codec import as_line, from_line

AT_ONCE = 500
"""Rows that are held in memory together."""

Change = Callable[[dict[str, object]], dict[str, object]]


@dataclass(frozen=True)
class Tally:
    """How many rows there were, and the SHA-256 of their lines."""

    rows: int
    sha256: str


class Counting:
    """Counts and hashes lines that pass."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._rows = 0

    def add(self, line: bytes) -> bytes:
        """Count a line and give it on."""
        self._digest.update(line)
        self._rows += 1
        return line

    def tally(self) -> Tally:
        """Say what passed so far."""
        return Tally(self._rows, self._digest.hexdigest())


@dataclass(frozen=True)
class Shape:
    """Which columns a table's lines have, and which of them say the order."""

    columns: tuple[str, ...]
    key: tuple[str, ...]

    @classmethod
    def of(cls, table: Table) -> "Shape":
        """Take a table's columns as they stand."""
        names = tuple(column.name for column in table.columns)
        return cls(names, tuple(column.name for column in table.primary_key.columns))


def rows_of(
    connection: Connection,
    table: Table,
    shape: Shape,
    *conditions: ColumnElement[bool],
) -> Iterator[dict[str, object]]:
    """Give rows in the order of their keys, few of them in memory at a time."""
    wanted = (
        select(*(table.c[name] for name in shape.columns))
        .where(*conditions)
        .order_by(*(_by_bytes(connection, table.c[name]) for name in shape.key))
        .execution_options(yield_per=AT_ONCE)
    )
    for row in connection.execute(wanted):
        yield row._asdict()


def lines_of(rows: Iterable[dict[str, object]], shape: Shape) -> Iterator[bytes]:
    """Write each row as its line."""
    for row in rows:
        yield as_line([row[name] for name in shape.columns])


def tally_of(
    connection: Connection,
    table: Table,
    shape: Shape,
    *conditions: ColumnElement[bool],
) -> Tally:
    """Count and hash rows as they stand in a database."""
    counting = Counting()
    for line in lines_of(rows_of(connection, table, shape, *conditions), shape):
        counting.add(line)
    return counting.tally()


def load(
    connection: Connection, table: Table, shape: Shape, lines: Iterable[bytes]
) -> None:
    """Save the rows that lines tell of.

    Raises:
        ValueError: a line does not fit the table.
    """
    columns: Sequence[Column[object]] = [table.c[name] for name in shape.columns]
    save(connection, table, (from_line(line, columns) for line in lines))


def save(
    connection: Connection, table: Table, rows: Iterable[dict[str, object]]
) -> None:
    """Save rows, some at a time."""
    waiting = iter(rows)
    while some := list(islice(waiting, AT_ONCE)):
        connection.execute(insert(table), some)


def found_tables(connection: Connection) -> MetaData:
    """Give the tables as they stand in a database, whichever version made them."""
    found = MetaData()
    event.listen(found, "column_reflect", _as_ours)
    found.reflect(connection)
    versions = found.tables.get("alembic_version")
    if versions is not None:
        found.remove(versions)
    return found


def _as_ours(_inspector: Inspector, _table: Table, column: ReflectedColumn) -> None:
    # What was made by these types is read and written by them again.
    if isinstance(column["type"], DateTime):
        column["type"] = UtcTime()
    elif isinstance(column["type"], JSON):
        column["type"] = JSON(none_as_null=column["nullable"])


def _by_bytes(connection: Connection, column: Column[Any]) -> ColumnElement[Any]:
    # PostgreSQL sorts words as its language does; SQLite, and we, by their bytes.
    words = isinstance(column.type, String)
    if words and connection.dialect.name == "postgresql":
        return collate(column, "C")
    return column
