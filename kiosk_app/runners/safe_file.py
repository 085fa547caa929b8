"""A small file that only we can read, and that a power cut cannot halve."""

import os
from pathlib import Path


def write_safely(file: Path, text: str) -> None:
    """Put a line into a file, on the disk before we go on.

    Raises:
        OSError: the file is as it was before.
    """
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as writing:
        writing.write(f"{text}\n")
        writing.flush()
        os.fsync(writing.fileno())
    fresh.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        # The name too has to survive a power cut: the content may be given only once.
        os.fsync(folder)
    finally:
        os.close(folder)
