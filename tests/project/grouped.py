"""Four tests that belong to one worker; `test_workers` runs them in a run of their own."""

import os
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("together")


@pytest.mark.parametrize("number", range(6))
def test_says_who_runs_it(number: int):
    """Leave the worker's name where the one who asked looks for it."""
    place = Path(os.environ["GROUPED"])

    (place / str(number)).write_text(os.environ["PYTEST_XDIST_WORKER"])

    assert place.is_dir()
