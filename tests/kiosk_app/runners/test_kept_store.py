"""What lies on the kiosk's disk: sealed, in order, and through every accident."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from kiosk_app.runners.kept_store import KeptEntry, KeptStore, NotKept

BOOT = UUID(int=3)
NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
KEEPER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from kiosk_app.runners.kept_store import KeptEntry, KeptStore

store, number = KeptStore(Path(sys.argv[1])), int(sys.argv[2])
while True:
    number += 1
    store.keep(KeptEntry(
        UUID(int=number), "x" * 900, UUID(int=3), number, datetime.now(UTC)
    ))
    print(number, flush=True)
"""


def entry(number: int = 1, sealed: str = "sealed") -> KeptEntry:
    """Make a check-in that waits."""
    return KeptEntry(UUID(int=number), sealed, BOOT, number, NINE, ("room", "host"))


@pytest.fixture
def folder(tmp_path):
    """The kiosk's data folder, not made yet."""
    return tmp_path / "kiosk"


@pytest.fixture
def store(folder):
    """A kiosk's store."""
    opened = KeptStore(folder)
    yield opened
    opened.close()


def test_check_ins_wait_in_their_order(store):
    """Who came first is sent first."""
    store.keep(entry(2))
    store.keep(entry(1))
    store.keep(entry(3))

    assert store.oldest(2) == [entry(2), entry(1)]
    assert store.waiting == 3


def test_the_same_check_in_waits_once(store):
    """Keeping a check-in again changes nothing."""
    store.keep(entry(1))
    store.keep(entry(1))

    assert store.waiting == 1


def test_what_waited_is_there_after_a_restart(store, folder):
    """A power cut between check-in and server loses nobody."""
    store.keep(entry(1))
    store.close()

    again = KeptStore(folder)

    assert again.oldest(9) == [entry(1)]
    again.close()


def test_what_the_server_has_is_forgotten(store):
    """Only what the server has goes; what it cannot read stays, out of the way."""
    store.keep(entry(1))
    store.keep(entry(2))
    store.keep(entry(3))

    store.settle([UUID(int=1)], [UUID(int=2)])

    assert store.oldest(9) == [entry(3)]
    assert store.waiting == 1


def test_only_the_kiosks_user_can_read_the_files(store, folder):
    """Nobody else on the machine reads what waits."""
    store.keep(entry(1))

    modes = {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}

    assert modes == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_the_server_told_is_read_with_the_token_only(store, folder):
    """Check 8: neither `strings` nor another token finds a name on the disk."""
    store.note("roster", '{"host": "Jonas Weber"}', token="ours")

    assert store.told("roster", token="ours") == '{"host": "Jonas Weber"}'
    assert store.told("roster", token="another") is None
    assert store.told("configuration", token="ours") is None
    assert b"Jonas" not in _all_bytes(folder)


def test_what_is_wiped_leaves_nothing(store, folder):
    """R16: what was wiped is gone from the file and its log; check-ins stay."""
    store.keep(entry(1))
    store.note("roster", "told", token="ours")
    box = _box(folder)

    store.forget("roster")

    assert store.told("roster", token="ours") is None
    assert box not in _all_bytes(folder)
    assert store.waiting == 1


def test_a_full_disk_keeps_nothing_and_works_again_by_itself(store, folder):
    """R6: what was acknowledged stays; with room again the next one is kept."""
    store.keep(entry(1))
    store._opened.execute("PRAGMA max_page_count = 8")

    with pytest.raises(NotKept):
        store.keep(entry(2, "x" * 100_000))

    store.keep(entry(3, "x" * 100_000))
    assert [kept.request_id.int for kept in store.oldest(9)] == [1, 3]


def test_a_folder_that_cannot_be_used_is_said_so(tmp_path):
    """Without a place to keep anything, nobody is told that they are in."""
    (tmp_path / "file").write_text("in the way")
    store = KeptStore(tmp_path / "file" / "kiosk")

    with pytest.raises(NotKept):
        store.keep(entry(1))

    assert store.waiting == 0


def test_a_broken_file_is_said_so(folder):
    """A file that is no database is left for a person to look at."""
    folder.mkdir()
    (folder / "kept.db").write_text("nonsense " * 1000)
    store = KeptStore(folder)

    with pytest.raises(NotKept):
        store.oldest(1)


def test_a_write_that_another_process_holds_up_is_not_lost(store, folder):
    """Somebody who looks into the file does no harm."""
    store.keep(entry(1))
    other = sqlite3.connect(folder / "kept.db")

    assert other.execute("SELECT count(*) FROM check_ins").fetchone() == (1,)
    store.keep(entry(2))

    other.close()
    assert store.waiting == 2


@pytest.mark.parametrize("after", [0.0, 0.004, 0.011, 0.027])
def test_a_kill_at_any_moment_loses_nothing_that_was_acknowledged(folder, after):
    """R2: killed in the middle of writing, every acknowledged check-in is there."""
    acknowledged = _killed(folder, after)

    again = KeptStore(folder)
    kept = [one.request_id.int for one in again.oldest(100_000)]

    assert kept[: len(acknowledged)] == acknowledged
    assert len(kept) - len(acknowledged) in (0, 1)
    assert again._opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    again.close()


def _killed(folder: Path, after: float) -> list[int]:
    with subprocess.Popen(
        [sys.executable, "-c", KEEPER, str(folder), "0"], stdout=subprocess.PIPE
    ) as keeper:
        first = keeper.stdout.readline()
        time.sleep(after)  # noqa: TID251 - a process of its own is given some time
        os.kill(keeper.pid, signal.SIGKILL)
        rest = keeper.stdout.read()
    # The last line may be half: what was not said whole was not acknowledged.
    return [int(line) for line in (first + rest).split(b"\n")[:-1]]


def _box(folder: Path) -> bytes:
    reading = sqlite3.connect(folder / "kept.db")
    box = reading.execute("SELECT box FROM told").fetchone()[0]
    reading.close()
    return bytes(box)


def _all_bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())
