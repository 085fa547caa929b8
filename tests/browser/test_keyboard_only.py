"""A visitor who cannot touch the screen: everything by a keyboard that is plugged in."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.stage import (
    PATIENCE,
    Stage,
    heard,
    marked,
    open_kiosk,
    touch,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def page(stage: Stage, visitors: BrowserContext) -> Iterator[Page]:
    """The kiosk's page, on its welcome screen."""
    opened = open_kiosk(visitors, stage.told["kiosk_url"])
    yield opened
    _go_home(opened)
    opened.close()


def _go_home(page: Page) -> None:
    for _ in range(8):
        ways = [mark for mark in ("done", "home", "back") if marked(page, mark).count()]
        if marked(page, "walk-in").count() or not ways:
            return
        touch(page, ways[0])
        page.wait_for_timeout(700)


def says(page: Page, text: str) -> None:
    """Wait until a screen reader would say this."""
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end:
        if text in re.sub("[\u2066-\u2069]", "", heard(page)).replace("\u2011", "-"):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{text!r} is not among: {heard(page)}")


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(200)


def test_a_code_is_typed_without_touching_the_screen(stage: Stage, page: Page) -> None:
    """By keyboard alone: Tab to the button, Enter, and the six characters."""
    guest = stage.visitor("none")

    _press(page, "Tab", "Tab", "Enter")
    says(page, "Type your code")
    page.keyboard.type(guest["code"].lower(), delay=20)

    says(page, f"You are checked in, {guest['name'].split()[0]}")
    _press(page, "Tab", "Space")
    expect(marked(page, "walk-in")).to_be_attached(timeout=PATIENCE)


def test_a_walk_in_needs_no_touch_either(stage: Stage, page: Page) -> None:
    """By keyboard alone: name, Enter, the host by the arrows, and the last button."""
    _press(page, "Tab", "Enter")
    says(page, "What is your name?")
    _press(page, "Shift+Z", "o", "e")
    _press(page, "Enter")
    says(page, "Company and e-mail")
    _press(page, "Enter")
    says(page, "What brings you here?")
    _press(page, "Tab", "Tab", "Enter")
    says(page, "Did you come by car?")
    _press(page, "Shift+Tab", "Enter")
    says(page, "Who are you visiting?")
    page.keyboard.type("jonas we", delay=20)
    found = page.get_by_role("button", name=re.compile("Jonas Weber"))
    found.first.wait_for(state="attached", timeout=PATIENCE)
    _press(page, "ArrowDown", "Enter")
    says(page, "Is this right?")
    _press(page, "Shift+Tab", "Enter")

    says(page, "You are checked in, Zoe")


def test_escape_goes_back(stage: Stage, page: Page) -> None:
    """Escape does what the arrow does."""
    touch(page, "language")
    says(page, "Choose your language")

    _press(page, "Escape")

    expect(marked(page, "walk-in")).to_be_attached(timeout=PATIENCE)
