"""A kiosk's file of an older version, or of a newer one, keeps what waits in it."""

import sqlite3
from datetime import UTC, datetime
from uuid import UUID

import pytest

from kiosk_app.runners.kept_store import KeptEntry, KeptStore, NotKept
from kiosk_app.runners.kept_tables import NEWEST

ENTRY = KeptEntry(
    UUID(int=1), "box", UUID(int=0), 0, datetime(2026, 11, 24, tzinfo=UTC), ()
)


def _tables(file):
    with sqlite3.connect(file) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        version = database.execute("PRAGMA user_version").fetchone()[0]
        return version, {name for (name,) in names}


@pytest.fixture
def file(tmp_path):
    """The file of a kiosk of version 0.1, with one check-in that waits."""
    store = KeptStore(tmp_path)
    store.keep(ENTRY)
    store.close()
    with sqlite3.connect(tmp_path / "kept.db") as database:
        database.execute("DROP TABLE badges")
        database.execute("PRAGMA user_version = 0")
    return tmp_path / "kept.db"


def test_an_older_file_gets_what_it_lacks(file):
    """R14: an upgrade never asks for an empty queue."""
    store = KeptStore(file.parent)

    waiting = store.oldest(9)
    store.close()

    assert waiting == [ENTRY]
    version, tables = _tables(file)
    assert (version, "badges" in tables) == (NEWEST, True)


def test_a_newer_file_is_used_as_it_is(file):
    """Back at an older version the kiosk still has its queue."""
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA user_version = 99")
    store = KeptStore(file.parent)

    waiting = store.oldest(9)
    store.close()

    assert (waiting, _tables(file)[0]) == ([ENTRY], 99)


def test_a_step_that_fails_leaves_the_file_as_it_was(file):
    """What is half done is not done: the next start takes the step again."""
    with sqlite3.connect(file) as database:
        database.execute("CREATE INDEX badges ON told (name)")
    store = KeptStore(file.parent)

    with pytest.raises(NotKept):
        store.oldest(9)

    assert _tables(file)[0] == 1
