"""Reception's first page in a real browser: live, by keyboard, side by side."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from admin_server.core.visits import Invitation
from shared.check_in import VisitState
from tests.browser.stage import CHROMIUM, FLAGS
from tests.fakes.dashboard_server import DashboardServer, open_dashboard
from tests.fakes.lobby import RECEPTION, TENANT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(120),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DashboardServer]:
    with open_dashboard(tmp_path_factory.mktemp("today")) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def desk(server: DashboardServer, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_cookies([server.cookie(RECEPTION)])
    yield context.new_page()
    context.close()


def expect_visitor(server: DashboardServer, name: str, *, minutes: int) -> Invitation:
    arrival = server.lobby.clock.now() + timedelta(minutes=minutes)
    return server.run(server.lobby.expect(name, arrival=arrival))


def becomes(server: DashboardServer, visit: Invitation, state: VisitState) -> None:
    server.do(lambda nouns: nouns.visits.set_state(visit.visit, state), tenant=TENANT)


def live(desk: Page, server: DashboardServer, path: str = "/today") -> None:
    """Open a list and wait until it listens."""
    with desk.expect_response(lambda answer: "portico-live" in answer.request.headers):
        desk.goto(f"{server.url}{path}")


def test_a_new_visit_appears_by_itself(server: DashboardServer, desk: Page):
    """A visit that a colleague enters is on the screen without anybody reloading."""
    live(desk, server)

    expect_visitor(server, "Mara Lindt", minutes=1)

    expect(desk.get_by_role("link", name="Mara Lindt")).to_be_visible()
    expect(desk.locator("[data-count=expected]")).to_have_text("1")


def test_a_row_under_the_pointer_does_not_move(server: DashboardServer, desk: Page):
    """Whoever is about to press a button presses the one they aimed at."""
    expect_visitor(server, "Late Riser", minutes=60)
    live(desk, server)
    row = desk.locator("#rows tr", has_text="Late Riser")
    row.hover()
    before = row.bounding_box()

    expect_visitor(server, "Early Bird", minutes=1)

    rows = desk.locator("#rows tr")
    expect(rows).to_have_count(2)
    assert row.bounding_box() == before
    desk.mouse.move(640, 780)
    desk.mouse.move(640, 20)
    expect(rows.first).to_contain_text("Early Bird")


def test_the_focus_survives_a_change(server: DashboardServer, desk: Page):
    """Whoever works by keyboard stays where they are when the list changes."""
    visit = expect_visitor(server, "Mara Lindt", minutes=1)
    live(desk, server)
    desk.keyboard.press("j")

    becomes(server, visit, VisitState.CANCELLED)

    expect(desk.locator("#rows .chip.cancelled")).to_be_visible()
    expect(desk.get_by_role("link", name="Mara Lindt")).to_be_focused()


def test_the_sheet_opens_and_closes_by_keyboard(server: DashboardServer, desk: Page):
    """A visit opens with Enter, closes with Escape, and the focus is back."""
    visit = expect_visitor(server, "Mara Lindt", minutes=1)
    live(desk, server)

    desk.keyboard.press("j")
    desk.keyboard.press("Enter")

    expect(desk.get_by_role("heading", name="Mara Lindt")).to_be_focused()
    assert desk.url == f"{server.url}/visits/{visit.visit}"
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("link", name="Mara Lindt")).to_be_focused()
    assert desk.url == f"{server.url}/today"


def test_the_search_survives_a_change(server: DashboardServer, desk: Page):
    """What was typed into the search stays, filters new rows, and is in no address."""
    expect_visitor(server, "Mara Lindt", minutes=1)
    expect_visitor(server, "Tom Vidal", minutes=2)
    live(desk, server)
    desk.keyboard.press("/")
    desk.keyboard.type("Lindt")
    shown = desk.locator("#rows tr:visible")
    expect(shown).to_have_count(1)

    expect_visitor(server, "Ewa Lindtová", minutes=3)
    expect_visitor(server, "Li Wei", minutes=4)

    expect(desk.locator("#rows tr")).to_have_count(4)
    expect(shown).to_have_count(2)
    expect(desk.get_by_role("searchbox")).to_have_value("Lindt")
    assert "Lindt" not in desk.url


def test_nobody_fits_and_the_search_is_cleared(server: DashboardServer, desk: Page):
    """A search that finds nobody says so, and is cleared with one press."""
    expect_visitor(server, "Mara Lindt", minutes=1)
    live(desk, server)
    desk.keyboard.press("/")
    desk.keyboard.type("zzz")
    expect(desk.get_by_text("No one matches “zzz”.")).to_be_visible()

    desk.get_by_role("button", name="Clear the search").click()

    expect(desk.get_by_role("link", name="Mara Lindt")).to_be_visible()


def test_a_check_in_shows_the_network_on_top(server: DashboardServer, desk: Page):
    """After a check-in the guest network lies over the list until it is done."""
    expect_visitor(server, "Mara Lindt", minutes=1)
    live(desk, server)

    desk.get_by_role("button", name="Check in Mara Lindt").click()

    expect(desk.get_by_role("dialog")).to_contain_text("lake-4827-mint")
    desk.get_by_role("dialog").get_by_role("button", name="Done").click()
    expect(desk.get_by_role("dialog")).to_have_count(0)
    expect(desk.locator("[data-count=on_site]")).to_have_text("1")
    assert desk.url == f"{server.url}/today"
    assert "lake-4827-mint" not in desk.content()


def test_a_page_without_a_line_says_so(server: DashboardServer, desk: Page):
    """A page that hears nothing more says since when, and recovers by itself."""
    expect_visitor(server, "Mara Lindt", minutes=1)
    live(desk, server)

    desk.context.set_offline(offline=True)

    expect(desk.get_by_text("Not live since")).to_be_visible()
    desk.context.set_offline(offline=False)
    expect(desk.get_by_text("Not live since")).to_be_hidden(timeout=15_000)


def test_the_keys_are_listed(server: DashboardServer, desk: Page):
    """Whoever presses the question mark reads which keys there are."""
    live(desk, server)

    desk.keyboard.press("?")

    expect(desk.get_by_role("dialog")).to_contain_text("Next and previous row")
