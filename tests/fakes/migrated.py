"""A new database for a test, copied from one whose tables were made once.

This is the one place where a test's database comes from: on SQLite, or on
PostgreSQL where the test is tried there (see `tests/conftest.py`).
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from admin_server.storage.migrate import migrate
from tests.fakes.postgres import PostgresServer

# Not a context variable: what a test starts on threads of its own asks here too.
_in_place_of_sqlite: list[PostgresServer] = []


@contextmanager
def on_postgres(server: PostgresServer) -> Iterator[None]:
    """Have every new database made in a cluster, and seen as the server's role."""
    _in_place_of_sqlite.append(server)
    try:
        yield
    finally:
        _in_place_of_sqlite.pop()
        server.take_back()


def new_database(path: Path) -> str:
    """Make a database without rows and give its address.

    Making the tables step by step takes longer than most tests do.

    Args:
        path: where it is to lie, where it is a file.
    """
    if _in_place_of_sqlite:
        return _in_place_of_sqlite[-1].lend()
    made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(made, "wb") as file:
        file.write(_without_rows())
    return f"sqlite:///{path}"


def lent_database() -> str | None:
    """Give the newest database of this test where it is PostgreSQL's, by its address."""
    return _in_place_of_sqlite[-1].newest() if _in_place_of_sqlite else None


@lru_cache(maxsize=1)
def _without_rows() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "new.db"
        migrate(f"sqlite:///{path}")
        return path.read_bytes()
