"""The demo's folder: its own, never somebody else's, and used by one demo at a time."""

import shutil
from pathlib import Path

from admin_server.core.errors import StoreUnavailable
from admin_server.storage.lock import DataLock

_MARK = "this-is-a-portico-demo.txt"
_MARK_TEXT = """\
Everything in this folder was made by `portico-server demo`. It may be deleted, and
`portico-server demo --fresh` does so.
"""


class DemoCannotStart(Exception):
    """The demo cannot start; the text is one plain sentence saying why."""


class DemoFolder:
    """Where a demo keeps everything; held for this process until `release`."""

    def __init__(self, path: Path, lock: DataLock) -> None:
        self.path = path
        self._lock = lock

    @classmethod
    def take(cls, wanted: Path, *, fresh: bool) -> "DemoFolder":
        """Make or reuse a demo's folder; `fresh` empties it first.

        Raises:
            DemoCannotStart: it holds other things, or another demo uses it.
        """
        path = wanted.absolute()
        _make_ours(path)
        try:
            lock = DataLock.take(path / "demo")
        except StoreUnavailable as problem:
            raise DemoCannotStart(f"A demo already runs on {path}.") from problem
        if fresh:
            _empty(path)
        for name in ("badges", "logs", "passes"):
            (path / name).mkdir(exist_ok=True)
        return cls(path, lock)

    def release(self) -> None:
        """Let another demo have the folder."""
        self._lock.release()


def _make_ours(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (path / _MARK).is_file():
            if any(path.iterdir()):
                raise DemoCannotStart(
                    f"{path} holds things that are not a demo's, which stay untouched; "
                    "name another folder with --data."
                )
            (path / _MARK).write_text(_MARK_TEXT, encoding="utf-8")
    except OSError as problem:
        raise DemoCannotStart(
            f"{path} cannot be used as the demo's folder: {problem.strerror}."
        ) from problem


def _empty(path: Path) -> None:
    for inside in path.iterdir():
        # The lock is held by its file: a new one would be another lock.
        if inside.name in {_MARK, "demo.lock"}:
            continue
        if inside.is_dir() and not inside.is_symlink():
            shutil.rmtree(inside)
        else:
            inside.unlink()
