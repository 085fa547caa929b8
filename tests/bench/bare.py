"""What Portico is held against: the least that anybody would build with the same parts."""

import sqlite3
import threading
from pathlib import Path
from uuid import uuid4

from fastapi import FastAPI

_SCHEMA = """
CREATE TABLE tenants (id TEXT PRIMARY KEY, name TEXT);
CREATE TABLE kiosks (id TEXT PRIMARY KEY, site TEXT, token_hash BLOB);
CREATE TABLE hosts (id TEXT PRIMARY KEY, name TEXT);
CREATE TABLE sites (id TEXT PRIMARY KEY, name TEXT);
CREATE TABLE visitors (id TEXT PRIMARY KEY, name TEXT);
CREATE TABLE visits (id TEXT PRIMARY KEY, visitor TEXT, host TEXT, state TEXT, at TEXT);
CREATE TABLE audit (number INTEGER PRIMARY KEY, at TEXT, event TEXT, visit TEXT);
CREATE TABLE outbox (id TEXT PRIMARY KEY, kind TEXT, payload TEXT, due TEXT);
INSERT INTO tenants VALUES ('t', 'Lakeside');
INSERT INTO kiosks VALUES ('k', 's', x'00');
INSERT INTO hosts VALUES ('h', 'Jonas Weber');
INSERT INTO sites VALUES ('s', 'Lakeside House');
"""
_READ = (
    "SELECT * FROM tenants WHERE id = 't'",
    "SELECT * FROM kiosks WHERE id = 'k'",
    "SELECT * FROM hosts WHERE id = 'h'",
    "SELECT * FROM sites WHERE id = 's'",
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

    def check_in(self) -> None:
        """Do what the transaction of a check-in does, in plain SQL."""
        name = str(uuid4())
        at = "2026-11-20T09:00:00Z"
        with self._lock:
            run = self._connection.execute
            run("BEGIN IMMEDIATE")
            for question in _READ:
                run(question).fetchone()
            run("SELECT * FROM visits WHERE id = ?", (name,)).fetchone()
            run("INSERT INTO visitors VALUES (?, 'Mara Lindt')", (name,))
            run("INSERT INTO visits VALUES (?, ?, 'h', 'on_site', ?)", (name, name, at))
            run(
                "INSERT INTO audit (at, event, visit) VALUES (?, 'checked_in', ?)",
                (at, name),
            )
            run("INSERT INTO outbox VALUES (?, 'host_arrival', '{}', ?)", (name, at))
            run("COMMIT")

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
