"""What a kiosk keeps on its disk: check-ins that wait, and what it was told."""

import json
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlite_utils import Database
from sqlite_utils.utils import (  # type: ignore[attr-defined]  # what Database uses
    sqlite3,
)

from kiosk_app.runners.kept_tables import bring_up_to_date

_FILE = "kept.db"
_NONCE_BYTES = 12
_BUSY_SECONDS = 5.0


class NotKept(Exception):
    """The disk took or gave nothing: it is full, read-only, or broken."""


@dataclass(frozen=True)
class KeptEntry:
    """One check-in that waits; only the server can open it.

    Attributes:
        boot_id, monotonic_ms: when it was kept, by a clock that nobody sets.
        kept_at: when it was kept, by the clock on the wall.
    """

    request_id: UUID
    sealed: str
    boot_id: UUID
    monotonic_ms: int
    kept_at: datetime
    skipped: tuple[str, ...] = ()


class KeptStore:
    """One SQLite file that survives a power cut at any moment.

    It is opened when it is first needed and again after a fault, so that a disk
    that was full is simply used once there is room. May be called from any thread.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: Database | None = None
        self._lock = threading.Lock()
        self._waiting: int | None = None

    @property
    def waiting(self) -> int:
        """How many check-ins wait to be sent; 0 where the disk does not say."""
        if self._waiting is None:
            try:
                self._waiting = self._count()
            except NotKept:
                return 0
        return self._waiting

    def keep(self, entry: KeptEntry) -> None:
        """Put a check-in on the disk; back only when it lies there.

        Raises:
            NotKept: it does not.
        """
        row = {
            "request_id": str(entry.request_id),
            "sealed": entry.sealed,
            "boot_id": str(entry.boot_id),
            "monotonic_ms": entry.monotonic_ms,
            "kept_at": entry.kept_at.isoformat(),
            "skipped": json.dumps(entry.skipped),
        }
        with self._writing() as database:
            database.execute(
                "INSERT OR IGNORE INTO check_ins (request_id, sealed, boot_id,"
                " monotonic_ms, kept_at, skipped) VALUES (:request_id, :sealed,"
                " :boot_id, :monotonic_ms, :kept_at, :skipped)",
                row,
            )

    def oldest(self, most: int) -> list[KeptEntry]:
        """Read those that wait longest, in their order.

        Raises:
            NotKept: the disk does not say.
        """
        with self._open() as database:
            rows = database.query(
                "SELECT * FROM check_ins WHERE aside = 0 ORDER BY sequence LIMIT ?",
                [most],
            )
            return [_entry(row) for row in rows]

    def everything(self) -> list[KeptEntry]:
        """Read all of them in their order, those that were set aside as well.

        Raises:
            NotKept: the disk does not say.
        """
        with self._open() as database:
            rows = database.query("SELECT * FROM check_ins ORDER BY sequence")
            return [_entry(row) for row in rows]

    def try_all_again(self) -> None:
        """Let those wait again that were set aside: another server may read them.

        Raises:
            NotKept: they stay aside.
        """
        with self._writing() as database:
            database.execute("UPDATE check_ins SET aside = 0 WHERE aside = 1")

    def settle(self, done: Sequence[UUID], aside: Sequence[UUID] = ()) -> None:
        """Forget those that the server has, and set aside what it cannot read.

        Raises:
            NotKept: they wait as before, and may be sent again: no harm is done.
        """
        with self._writing() as database:
            for request_id in done:
                database.execute(
                    "DELETE FROM check_ins WHERE request_id = ?", [str(request_id)]
                )
            for request_id in aside:
                database.execute(
                    "UPDATE check_ins SET aside = 1 WHERE request_id = ?",
                    [str(request_id)],
                )

    def note(self, name: str, content: str, *, token: str) -> None:
        """Keep what the server told; it can be read with this token only.

        Raises:
            NotKept: the disk did not take it.
        """
        nonce = os.urandom(_NONCE_BYTES)
        box = nonce + _cipher(token).encrypt(nonce, content.encode(), name.encode())
        with self._writing() as database:
            database.execute(
                "INSERT OR REPLACE INTO told (name, box) VALUES (?, ?)", [name, box]
            )

    def told(self, name: str, *, token: str) -> str | None:
        """Read what the server told; None: nothing, or under another token.

        Raises:
            NotKept: the disk does not say.
        """
        with self._open() as database:
            rows = list(database.query("SELECT box FROM told WHERE name = ?", [name]))
        if not rows:
            return None
        box = bytes(rows[0]["box"])
        try:
            opened = _cipher(token).decrypt(
                box[:_NONCE_BYTES], box[_NONCE_BYTES:], name.encode()
            )
        except InvalidTag:
            return None
        return opened.decode()

    def forget(self, *names: str) -> None:
        """Wipe what the server told; the check-ins that wait stay.

        Raises:
            NotKept: it lies there still.
        """
        with self._writing() as database:
            for name in names:
                database.execute("DELETE FROM told WHERE name = ?", [name])
        with self._open() as database:
            # Else the older pages would lie in the log until it is written over.
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def writing(self) -> AbstractContextManager[Database]:
        """Open the file for a table of somebody else's, in one transaction.

        Raises:
            NotKept: nothing of it was written.
        """
        return self._writing()

    def reading(self) -> AbstractContextManager[Database]:
        """Open the file to read a table of somebody else's.

        Raises:
            NotKept: the disk does not say.
        """
        return self._open()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._drop()

    def _count(self) -> int:
        with self._open() as database:
            return int(
                database.execute(
                    "SELECT count(*) FROM check_ins WHERE aside = 0"
                ).fetchone()[0]
            )

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        with self._open() as database, database.conn:
            # Taken at once: a write that cannot be is known before anything is done.
            database.execute("BEGIN IMMEDIATE")
            yield database
        self._waiting = None

    @contextmanager
    def _open(self) -> Iterator[Database]:
        with self._lock:
            try:
                if self._opened is None:
                    self._opened = _opened(self._folder)
                yield self._opened
            except (sqlite3.Error, OSError) as problem:
                self._drop()
                raise NotKept(type(problem).__name__) from problem

    def _drop(self) -> None:
        if self._opened is not None:
            self._opened.conn.close()
            self._opened = None


def _opened(folder: Path) -> Database:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / _FILE
    # Made by us first: SQLite would make it readable for others.
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
    file.chmod(0o600)
    connection = sqlite3.connect(
        file, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        for setting in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {setting}")
        bring_up_to_date(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return Database(connection)


def _entry(row: dict[str, object]) -> KeptEntry:
    return KeptEntry(
        request_id=UUID(str(row["request_id"])),
        sealed=str(row["sealed"]),
        boot_id=UUID(str(row["boot_id"])),
        monotonic_ms=int(str(row["monotonic_ms"])),
        kept_at=datetime.fromisoformat(str(row["kept_at"])),
        skipped=tuple(json.loads(str(row["skipped"]))),
    )


def _cipher(token: str) -> AESGCM:
    about = b"portico kiosk memory v1"
    key = HKDF(SHA256(), length=32, salt=None, info=about).derive(token.encode())
    return AESGCM(key)
