from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hardware.lines import Plug


@pytest.fixture
def plug(tmp_path: Path) -> Iterator[Plug]:
    plug = Plug(tmp_path / "scanner")
    yield plug
    plug.pull()
