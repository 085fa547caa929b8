"""A new database for a test, copied from one whose tables were made once."""

import os
import tempfile
from functools import lru_cache
from pathlib import Path

from admin_server.storage.migrate import migrate


def new_database(path: Path) -> str:
    """Write a database without rows and give its address.

    Making the tables step by step takes longer than most tests do.
    """
    made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(made, "wb") as file:
        file.write(_without_rows())
    return f"sqlite:///{path}"


@lru_cache(maxsize=1)
def _without_rows() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "new.db"
        migrate(f"sqlite:///{path}")
        return path.read_bytes()
