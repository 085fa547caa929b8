"""What Portico is held against: the least that anybody would build with the same parts."""

import sqlite3
import threading
from pathlib import Path
from uuid import uuid4

from fastapi import FastAPI

_SCHEMA = (
    "CREATE TABLE visits"
    " (id TEXT PRIMARY KEY, visitor TEXT, host TEXT, state TEXT, at TEXT);"
)


class BareStore:
    """A SQLite file that is flushed with every commit, as ours is."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(
            path, check_same_thread=False, isolation_level=None
        )
        self._connection.executescript(
            f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {_SCHEMA}"
        )
        self._lock = threading.Lock()

    def insert(self) -> str:
        """Save one row, durably."""
        name = str(uuid4())
        with self._lock:
            self._connection.execute(
                "INSERT INTO visits VALUES (?, ?, ?, ?, ?)",
                (name, "visitor", "host", "on_site", "2026-11-20T09:00:00Z"),
            )
        return name

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def bare_app(store: BareStore) -> FastAPI:
    """An application whose one route saves one row."""
    app = FastAPI()

    @app.post("/rows", status_code=201)
    def add() -> dict[str, str]:
        return {"id": store.insert()}

    return app
