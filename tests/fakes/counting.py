"""Counting what a server has saved, past its own ways of asking."""

from pathlib import Path

from admin_server.storage.engine import sqlite_engine


def count_rows(folder: Path, where: str) -> int:
    """How many rows of a lobby's database there are, such as "visits WHERE …".

    Two builds of SQLite in one process would take each other's locks away, so the
    server's own is used.
    """
    engine = sqlite_engine(folder / "portico.db", read_only=True)
    try:
        with engine.connect() as connection:
            asked = connection.exec_driver_sql(f"SELECT count(*) FROM {where}")
            return int(asked.scalar_one())
    finally:
        engine.dispose()
