"""The transaction of a check-in, statement by statement, in plain sqlite3.

It is what the server itself gave to SQLite, listened to twice: what differs between two
check-ins is made anew each time it is played, the rest stays. It runs on a copy of the
server's own database, with its indexes and foreign keys, and is flushed as ours is.
"""

import itertools
import os
import sqlite3
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, event

from admin_server.storage import prepared

Statement = tuple[str, tuple[Any, ...]]
_PRAGMAS = ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON")
_BEGINS = "SELECT tenants.id"
_UUID = 36
_DIGITS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


async def listen(come: Callable[[], Awaitable[None]]) -> list[Statement]:
    """Let somebody check in; give what their transaction said to the database."""
    said: dict[int, list[Statement]] = {}
    with _hearing(said):
        await come()
    whole = next(one for one in said.values() if _has_a_visit(one))
    # Work of others may have come into the same commit; each begins with its tenant.
    visit = next(n for n, one in enumerate(whole) if _has_a_visit([one]))
    starts = [n for n, (sql, _) in enumerate(whole) if sql.startswith(_BEGINS)]
    begins = max(n for n in starts if n < visit)
    ends = min((n for n in starts if n > visit), default=None)
    return [one for one in whole[begins:ends] if "SAVEPOINT" not in one[0]]


class SameTransaction:
    """Plays what was heard on a copy of the database, once for each call."""

    def __init__(self, database: Path, copy: Path, heard: Sequence[list[Statement]]):
        first, second = heard
        if [sql for sql, _ in first] != [sql for sql, _ in second]:
            raise ValueError("two check-ins said different things to the database")
        with closing(sqlite3.connect(database)) as whole:
            whole.execute("VACUUM INTO ?", (str(copy),))
        self._statements = first
        self._fresh = _differing(first, second)
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(
            copy, check_same_thread=False, isolation_level=None
        )
        self._connection.execute("PRAGMA journal_mode = WAL")
        for pragma in _PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")

    def play(self) -> None:
        """Check somebody in; any thread may."""
        renewed = self._renewed()
        with self._lock:
            run = self._connection.execute
            run("BEGIN IMMEDIATE")
            for sql, values in self._statements:
                run(sql, [renewed.get(one, one) for one in values]).fetchall()
            run("COMMIT")

    def close(self) -> None:
        """Close the copy."""
        self._connection.close()

    def _renewed(self) -> dict[Any, Any]:
        plain = [one for one in self._fresh if not _is_json(one)]
        renewed = {one: self._like(one) for one in plain}
        for text in self._fresh - set(plain):
            changed = text
            for old, new in renewed.items():
                changed = changed.replace(old, new) if isinstance(old, str) else changed
            renewed[text] = changed
        return renewed

    def _like(self, value: Any) -> Any:
        if isinstance(value, bytes):
            return os.urandom(len(value))
        if len(value) == _UUID:
            return str(uuid4())
        if len(value) > len(uuid4().hex) // 2:
            return (uuid4().hex * 4)[: len(value)]
        number, signs = next(self._numbers), ""
        for _ in value:
            number, place = divmod(number, len(_DIGITS))
            signs = _DIGITS[place] + signs
        return signs


@contextmanager
def _hearing(said: dict[int, list[Statement]]) -> Iterator[None]:
    """Listen to both ways by which statements reach the driver."""
    # One of them is ours and private: nothing else sees what it gives to SQLite.
    straight = prepared._Lite._execute

    def note(cursor_of: Any, sql: str, values: Any) -> None:
        said.setdefault(id(cursor_of), []).append((sql, tuple(values or ())))

    def heard(lite: Any, connection: Any, values: Any) -> Any:
        given = [
            values[name] if convert is None else convert(values[name])
            for name, convert in lite._places
        ]
        found = straight(lite, connection, values)
        note(connection.connection.dbapi_connection, lite._text, given)
        return found

    def before(connection: Any, _cursor: Any, sql: str, values: Any, *_: Any) -> None:
        note(connection.connection.dbapi_connection, sql, values)

    prepared._Lite._execute = heard
    event.listen(Engine, "before_cursor_execute", before)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", before)
        prepared._Lite._execute = straight


def _has_a_visit(statements: Sequence[Statement]) -> bool:
    return any(sql.startswith("INSERT INTO visits ") for sql, _ in statements)


def _differing(first: list[Statement], second: list[Statement]) -> set[Any]:
    pairs = zip(first, second, strict=True)
    values = [zip(one, other, strict=True) for (_, one), (_, other) in pairs]
    return {
        one
        for pair in values
        for one, other in pair
        if one != other and isinstance(one, str | bytes)
    }


def _is_json(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(("{", "["))
