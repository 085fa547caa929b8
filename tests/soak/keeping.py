"""A kiosk's disk by itself: keeps check-ins and forgets sent ones, and says so.

`python -m tests.soak.keeping FOLDER CHECK_INS` is what the power is cut of: each line
that it prints is a promise, in the form in which a server answers a visitor.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from kiosk_app.runners.kept_store import KeptEntry, KeptStore

_GONE_EVERY = 10
_MOMENT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def main(folder: Path, check_ins: int) -> None:
    """Keep so many, and let every tenth be sent."""
    store = KeptStore(folder)
    for number in range(1, check_ins + 1):
        request = UUID(int=number)
        store.keep(KeptEntry(request, "sealed" * 50, UUID(int=0), number, _MOMENT))
        _say(request)
        if number % _GONE_EVERY == 0:
            store.settle([request])
    store.close()


def _say(request: UUID) -> None:
    os.write(1, f'{{"visit":{{"id":"{request}"}}}}\n'.encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
