"""Names in every script, drawn by the real browser with the fonts of this machine."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Page

from kiosk_app.journey.states import Completed
from tests.browser.screenshots import DeskThread, browser_page, kiosk
from tests.fakes.scene import ROOM_A, Scene, reply

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("browser"),
]
_TITLE = (60, 20, 780, 64)


@pytest.fixture(scope="module")
def served() -> Iterator[DeskThread]:
    with kiosk() as thread:
        yield thread


@pytest.fixture(scope="module")
def page(served: DeskThread) -> Iterator[Page]:
    with browser_page(served.port) as opened:
        yield opened


def _title(served: DeskThread, page: Page, name: str) -> bytes:
    said = Completed(reply=reply(name), room=ROOM_A)
    served.show(Scene("completed", said), "en")
    page.wait_for_timeout(1500)  # a font of one script is fetched when it is needed
    picture = Image.open(io.BytesIO(page.screenshot()))
    return picture.crop(_TITLE).convert("L").tobytes()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("山田太郎", "佐藤花子"),
        ("李伟", "王芳"),
        ("김민수", "박서연"),
        ("मीना", "राजू"),
        ("สมชาย", "มานีย"),
        ("سارة", "خالد"),
        ("דויד", "שרהה"),
        ("😀", "🚀"),
    ],
)
def test_a_name_is_drawn_in_its_own_signs(
    served: DeskThread, page: Page, one: str, other: str
) -> None:
    """Two visitors with names of the same length do not both read a row of boxes."""
    first = _title(served, page, one)

    second = _title(served, page, other)

    assert first != second
