"""Brings a kiosk's and a server's file to a new form, killed before every statement.

`python -m tests.soak.upgrading FOLDER CHECK_INS FIRST` is a program of its own: it makes
a copy of itself for each kill, and nothing else may run beside that. FIRST is the
revision of the server's tables that it begins with. It prints what it found as JSON.
"""

import json
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from alembic import command
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlite_utils.utils import (  # type: ignore[attr-defined]  # what a kiosk uses
    sqlite3 as kiosks_sqlite,
)

from admin_server.storage.migrate import migrate, newest_revision
from kiosk_app.runners.kept_store import KeptEntry, KeptStore
from kiosk_app.runners.kept_tables import NEWEST
from tests.soak.tried import Tried

_ROWS = 3
_OURS = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    " AND name NOT LIKE 'alembic_%'"
)


def main(folder: Path, check_ins: int, first: str) -> Tried:
    """Kill both upgrades at every statement; say what was lost."""
    assert command, "loaded once, not for each kill"
    tried = Tried("upgrade", "SIGKILL before every statement of an upgrade")
    folder.mkdir(parents=True, exist_ok=True)
    _kiosk(folder, check_ins, tried)
    _server(folder, first, tried)
    return tried


def _kiosk(folder: Path, check_ins: int, tried: Tried) -> None:
    old = folder / "old-kiosk"
    _older_queue(old, check_ins)
    where = folder / "kiosk"
    for number in range(1, 1000):
        shutil.rmtree(where, ignore_errors=True)
        shutil.copytree(old, where)
        killed = _killed(lambda: _open_kiosk(where), at=number)
        with sqlite3.connect(where / "kept.db") as database:
            version = database.execute("PRAGMA user_version").fetchone()[0]
            damage = database.execute("PRAGMA integrity_check").fetchone()[0]
        store = KeptStore(where)
        left = store.everything()
        store.close()
        tried.count("check-ins at a kiosk", check_ins)
        tried.lost += check_ins - len({entry.request_id for entry in left})
        if damage != "ok" or version not in range(NEWEST + 1):
            tried.wrong.append(f"kiosk, statement {number}: {damage}, {version}")
        if not killed:
            return
        tried.count("kills at a kiosk")


def _older_queue(folder: Path, check_ins: int) -> None:
    """Make the file of a kiosk of version 0.1."""
    store = KeptStore(folder)
    moment = datetime(2026, 11, 24, 9, tzinfo=UTC)
    for number in range(check_ins):
        store.keep(KeptEntry(UUID(int=number), "sealed", UUID(int=0), number, moment))
    store.close()
    with sqlite3.connect(folder / "kept.db") as database:
        database.execute("DROP TABLE badges")
        database.execute("PRAGMA user_version = 0")
    database.close()


def _open_kiosk(folder: Path) -> None:
    store = KeptStore(folder)
    store.everything()
    store.close()


def _server(folder: Path, first: str, tried: Tried) -> None:
    old, where = folder / "old.db", folder / "server.db"
    before = _older_server(old, first)
    for number in range(1, 10_000):
        for name in ("server.db", "server.db-wal", "server.db-shm"):
            (folder / name).unlink(missing_ok=True)
        shutil.copy(old, where)
        killed = _killed(lambda: migrate(f"sqlite:///{where}"), at=number)
        _judge(where, number, tried)
        # The start after it takes what is left, whatever came before.
        migrate(f"sqlite:///{where}")
        if _revision(where) != newest_revision():
            tried.wrong.append(f"server, statement {number}: not up to date")
        after = _counts(where)
        tried.lost += sum(
            max(rows - after.get(table, 0), 0) for table, rows in before.items()
        )
        if not killed:
            return
        tried.count("kills at a server")


def _judge(database: Path, number: int, tried: Tried) -> None:
    with sqlite3.connect(database) as opened:
        damage = opened.execute("PRAGMA integrity_check").fetchone()[0]
    opened.close()
    if damage != "ok" or not _revision(database):
        tried.wrong.append(f"server, statement {number}: {damage}")


def _older_server(database: Path, first: str) -> dict[str, int]:
    """Make a server's file of an older revision, with rows in each of its tables."""
    migrate(f"sqlite:///{database}", to=first)
    with sqlite3.connect(database) as opened:
        opened.execute("PRAGMA ignore_check_constraints = ON")
        for (table,) in opened.execute(_OURS).fetchall():
            columns = opened.execute(f"PRAGMA table_info({table})").fetchall()
            blanks = ",".join("?" * len(columns))
            for row in range(_ROWS):
                values = [_value(name, kind, row) for _, name, kind, *_ in columns]
                opened.execute(f"INSERT INTO {table} VALUES ({blanks})", values)
    opened.close()
    return _counts(database)


def _value(name: str, kind: str, row: int) -> object:
    if "INT" in kind.upper():
        return row + 1
    return f"{name}{row}".encode() if "BLOB" in kind.upper() else f"{name}{row}"


def _counts(database: Path) -> dict[str, int]:
    with sqlite3.connect(database) as opened:
        names = [name for (name,) in opened.execute(_OURS)]
        counted = {
            name: opened.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            for name in names
        }
    opened.close()
    return counted


def _revision(database: Path) -> str:
    with sqlite3.connect(database) as opened:
        row = opened.execute("SELECT version_num FROM alembic_version").fetchone()
    opened.close()
    return str(row[0])


def _killed(work: Callable[[], None], *, at: int) -> bool:
    """Do it in a copy of this process; tell whether the kill came before its end."""
    child = os.fork()
    if child == 0:
        _count_statements(at)
        work()
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return True
    if os.waitstatus_to_exitcode(status):
        raise RuntimeError("the upgrade failed by itself")
    return False


def _count_statements(at: int) -> None:
    done = 0

    def count(*_: object) -> None:
        nonlocal done
        done += 1
        if done == at:
            os.kill(os.getpid(), signal.SIGKILL)

    def traced(*given: object, **more: object) -> sqlite3.Connection:
        connection = connect(*given, **more)
        connection.set_trace_callback(count)
        return connection

    connect, kiosks_sqlite.connect = kiosks_sqlite.connect, traced
    event.listen(Engine, "connect", lambda raw, _: raw.set_trace_callback(count))


if __name__ == "__main__":
    found = main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
    told = {"tried": found.tried, "lost": found.lost, "wrong": found.wrong}
    sys.stdout.write(f"{json.dumps(told)}\n")
