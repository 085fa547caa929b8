"""The tables of what a kiosk keeps, and how a file of an older version gets them."""

from collections.abc import Sequence

from sqlite_utils.utils import (  # type: ignore[attr-defined]  # what Database uses
    sqlite3,
)

_STEPS: Sequence[Sequence[str]] = (
    # Version 0.1 made these without saying so.
    (
        """
CREATE TABLE IF NOT EXISTS check_ins (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    request_id TEXT NOT NULL UNIQUE,
    sealed TEXT NOT NULL,
    boot_id TEXT NOT NULL,
    monotonic_ms INTEGER NOT NULL,
    kept_at TEXT NOT NULL,
    skipped TEXT NOT NULL,
    aside INTEGER NOT NULL DEFAULT 0
)""",
        """
CREATE TABLE IF NOT EXISTS told (name TEXT PRIMARY KEY, box BLOB NOT NULL)""",
    ),
    (
        """
CREATE TABLE IF NOT EXISTS badges (
    number INTEGER PRIMARY KEY,
    visit TEXT NOT NULL,
    since TEXT NOT NULL,
    fate TEXT NOT NULL,
    order_id TEXT,
    is_kept INTEGER NOT NULL,
    is_told INTEGER NOT NULL
)""",
    ),
)
NEWEST = len(_STEPS)


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Take each step that the file lacks, whole or not at all.

    A file of a newer version is used as it is: steps only ever add, so that a kiosk
    which has to go back a version keeps its queue.
    """
    for number in range(_version(connection) + 1, NEWEST + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have taken it while we waited.
            if _version(connection) < number:
                for statement in _STEPS[number - 1]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except sqlite3.Error:
            connection.rollback()
            raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
