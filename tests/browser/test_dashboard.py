"""Every page of the dashboard in a real browser: readable, reachable, whole."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from admin_server.core.users import User
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
PLACE = MappingProxyType({"en": WIDE, "de": NARROW})
SIZES = (NARROW, (320, 640), (768, 1024), WIDE)
_SERIOUS = """options => axe.run(options).then(found => found.violations
  .filter(one => ['serious', 'critical'].includes(one.impact))
  .map(one => [one.id, one.nodes.map(node => node.target)]))"""


@dataclass(frozen=True)
class Desk:
    """A browser in which somebody is signed in, and what it complained about."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """Note what the console says from now on."""
        self.page.on(
            "console", lambda said: self.complaints.append(f"{said.type}: {said.text}")
        )
        self.page.on("pageerror", lambda problem: self.complaints.append(str(problem)))


@dataclass(frozen=True)
class Desks:
    """One browser for each person and language, who go from scene to scene in it.

    To open one that nobody has used yet takes longer than most pages do.
    """

    house: House
    after: ExitStack
    made: dict[tuple[str, str], Desk] = field(default_factory=dict)

    def open(self, scene: Scene, language: str = "en") -> Desk:
        """Go to a scene, by day: in English on a desk, in German on a phone."""
        desk = self._desk(scene.user, language)
        width, height = PLACE[language]
        desk.page.set_viewport_size({"width": width, "height": height})
        desk.page.emulate_media(color_scheme="light")
        desk.complaints.clear()
        desk.page.goto(self.house.address(scene))
        return desk

    def _desk(self, user: User | None, language: str) -> Desk:
        key = (user.id if user else "", language)
        if key not in self.made:
            opened = self.house.signed_in(user, size=PLACE[language], language=language)
            self.made[key] = Desk(self.after.enter_context(opened).new_page())
            self.made[key].listen()
        if user:
            speaking = replace(user, language=language)
            self.house.server.do(lambda nouns: nouns.users.put(speaking))
        return self.made[key]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A busy morning in a running server."""
    folder: Path = tmp_path_factory.mktemp("house")
    with open_house(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def desks(house: House) -> Iterator[Desks]:
    """Nothing is changed at them: each scene is as if nobody had been there before."""
    with ExitStack() as after:
        yield Desks(house, after)


def name_of(scene: Scene) -> str:
    return scene.name


def serious(page: Page, *rules: str) -> list[object]:
    """What axe finds that keeps somebody from using the page; by all rules, or some."""
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    return list(page.evaluate(_SERIOUS, options))


def lay_axe(page: Page) -> None:
    """Bring axe into the page, in which it stays until another is opened."""
    page.evaluate(Axe().axe_script)


def width_at(page: Page, width: int, height: int) -> int:
    """How wide the page is in a window of this size."""
    page.set_viewport_size({"width": width, "height": height})
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize("scene", SCENES, ids=name_of)
def test_a_page_is_accessible_and_says_no_word_in_the_console(
    desks: Desks, scene: Scene
):
    """Everybody can use the page, by day and by night, and the browser is content."""
    desk = desks.open(scene)

    lay_axe(desk.page)
    by_day = serious(desk.page)
    desk.page.emulate_media(color_scheme="dark")
    # Night changes colours, and nothing else.
    by_night = serious(desk.page, "color-contrast")

    lost = {"not-yours": "403", "not-there": "404", "on-phone-gone": "404"}
    expected = lost.get(scene.name)
    left = [said for said in desk.complaints if not expected or expected not in said]
    assert (by_day, by_night) == ([], [])
    assert left == []


@pytest.mark.parametrize("scene", SCENES, ids=name_of)
def test_a_page_never_scrolls_sideways(desks: Desks, scene: Scene):
    """On a phone and on a desk, everything fits the width, in German too."""
    page = desks.open(scene, "de").page

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
