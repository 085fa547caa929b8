"""Every screen in a real browser, with larger text and within low reach, measured."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Page

from kiosk_app.journey.states_comfort import Eased
from kiosk_app.theme.sizes import sizes_for
from tests.browser.screenshots import DeskThread, browser_page, kiosk
from tests.fakes.scenes import SCENES, Scene

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),
    # Mostly waiting: beside the other browser tests, not after them.
    pytest.mark.xdist_group("easy"),
]
SIZES = [(800, 480), (1280, 800), (800, 1280)]
SMALLEST = 48
# Staff only, and named so in the documents: the clock, which opens their page.
NOT_FOR_VISITORS = "clock"
# What is scrolled away is told as a place too: only what shows of it counts.
_READ = """() => Array.from(document.querySelectorAll('flt-semantics[role=button]'))
  .map(e => {
    let {left, top, right, bottom} = e.getBoundingClientRect();
    for (let up = e.parentElement; up; up = up.parentElement) {
      if (getComputedStyle(up).overflowY === 'visible') continue;
      const r = up.getBoundingClientRect();
      left = Math.max(left, r.left); top = Math.max(top, r.top);
      right = Math.min(right, r.right); bottom = Math.min(bottom, r.bottom);
    }
    return [e.getAttribute('flt-semantics-identifier') || e.textContent,
            left, top, right, bottom];
  }).filter(([_, left, top, right, bottom]) => right > left && bottom > top)"""
_SETTLED = 50
_MOST_READS = 28
_APART = 12


@dataclass(frozen=True)
class Place:
    """Where something that can be touched stands, in dots of the screen."""

    mark: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_key(self) -> bool:
        return self.mark.startswith("key-")

    def overlaps(self, other: "Place") -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 1 and down > 1


@pytest.fixture(scope="module")
def served() -> Iterator[DeskThread]:
    with kiosk() as thread:
        yield thread


@pytest.fixture(scope="module")
def page(served: DeskThread) -> Iterator[Page]:
    with browser_page(served.port) as opened:
        opened.wait_for_selector("flt-semantics-placeholder", state="attached")
        opened.evaluate("document.querySelector('flt-semantics-placeholder').click()")
        yield opened


def eased(scene: Scene, *ease: Eased) -> Scene:
    """Show a scene to somebody who asked for this."""
    return replace(scene, ease=frozenset(ease))


def places(served: DeskThread, page: Page, scene: Scene) -> list[Place]:
    """Show a scene, and measure what can be touched once it stands still."""
    before: Any = page.evaluate(_READ)
    served.show(scene, "en")
    found: Any = None
    for read in range(_MOST_READS):
        page.wait_for_timeout(_SETTLED)
        again = page.evaluate(_READ)
        if again == found and (again != before or read > _MOST_READS // 2):
            break
        found = again
    measured = [Place(*one) for one in found]
    return [one for one in measured if one.mark != NOT_FOR_VISITORS]


def too_high(places: Sequence[Place], reach: int) -> list[str]:
    """Name what stands above the part that everybody can reach."""
    return [one.mark for one in places if one.top < reach - 1]


def too_small(places: Sequence[Place]) -> list[str]:
    """Name what is too small for a finger; what is half scrolled away is wide yet."""
    return [
        f"{one.mark} {one.right - one.left:.0f}x{one.bottom - one.top:.0f}"
        for one in places
        if not one.is_key and one.right - one.left < SMALLEST - 1
    ]


def over_each_other(places: Sequence[Place]) -> list[str]:
    """Name what lies over something else."""
    return [
        f"{one.mark} {other.mark}"
        for one, other in combinations(places, 2)
        if one.overlaps(other)
    ]


def seen_at(
    served: DeskThread, page: Page, size: tuple[int, int], *ease: Eased
) -> dict[str, list[Place]]:
    """Measure every scene on a page of this size."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.wait_for_timeout(500)
    return {scene.name: places(served, page, eased(scene, *ease)) for scene in mixed()}


def mixed() -> list[Scene]:
    """Put scenes that look alike far from each other.

    Where the next one has its buttons in the same places, nobody can tell that it
    has come, and whoever measures waits in vain.
    """
    return [scene for first in range(_APART) for scene in SCENES[first::_APART]]


def only_trouble(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Leave out the scenes where all is well."""
    return {name: trouble for name, trouble in found.items() if trouble}


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_within_low_reach_nothing_stands_high(served, page, size):
    """From a wheelchair every button of every screen can be touched."""
    reach = sizes_for(*size, low=True).reach

    seen = seen_at(served, page, size, Eased.LOW)

    assert only_trouble({name: too_high(at, reach) for name, at in seen.items()}) == {}
    assert only_trouble({name: over_each_other(at) for name, at in seen.items()}) == {}


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_with_larger_text_everything_can_be_touched(served, page, size):
    """With letters of twice the size no button is small, and none lies over another."""
    seen = seen_at(served, page, size, Eased.LARGE_TEXT)

    assert only_trouble({name: too_small(at) for name, at in seen.items()}) == {}
    assert only_trouble({name: over_each_other(at) for name, at in seen.items()}) == {}
