"""What is kept when a server is killed, its disk fails, or the power is cut.

Each is a small size of what `make soak` tries in full (docs/reliability.md).
"""

import errno
import io
import shutil
from pathlib import Path

import pytest
from typing_extensions import override

from admin_server.logs import LossyLog
from tests.soak.subjects import SUBJECTS
from tests.soak.tried import Tried

pytestmark = [
    pytest.mark.timeout(600),
    # They start servers one after the other: on one worker, others have the rest.
    pytest.mark.xdist_group("durability"),
]
needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace does the fault: `make test` has it"
)


async def _try(name: str, folder: Path) -> Tried:
    subject = SUBJECTS[name]
    return await subject.do(folder / name, count=subject.small)


@needs_strace
async def test_killed_while_saving(tmp_path: Path):
    """R2: killed at the first, middle and last write, no answered visitor is lost."""
    tried = await _try("kill-points", tmp_path)

    assert tried.is_well, tried
    assert tried.tried["kills"] >= 4
    assert tried.tried["answered"] == tried.tried["check-ins"]


async def test_killed_at_any_moment(tmp_path: Path):
    """R2: eight visitors at a time come through three kills, each of them once."""
    tried = await _try("random-kills", tmp_path)

    assert tried.is_well, tried
    assert tried.tried["answered"] == tried.tried["check-ins"] > 0


@needs_strace
async def test_a_failing_disk(tmp_path: Path):
    """R6: who cannot be saved is told so, and is welcome as soon as it works again."""
    tried = await _try("disk-fails", tmp_path)

    assert tried.is_well, tried
    assert tried.tried["refused with 503"] > 0
    assert tried.tried["answered"] == tried.tried["check-ins"]


async def test_a_full_disk(tmp_path: Path):
    """R6: a disk that is full to the last byte, log and all, stops nobody for good."""
    tried = await _try("disk-full", tmp_path)

    assert tried.is_well, tried
    assert tried.left_out or tried.tried["refused with 503"] > 0


@needs_strace
async def test_a_power_cut(tmp_path: Path):
    """R8: cut at any moment, the database opens and has whoever was answered."""
    tried = await _try("power-cut", tmp_path)

    assert tried.is_well, tried
    assert tried.tried["power cuts"] > tried.tried["steps"] > 100


@needs_strace
async def test_a_power_cut_at_a_kiosk(tmp_path: Path):
    """R8: cut at any moment, the kiosk's queue opens and has whoever was told."""
    tried = await _try("kiosk-power-cut", tmp_path)

    assert tried.is_well, tried
    assert tried.tried["power cuts"] > tried.tried["steps"] > 50


async def test_an_upgrade_that_is_killed(tmp_path: Path):
    """R14: killed before any statement, kiosk and server start again with everything."""
    tried = await _try("upgrade", tmp_path)

    assert tried.is_well, tried
    assert tried.tried["kills at a kiosk"] > 10
    assert tried.tried["kills at a server"] > 10


class _FullDisk(io.StringIO):
    """A file on a disk that has no room, until somebody makes some."""

    full = True

    @override
    def write(self, text: str, /) -> int:
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(text)

    @override
    def flush(self) -> None:
        self.write("")


def test_a_log_without_room_stops_nobody():
    """Saying that the disk is full must not end the thread that saves visits."""
    disk = _FullDisk()
    log = LossyLog(disk)

    print("no room", file=log, flush=True)
    disk.full = False
    print("room again", file=log, flush=True)

    assert disk.getvalue().endswith("room again\n")
