"""The walk by which the documents' pictures of the calendar pages are drawn."""

from pathlib import Path

import pytest

from admin_server.core.errors import ConsentNeeded, ConsentReason
from tests.browser.calendar_pictures import (
    CALENDAR,
    connect,
    draw,
    sign_in,
    walking,
)
from tests.fakes.lobby import ADMIN

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(180),
    pytest.mark.xdist_group("dashboard"),
]
PICTURES = Path(__file__).parents[2] / "docs/pictures"


def test_every_picture_is_drawn_again(tmp_path: Path):
    """Whoever changes a page can draw its picture anew, and gets the same ones."""
    draw(tmp_path)

    drawn = {one.name for one in tmp_path.iterdir()}
    assert drawn == {one.name for one in PICTURES.glob("calendar-*.png")}


def test_a_long_approval_address_stays_within_the_page():
    """On the rooms' page, a phone shows the whole link that IT has to forward (B37)."""
    with walking() as walk:
        sign_in(walk, ADMIN)
        walk.go(f"{CALENDAR}/connect/microsoft")
        connect(walk)
        walk.provider.fail_with = ConsentNeeded(
            ConsentReason.PERMISSION_MISSING, "Place.Read.All is needed for rooms"
        )
        walk.go(f"{CALENDAR}/rooms")
        walk.press("Ask the calendar for rooms")
        said = walk.page.locator("main").inner_text()
        walk.page.set_viewport_size({"width": 390, "height": 844})
        wide = walk.page.evaluate("document.documentElement.scrollWidth")

    assert "v2.0/adminconsent" in said
    assert wide == 390
