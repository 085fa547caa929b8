"""A courier and a visitor without a host at the real kiosk: a person hears of both."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.stage import (
    PATIENCE,
    Stage,
    marked,
    open_kiosk,
    touch,
    touch_at,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.xdist_group("browser"),
]
SENT_WITHIN = 30_000
"""Milliseconds: a call that was not answered is sent again every five seconds."""


@pytest.fixture(scope="module")
def shown(stage: Stage, visitors: BrowserContext) -> Page:
    return open_kiosk(visitors, stage.told["kiosk_url"])


def _shows(page: Page, mark: str) -> None:
    expect(marked(page, mark)).to_be_attached(timeout=PATIENCE)


def _says(page: Page, title: str, *, within: int = PATIENCE) -> None:
    heading = page.get_by_role("heading", name=title)
    expect(heading).to_be_attached(timeout=within)


def _mail(stage: Stage, page: Page, subject: str) -> str:
    """Wait for a mail with these words in its subject, and give all of it."""
    for _ in range(60):
        found = [mail for mail in stage.mails() if subject in mail["subject"]]
        if found:
            return str(found[-1])
        page.wait_for_timeout(250)
    raise AssertionError(f"no mail says {subject!r}")


def test_a_courier_tells_a_host_and_goes(stage: Stage, shown: Page) -> None:
    """The host reads in their mail how many parcels lie at reception."""
    page = shown

    touch(page, "delivery")
    _shows(page, "key-space")
    page.keyboard.type("jonas we", delay=15)
    found = page.get_by_role("button", name=re.compile("Jonas Weber"))
    found.first.wait_for(state="attached", timeout=PATIENCE)
    touch_at(page, found)
    touch(page, "more")
    touch(page, "tell")

    _says(page, "We are telling Jonas Weber")
    assert "2 parcels" in _mail(stage, page, "2 parcels")
    touch(page, "done")


def test_a_visitor_who_finds_no_host_calls_reception(stage: Stage, shown: Page) -> None:
    """Offline the screen says so; once the server is back somebody is told who waits."""
    page = shown

    touch(page, "walk-in")
    _shows(page, "field-name")
    page.keyboard.type("Zoe", delay=15)
    touch(page, "next")
    _shows(page, "field-company")
    touch(page, "next")
    touch_at(page, page.get_by_role("button", name="Meeting"))
    touch_at(page, page.get_by_role("button", name="Skip"))
    _shows(page, "field-host")
    page.keyboard.type("nobody here", delay=15)
    _shows(page, "call")
    with stage.frozen("admin_server serve"):
        touch(page, "call")
        _says(page, "We are offline. Nobody has been called yet.")
    _says(page, "Reception is coming", within=SENT_WITHIN)

    assert "nobody here" in _mail(stage, page, "Somebody waits").casefold()
    touch(page, "done")
