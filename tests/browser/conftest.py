"""One demo for all who drive the real kiosk; each module has a browser of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.stage import Stage, open_browser, open_stage


@pytest.fixture(scope="session")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The demo, whole: nobody takes the same visitor twice."""
    with open_stage(tmp_path_factory.mktemp("demo") / "data") as opened:
        yield opened


@pytest.fixture(scope="module")
def visitors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """The browser in the lobby; while it is open, no test can have a loop of its own."""
    with open_browser(tmp_path_factory.mktemp("chromium")) as context:
        yield context
