"""The lock beside a database file: one server per file, never two."""

import fcntl
import os
from pathlib import Path
from typing import Self

from admin_server.core.errors import StoreUnavailable


class DataLock:
    """Holds a database file for this process until it is released.

    The kernel lets go of it when the process ends, however it ends.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    @classmethod
    def take(cls, database: Path) -> Self:
        """Take the lock of a database file.

        Raises:
            StoreUnavailable: another server runs on this data, or the folder
                cannot be written.
        """
        beside = database.with_name(database.name + ".lock")
        try:
            descriptor = os.open(beside, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StoreUnavailable(
                f"The data folder cannot be used: {error.strerror}: {beside.parent}."
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            raise StoreUnavailable(
                f"Another server runs on this data: {database}."
            ) from error
        return cls(descriptor)

    def release(self) -> None:
        """Let another process have the file; nothing the second time."""
        # The lock file stays: removing it would let two processes lock two files
        # of the same name.
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
