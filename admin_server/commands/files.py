"""Files that a command leaves behind: new, and for their owner only."""

import os
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
