"""The front desk that every journey begins at."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.front_desk import FrontDesk, open_front_desk


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[FrontDesk]:
    """A kiosk with a reader and a printer, and the server it talks to."""
    async with open_front_desk(tmp_path) as opened:
        yield opened
