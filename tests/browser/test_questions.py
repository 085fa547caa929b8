"""A walk-in at a site that asks for more, in real Chromium on a touchscreen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.browsed_desk import BrowsedDesk
from tests.browser.stage import (
    PATIENCE,
    heard,
    marked,
    open_browser,
    open_kiosk,
    touch,
)
from tests.fakes.asking_house import ask_for_more, only_visit
from tests.fakes.lobby import JONAS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[BrowsedDesk]:
    folder = tmp_path / "house"
    folder.mkdir()
    with BrowsedDesk(folder, before=ask_for_more).open() as opened:
        yield opened


@pytest.fixture
def page(kiosk: BrowsedDesk, tmp_path: Path) -> Iterator[Page]:
    with open_browser(tmp_path / "chromium") as context:
        yield open_kiosk(context, f"http://127.0.0.1:{kiosk.port}/")


def _touch_keys(page: Page, text: str) -> None:
    for sign in text:
        touch(page, f"key-{sign}")


def _shows(page: Page, mark: str) -> None:
    expect(marked(page, mark)).to_be_attached(timeout=PATIENCE)


def test_a_contractor_answers_by_touch_alone(kiosk: BrowsedDesk, page: Page) -> None:
    """B27, C14: e-mail read back, phone, kind of visit, a question, host: then in."""
    touch(page, "walk-in")
    _shows(page, "key-Z")
    _touch_keys(page, "Zoe")
    touch(page, "next")
    _shows(page, "field-email")
    page.keyboard.type("zoe@gmial.com", delay=15)
    touch(page, "next")
    _shows(page, "suggestion")
    assert "Golf, Mike, India, Alfa" in heard(page)
    touch(page, "suggestion")
    expect(marked(page, "suggestion")).to_have_count(0, timeout=PATIENCE)
    touch(page, "email-right")
    _shows(page, "key-0")
    _touch_keys(page, "0441234567")
    touch(page, "next")
    touch(page, "row-contractor")
    _shows(page, "field-answer")
    page.keyboard.type("zh 4827", delay=15)
    touch(page, "next")
    touch(page, "row-yes")
    _shows(page, "field-purpose")
    touch(page, "next")
    _shows(page, "field-host")
    page.keyboard.type("webe", delay=15)
    touch(page, f"host-{JONAS.id}")
    touch(page, "check-in")
    _shows(page, "room-none")

    visit = kiosk.do(only_visit)
    assert visit.arrival.answers == {"plate": "zh 4827", "induction": "yes"}
    assert "You are checked in, Zoe" in heard(page)
