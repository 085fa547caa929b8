"""A backup as a ZIP file: a file of lines per table, what goes along, a manifest.

The last signs of the file are the SHA-256 of everything before them, so that a file
that was cut or changed anywhere, by one bit, is known.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from admin_server.storage.row_codec import as_json
from admin_server.storage.table_lines import Counting, Shape, Tally
from admin_server.storage.zip_entries import private_entry
from shared.version import VERSION

FORM = "portico-backup"
NUMBER = 1
_MANIFEST = "manifest.json"
_SIGNS = 64
_PIECE = 1 << 20


class BackupWrong(Exception):
    """A backup cannot be used; the text says why, for the operator."""


@dataclass(frozen=True)
class BackedUpTable:
    """One table in a backup."""

    name: str
    shape: Shape
    tally: Tally

    @property
    def entry(self) -> str:
        """The file inside the backup that has its rows."""
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    Attributes:
        portico: the version that made it.
        revision: of the tables.
        tables: each after those that it points at.
        counters: the highest numbers that were given, by table.
        also: the SHA-256 of what goes along, by name.
    """

    portico: str
    made_at: str
    engine: str
    revision: str
    tables: tuple[BackedUpTable, ...]
    counters: Mapping[str, int]
    also: Mapping[str, str]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(table.tally.rows for table in self.tables)


class BackupWriter:
    """Writes a backup into a file that can be read again, table by table."""

    def __init__(self, file: BinaryIO, *, at: datetime) -> None:
        self._file = file
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self._at = at
        self._tables: list[BackedUpTable] = []
        self._also: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of the archive; the file itself stays open."""
        self._zip.close()

    def add_table(self, name: str, shape: Shape, lines: Iterable[bytes]) -> None:
        """Write a table's lines, one after the other."""
        counting = Counting()
        entry = private_entry(
            BackedUpTable(name, shape, counting.tally()).entry, self._at
        )
        with self._zip.open(entry, "w", force_zip64=True) as out:
            for line in lines:
                out.write(counting.add(line))
        self._tables.append(BackedUpTable(name, shape, counting.tally()))

    def add(self, name: str, content: bytes) -> None:
        """Let something else go along."""
        self._zip.writestr(private_entry(name, self._at), content)
        self._also[name] = hashlib.sha256(content).hexdigest()

    def finish(
        self, *, engine: str, revision: str, counters: Mapping[str, int]
    ) -> Manifest:
        """Write the manifest and the file's own hash; says what was written."""
        at = self._at.isoformat()
        manifest = Manifest(
            VERSION, at, engine, revision, tuple(self._tables), counters, self._also
        )
        said = {"form": FORM, "number": NUMBER} | asdict(manifest)
        text = f"{as_json(said, indent=2)}\n"
        self._zip.writestr(private_entry(_MANIFEST, self._at), text)
        self._zip.comment = b"0" * _SIGNS
        self._zip.close()
        digest = _digest_of(self._file)
        self._file.seek(-_SIGNS, 2)
        self._file.write(digest.encode())
        return manifest


class BackupFile:
    """A backup that is whole, to be read."""

    def __init__(self, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        self._zip = archive
        self.manifest = manifest

    def lines(self, table: BackedUpTable) -> Iterator[bytes]:
        """Give a table's lines.

        Raises:
            BackupWrong: they are not what the manifest says; known after the last one.
        """
        counting = Counting()
        with self._zip.open(table.entry) as file:
            for line in file:
                yield counting.add(line)
        if counting.tally() != table.tally:
            raise BackupWrong(
                f"The rows of {table.name} are not those of its manifest."
            )

    def rows(self, name: str) -> Iterator[dict[str, object]]:
        """Give a table's rows as they are written, by column; none where it lacks it."""
        for table in self.manifest.tables:
            if table.name == name:
                for line in self.lines(table):
                    pairs = zip(table.shape.columns, json.loads(line), strict=True)
                    yield dict(pairs)

    def also(self, name: str) -> bytes | None:
        """Give what went along under a name.

        Raises:
            BackupWrong: it is not what the manifest says.
        """
        if name not in self.manifest.also:
            return None
        content = self._zip.read(name)
        if hashlib.sha256(content).hexdigest() != self.manifest.also[name]:
            raise BackupWrong(f"{name} is not what its manifest says.")
        return content

    def check(self) -> None:
        """Read everything once.

        Raises:
            BackupWrong: something in it is not what the manifest says.
        """
        for table in self.manifest.tables:
            for _ in self.lines(table):
                pass
        for name in self.manifest.also:
            self.also(name)


@contextmanager
def opened_backup(path: Path) -> Iterator[BackupFile]:
    """Open a backup whose last bit is as it was written.

    Raises:
        BackupWrong: it cannot be read, was cut or changed, or is no backup of ours.
    """
    with ExitStack() as held:
        with _explained(path):
            backup = backup_in(held.enter_context(path.open("rb")))
        yield backup


def backup_in(file: BinaryIO) -> BackupFile:
    """Read a backup that has just been written.

    Raises:
        BackupWrong: it was cut or changed.
    """
    _refuse_if_changed(file)
    archive = zipfile.ZipFile(file)
    return BackupFile(archive, _read_manifest(archive))


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise BackupWrong(
            f"The backup cannot be read: {problem.strerror}: {path}."
        ) from problem
    except (zipfile.BadZipFile, LookupError, TypeError, ValueError) as problem:
        raise BackupWrong(f"This is not a backup of Portico: {path}.") from problem


def _refuse_if_changed(file: BinaryIO) -> None:
    length = file.seek(0, 2)
    if length < _SIGNS:
        raise BackupWrong("This is not a backup: it is too short to be one.")
    file.seek(-_SIGNS, 2)
    said = file.read()
    if said != _digest_of(file).encode():
        raise BackupWrong(
            "The backup is not whole: it was cut off or changed after it was made. "
            "Nothing was done with it."
        )


def _digest_of(file: BinaryIO) -> str:
    """Hash all but the last signs."""
    digest, left = hashlib.sha256(), file.seek(0, 2) - _SIGNS
    file.seek(0)
    while left > 0:
        piece = file.read(min(left, _PIECE))
        digest.update(piece)
        left -= len(piece)
    return digest.hexdigest()


def _read_manifest(archive: zipfile.ZipFile) -> Manifest:
    said: dict[str, Any] = json.loads(archive.read(_MANIFEST))
    if said["form"] != FORM or said["number"] > NUMBER:
        raise BackupWrong("A newer version of Portico made this backup.")
    return Manifest(
        portico=str(said["portico"]),
        made_at=str(said["made_at"]),
        engine=str(said["engine"]),
        revision=str(said["revision"]),
        tables=tuple(_read_table(one) for one in said["tables"]),
        counters={str(k): int(v) for k, v in said["counters"].items()},
        also={str(k): str(v) for k, v in said["also"].items()},
    )


def _read_table(said: dict[str, Any]) -> BackedUpTable:
    shape, tally = said["shape"], said["tally"]
    return BackedUpTable(
        name=str(said["name"]),
        shape=Shape(tuple(shape["columns"]), tuple(shape["key"])),
        tally=Tally(int(tally["rows"]), str(tally["sha256"])),
    )
