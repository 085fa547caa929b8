"""`portico-kiosk export-queue`: takes kept check-ins off a kiosk as a file.

For a kiosk that never reaches its server again: revoked for good, broken, or only its
memory card is left. Everything stays sealed; only the organisation's server opens it.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from kiosk_app.runners.kept_store import KeptEntry, KeptStore, NotKept
from kiosk_app.settings import SettingWrong
from shared.offline import KeptCheckIn, KeptFile, Offline, Skipped
from shared.version import VERSION


def export_queue(data: Path, file: Path) -> int:
    """Write what waits in a data folder, and what was set aside, to a new file.

    Nothing is taken from the queue: a check-in that comes twice is one visit.

    Returns:
        How many there are.

    Raises:
        SettingWrong: there is no queue, or the file cannot be written.
    """
    entries = _entries(data)
    content = KeptFile(
        portico_kept_check_ins=1,
        version=VERSION,
        check_ins=[_as_sent(entry) for entry in entries],
    )
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as writing:
            writing.write(content.model_dump_json(by_alias=True, exclude_none=True))
            writing.flush()
            os.fsync(writing.fileno())
    except OSError as problem:
        raise SettingWrong(
            f"{file} cannot be written: {problem.strerror or problem}."
        ) from problem
    return len(entries)


def _entries(data: Path) -> Sequence[KeptEntry]:
    if not (data / "kept.db").is_file():
        raise SettingWrong(
            f"{data} has no queue of a kiosk; name its folder by --data."
        )
    store = KeptStore(data)
    try:
        return store.everything()
    except NotKept as problem:
        raise SettingWrong(
            f"The queue in {data} cannot be read ({problem}). If the disk is broken or"
            " read-only, copy the folder elsewhere and name the copy."
        ) from problem
    finally:
        store.close()


def _as_sent(entry: KeptEntry) -> KeptCheckIn:
    return KeptCheckIn(
        request_id=entry.request_id,
        sealed=entry.sealed,
        offline=Offline(
            boot_id=entry.boot_id,
            skipped=[Skipped(skipped) for skipped in entry.skipped],
        ),
    )
