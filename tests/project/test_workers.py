"""Tests that share a server or a browser run on one worker, or each would start its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

GROUPED = Path(__file__).with_name("grouped.py")


@pytest.mark.timeout(120)
def test_a_group_stays_on_one_worker(tmp_path: Path):
    """Six tests of one group run on the same one of two workers."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", str(GROUPED), "-q", "--no-cov"]

    subprocess.run(
        [*command, "-n", "2", "--dist", "loadgroup", "-p", "no:cacheprovider"],
        env={**kept, "GROUPED": str(tmp_path)},
        cwd=GROUPED.parents[2],
        check=True,
        capture_output=True,
    )
    workers = [file.read_text() for file in tmp_path.iterdir()]

    assert len(workers) == 6
    assert len(set(workers)) == 1
