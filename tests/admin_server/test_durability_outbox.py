"""What becomes of messages when a server is killed, stopped, or loses its database.

Each is a small size of what `make soak` tries in full (docs/reliability.md).
"""

from pathlib import Path

import pytest

from tests.soak.subjects import SUBJECTS
from tests.soak.tried import Tried

pytestmark = [pytest.mark.timeout(600), pytest.mark.xdist_group("durability")]


async def _try(name: str, folder: Path) -> Tried:
    subject = SUBJECTS[name]
    return await subject.do(folder / name, count=subject.small)


async def test_killed_with_mails_on_the_wire(tmp_path: Path):
    """Eight hosts are being written to: all hear of it, and a repeat is marked."""
    tried = await _try("outbox-killed", tmp_path)

    assert tried.is_well, tried
    assert tried.tried["mails sent again, same Message-ID"] == 8


async def test_one_of_three_is_killed(tmp_path: Path):
    """Three servers share the mails; what the killed one had, the others send."""
    tried = await _try("three-workers", tmp_path)

    assert tried.is_well, tried
    assert tried.tried["on the killed one's wire"] > 0


async def test_two_servers_are_hurt(tmp_path: Path):
    """A server killed, or the lines to the database cut: visitors ask once more."""
    tried = await _try("two-servers", tmp_path)

    assert tried.is_well, tried
    assert tried.tried["answered"] == tried.tried["check-ins"] > 0
