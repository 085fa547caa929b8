"""Statements that are run again and again: built once, compiled once.

What SQLAlchemy does around a statement costs several times what SQLite takes to
answer it (docs/performance_notes.md). On SQLite, a statement here therefore goes
straight to the driver, as SQLAlchemy compiled it, with values made by its types.
On PostgreSQL, where the way to the server costs more than both, it runs as ever.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NoReturn, cast

from sqlalchemy import Column, Connection, Dialect, Insert, Row, Select, Table
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

Values = Mapping[str, object]
_Convert = Callable[[Any], Any]


class Prepared:
    """One statement whose values have names; it may be run on any connection.

    Args:
        takes: the columns whose values an INSERT or an UPDATE is given.
        gives: the columns of the rows that a SELECT gives.
    """

    def __init__(
        self,
        statement: Select[Any] | UpdateBase,
        *,
        takes: Iterable[str] = (),
        gives: Iterable[Column[Any]] = (),
    ) -> None:
        if isinstance(statement, Insert):
            # Every row is saved with its key: nothing is to be handed back.
            statement = statement.inline()
        self._statement = statement
        self._takes = list(takes)
        self._gives = list(gives)
        self._lite: _Lite | None = None

    def first(self, connection: Connection, values: Values) -> Row[Any] | None:
        """Give the first row of the answer, or None."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self._statement, values).first()
        return self._on_sqlite(connection).first(connection, values)

    def all(self, connection: Connection, values: Values) -> Sequence[Row[Any]]:
        """Give every row of the answer."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self._statement, values).all()
        return self._on_sqlite(connection).all(connection, values)

    def run(self, connection: Connection, *values: Values) -> None:
        """Change rows, once for each of the values."""
        if connection.dialect.name != "sqlite":
            connection.execute(self._statement, values)
            return
        prepared = self._on_sqlite(connection)
        for one in values:
            prepared.run(connection, one)

    def _on_sqlite(self, connection: Connection) -> "_Lite":
        # Two threads that come at once make the same twice, which does no harm.
        if self._lite is None:
            self._lite = _Lite(
                self._statement, connection.dialect, self._takes, self._gives
            )
        return self._lite


class _Lite:
    """A statement as SQLite's driver takes it."""

    def __init__(
        self,
        statement: Select[Any] | UpdateBase,
        dialect: Dialect,
        takes: list[str],
        gives: list[Column[Any]],
    ) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=takes or None)
        self._text = str(compiled)
        self._places = [
            (name, _binding(compiled.binds[name].type, dialect))
            for name in compiled.positiontup or ()
        ]
        self._row = _row_with([column.name for column in gives])
        self._reading = [
            (place, convert)
            for place, convert in enumerate(_reading(c.type, dialect) for c in gives)
            if convert is not None
        ]

    def first(self, connection: Connection, values: Values) -> Row[Any] | None:
        cursor = self._execute(connection, values)
        found = cursor.fetchone()
        cursor.close()
        return None if found is None else self._made(found)

    def all(self, connection: Connection, values: Values) -> Sequence[Row[Any]]:
        cursor = self._execute(connection, values)
        found = cursor.fetchall()
        cursor.close()
        return [self._made(row) for row in found]

    def run(self, connection: Connection, values: Values) -> None:
        self._execute(connection, values).close()

    def _execute(self, connection: Connection, values: Values) -> DBAPICursor:
        if not connection.in_transaction():
            connection.begin()
        given = [
            values[name] if convert is None else convert(values[name])
            for name, convert in self._places
        ]
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self._text, given)
        except connection.dialect.loaded_dbapi.Error as error:
            cursor.close()
            _raise_as_sqlalchemy(error, self._text, connection.dialect)
        return cursor

    def _made(self, row: Sequence[Any]) -> Row[Any]:
        values = list(row)
        for place, convert in self._reading:
            values[place] = convert(values[place])
        # It is read as a row of SQLAlchemy's is: by the names of its columns.
        return cast("Row[Any]", self._row(values))


def selecting(statement: Select[Any], table: Table) -> Prepared:
    """Prepare a question for whole rows of a table."""
    return Prepared(statement, gives=table.c)


def _row_with(names: list[str]) -> Callable[[Iterable[Any]], tuple[Any, ...]]:
    # The names are the table's, known only now: no class can be written here.
    row: Any = namedtuple("_row", names)  # type: ignore[misc]  # noqa: PYI024 - see above
    make: Callable[[Iterable[Any]], tuple[Any, ...]] = row._make
    return make


def _binding(kind: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _reading(kind: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    # SQLite's driver does not say of what type a column is.
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _raise_as_sqlalchemy(error: Exception, text: str, dialect: Dialect) -> NoReturn:
    """Raise what SQLAlchemy would have raised; the values stay out of it."""
    base = dialect.loaded_dbapi.Error
    raise DBAPIError.instance(
        text, None, error, base, hide_parameters=True, dialect=dialect
    ) from error
