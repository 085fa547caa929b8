"""The lobby that most server tests stand in."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.lobby import Lobby, open_lobby


@pytest.fixture
async def lobby(tmp_path: Path) -> AsyncIterator[Lobby]:
    """A running server with one tenant's lobby."""
    async with open_lobby(tmp_path) as opened:
        yield opened
