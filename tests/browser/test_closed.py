"""A lobby outside its opening hours, in real Chromium on a touchscreen."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from admin_server.core.changes import tell_kiosks
from admin_server.core.places import Hours
from kiosk_app.runners.kiosk import tell_time
from tests.browser.browsed_desk import BrowsedDesk
from tests.browser.stage import PATIENCE, heard, marked, open_browser, open_kiosk
from tests.fakes.lobby import HOUSE, TENANT, Lobby

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("browser"),
]


async def _close(lobby: Lobby) -> None:
    """Open on one day a week only, and not today: not even where today begins late."""
    day = (tell_time().weekday() + 3) % 7
    await _keep_hours(lobby, Hours(day, time(9, 0), time(17, 0)))


async def _open(lobby: Lobby) -> None:
    await _keep_hours(lobby)


async def _keep_hours(lobby: Lobby, *hours: Hours) -> None:
    def work(nouns):
        nouns.sites.put(replace(HOUSE, hours=hours))
        tell_kiosks(nouns, (HOUSE.id,), at=tell_time())

    await lobby.store.for_tenant(TENANT).write(work)


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[BrowsedDesk]:
    folder = tmp_path / "house"
    folder.mkdir()
    with BrowsedDesk(folder, before=_close).open() as opened:
        yield opened


@pytest.fixture
def page(kiosk: BrowsedDesk, tmp_path: Path) -> Iterator[Page]:
    with open_browser(tmp_path / "chromium") as context:
        yield open_kiosk(context, f"http://127.0.0.1:{kiosk.port}/", first="language")


def test_a_closed_house_opens(kiosk: BrowsedDesk, page: Page) -> None:
    """Outside opening hours nobody checks in; once it opens, the first page is back."""
    expect(marked(page, "walk-in")).to_have_count(0, timeout=PATIENCE)
    closed = heard(page)

    kiosk.do(_open)
    expect(marked(page, "walk-in")).to_be_attached(timeout=PATIENCE)

    assert "We are closed" in closed
    assert "9:00" in closed
    assert "We are closed" not in heard(page)
