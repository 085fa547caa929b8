"""Reception's first page with a full day, in a real browser beside an empty page."""

import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from admin_server.core.invitations import Asked, invite
from admin_server.core.ports import Nouns
from admin_server.security.chance import CHANCE
from shared.check_in import VisitState
from tests.bench.measured import ROUNDS, Measured, median
from tests.browser.stage import CHROMIUM, FLAGS
from tests.fakes.busy_day import MORNING
from tests.fakes.dashboard_server import DashboardServer, open_dashboard
from tests.fakes.lobby import HOUSE, JONAS, RECEPTION

_EMPTY = "/sign-in"
"""The lightest page that has the same styles and script."""
_PAINTED = """() => new Promise(done => {
  const seen = performance.getEntriesByName('first-contentful-paint')[0];
  requestAnimationFrame(() => setTimeout(() => done(seen ? seen.startTime : 0)));
})"""


def measure() -> list[Measured]:
    """Measure first paints, and how soon a change shows on another dashboard."""
    found = []
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for visits in (500, 5000):
            with (
                TemporaryDirectory() as folder,
                open_dashboard(Path(folder), now=MORNING) as server,
            ):
                _fill(server, visits)
                found.append(_paint(browser, server, visits))
                if not found[1:]:
                    found.append(_news(browser, server))
        browser.close()
    return found


def _fill(server: DashboardServer, visits: int) -> None:
    def some(nouns: Nouns, start: int) -> None:
        for number in range(start, min(start + 250, visits)):
            arrival = MORNING + timedelta(minutes=5 + number % 480)
            asked = Asked(
                name=f"Guest Number {number}",
                host=JONAS.id,
                site=HOUSE.id,
                arrival=arrival,
                departure=arrival + timedelta(hours=1),
            )
            invite(nouns, asked, now=MORNING - timedelta(days=1), chance=CHANCE)

    for start in range(0, visits, 250):
        server.do(lambda nouns, start=start: some(nouns, start))


def _paint(browser: Browser, server: DashboardServer, visits: int) -> Measured:
    full = []
    for _ in range(ROUNDS):
        context = browser.new_context(base_url=server.url)
        context.add_cookies([server.cookie(RECEPTION)])
        page = context.new_page()
        page.goto(_EMPTY)
        full.append(_time_to_paint(page, "/today"))
        context.close()
    return Measured(
        f"today-{visits}-visits",
        f"Today with {visits} visits: first contentful paint",
        median(full),
        "≤ 1000",
        "ms",
        "Chromium on the machine of the server; the styles are in its cache already",
    )


def _time_to_paint(page: Page, path: str) -> float:
    page.goto(path)
    return float(page.evaluate(_PAINTED))


def _news(browser: Browser, server: DashboardServer) -> Measured:
    context = browser.new_context(base_url=server.url)
    context.add_cookies([server.cookie(RECEPTION)])
    page = context.new_page()
    page.goto("/today")
    page.wait_for_timeout(1000)
    took = []
    for number in range(ROUNDS):
        name = f"Late Comer {number}"
        server.do(lambda nouns, name=name: _come_in(nouns, name))
        began = time.perf_counter()
        page.get_by_text(name).first.wait_for(state="attached", timeout=20_000)
        took.append((time.perf_counter() - began) * 1000)
    context.close()
    return Measured(
        "today-news",
        "a change is on another open dashboard (500 visits) after",
        median(took),
        "≤ 1000",
        "ms",
        "from the commit of a new visit to its row in Chromium",
    )


def _come_in(nouns: Nouns, name: str) -> None:
    asked = Asked(
        name=name,
        host=JONAS.id,
        site=HOUSE.id,
        arrival=MORNING,
        departure=MORNING + timedelta(hours=1),
    )
    invitation = invite(nouns, asked, now=MORNING, chance=CHANCE)
    visit = nouns.visits.get(invitation.visit)
    if visit is not None:
        # Expected right now, so that it stands on the first page of the list.
        nouns.visits.put(replace(visit, state=VisitState.EXPECTED))
