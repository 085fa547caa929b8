"""Badges in a real browser: one label on paper, an order from the sheet, live printers."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.dashboard_scenes import House, open_house
from tests.fakes.lobby import RECEPTION, SITE_ADMIN
from tests.fakes.printers import says

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("dashboard")]
_POINTS = 72 / 25.4


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A busy morning in a running server."""
    folder: Path = tmp_path_factory.mktemp("badges")
    with open_house(folder) as opened:
        yield opened


def sheet(house: House, page: Page) -> None:
    """Open the sheet of somebody on site."""
    page.goto(f"{house.server.url}/visits/{house.names['omar']}")


def test_a_browser_prints_exactly_one_label(house: House):
    """What comes out of the browser's printer is the badge, on paper of its size."""
    with house.signed_in(RECEPTION) as context:
        page = context.new_page()
        page.goto(f"{house.server.url}/visits/{house.names['omar']}/badge/print")

        paper = page.pdf(prefer_css_page_size=True)

    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)
    width, height = (float(side) for side in boxes[0])
    assert len(boxes) == 1
    # Chromium counts paper in whole dots of the screen.
    assert width == pytest.approx(100 * _POINTS, abs=1)
    assert height == pytest.approx(62 * _POINTS, abs=1)


def test_a_badge_is_ordered_over_the_sheet(house: House):
    """The choice of printers opens over the list; afterwards the sheet says it waits."""
    with house.signed_in(RECEPTION) as context:
        page = context.new_page()
        sheet(house, page)

        page.get_by_role("button", name="Print badge").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Front desk").check()
        dialog.get_by_role("button", name="Print badge").click()

        expect(page.locator("#sheet")).to_contain_text(
            "The badge waits for the printer"
        )


def test_a_printer_in_trouble_is_seen_at_once(house: House):
    """R12: nobody has to load the page again to read that the labels are out."""
    with house.signed_in(SITE_ADMIN) as context:
        kiosks, today = context.new_page(), context.new_page()
        kiosks.goto(f"{house.server.url}/kiosks")
        today.goto(f"{house.server.url}/today")
        expect(kiosks.locator("#kiosks")).to_contain_text("Labels run low")

        house.server.run(says(house.server.lobby, "jam"))

        expect(kiosks.locator("#kiosks")).to_contain_text("Labels jammed")
        expect(today.locator("#waits")).to_contain_text("A label is stuck.")
