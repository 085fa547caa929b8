"""Files that a command leaves behind: new, and for their owner only."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from admin_server.web.control import CommandWrong


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that was not there, and leave none behind where it fails.

    Raises:
        CommandWrong: it is there already, or cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        raise CommandWrong(
            f"The file cannot be made: {problem.strerror}: {path}."
        ) from problem
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException as problem:
        path.unlink(missing_ok=True)
        if isinstance(problem, OSError):
            raise CommandWrong(
                f"The file could not be written: {problem.strerror}: {path}."
            ) from problem
        raise


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Write a file that has its name only once it is whole and on the disk.

    It can be read again while it is written.

    Raises:
        CommandWrong: there is one of this name already, or it cannot be written.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with _explained(path):
        _refuse_if_there(path)
        descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w+b") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            _name(draft, path)
        finally:
            draft.unlink(missing_ok=True)
        _keep_name(path)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise CommandWrong(
            f"The file could not be written: {problem.strerror}: {path}."
        ) from problem


def _refuse_if_there(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))


def _name(draft: Path, path: Path) -> None:
    """Give the file its name, unless another one has got it meanwhile."""
    try:
        os.link(draft, path)
    except OSError as problem:
        # A memory stick's file system knows no second name for a file.
        if problem.errno not in (errno.EPERM, errno.ENOTSUP, errno.ENOSYS):
            raise
        _refuse_if_there(path)
        draft.rename(path)


def _keep_name(path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
