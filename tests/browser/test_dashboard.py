"""Every page of the dashboard in a real browser: readable, reachable, whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.dashboard_scenes import (
    NARROW,
    SCENES,
    WIDE,
    House,
    Scene,
    open_house,
)
from tests.fakes.lobby import RECEPTION

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("dashboard")]
SIZES = (NARROW, (320, 640), (768, 1024), WIDE)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A busy morning in a running server."""
    folder: Path = tmp_path_factory.mktemp("house")
    with open_house(folder) as opened:
        yield opened


def name_of(scene: Scene) -> str:
    return scene.name


def serious(page: Page, *rules: str) -> list[object]:
    """What axe finds that keeps somebody from using the page; by all rules, or some."""
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    found = Axe().run(page, options=options).response["violations"]
    return [
        (one["id"], [node["target"] for node in one["nodes"]])
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


def width_at(page: Page, width: int, height: int) -> int:
    """How wide the page is in a window of this size."""
    page.set_viewport_size({"width": width, "height": height})
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize("scene", SCENES, ids=name_of)
def test_a_page_is_accessible_and_says_no_word_in_the_console(
    house: House, scene: Scene
):
    """Everybody can use the page, by day and by night, and the browser is content."""
    complaints: list[str] = []
    with house.signed_in(scene.user) as context:
        page = context.new_page()
        page.on("console", lambda said: complaints.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda problem: complaints.append(str(problem)))
        page.goto(house.address(scene))
        by_day = serious(page)
        page.emulate_media(color_scheme="dark")
        # Night changes colours, and nothing else.
        by_night = serious(page, "color-contrast")

    lost = {"not-yours": "403", "not-there": "404", "on-phone-gone": "404"}
    expected = lost.get(scene.name)
    assert (by_day, by_night) == ([], [])
    assert [said for said in complaints if not expected or expected not in said] == []


@pytest.mark.parametrize("scene", SCENES, ids=name_of)
def test_a_page_never_scrolls_sideways(house: House, scene: Scene):
    """On a phone and on a desk, everything fits the width, in German too."""
    with house.signed_in(scene.user, size=NARROW, language="de") as context:
        page = context.new_page()
        page.goto(house.address(scene))
        wide = {width: width_at(page, width, height) for width, height in SIZES}

    assert {width: found for width, found in wide.items() if found > width} == {}


def test_everything_is_reached_by_keyboard(house: House):
    """The receptionist gets from the top of Today to a visit without a mouse."""
    with house.signed_in(RECEPTION) as context:
        page = context.new_page()
        page.goto(f"{house.server.url}/today")
        reached: list[str] = []
        for _ in range(30):
            page.keyboard.press("Tab")
            reached.append(
                page.evaluate(
                    "(document.activeElement.getAttribute('aria-label')"
                    " ?? document.activeElement.textContent).trim()"
                )
            )

    assert any("Priya Nair" in words for words in reached)
    assert any("Invite" in words for words in reached)
