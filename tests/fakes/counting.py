"""Counting what a server has saved, past its own ways of asking."""

from pathlib import Path

import psycopg

from admin_server.storage.engine import sqlite_engine
from tests.fakes.migrated import lent_database


def count_rows(folder: Path, where: str) -> int:
    """How many rows of a lobby's database there are, such as "visits WHERE …"."""
    asked, elsewhere = f"SELECT count(*) FROM {where}", lent_database()
    if elsewhere is None:
        return _ask_the_file(folder / "portico.db", asked)
    with psycopg.connect(elsewhere) as line:
        found = line.execute(asked).fetchone()
    assert found is not None
    return int(found[0])


def _ask_the_file(path: Path, asked: str) -> int:
    # Two builds of SQLite in one process would take each other's locks away, so the
    # server's own is used.
    engine = sqlite_engine(path, read_only=True)
    try:
        with engine.connect() as connection:
            return int(connection.exec_driver_sql(asked).scalar_one())
    finally:
        engine.dispose()
