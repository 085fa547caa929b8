"""How often a visitor touches the screen on each way, and how long they wait for us."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, expect

from tests.bench.measured import Measured, median
from tests.browser.stage import (
    PATIENCE,
    Stage,
    marked,
    open_browser,
    open_kiosk,
    open_stage,
    touch,
)

_ROUNDS = 3
_NAME = "Mara Lindt"
_HOST = "we"
_AGAIN = 3300
"""Milliseconds; a code that is read again before then is the same holding-up."""
_DONE = "[flt-semantics-identifier='done']"
_GOODBYE = "flt-semantics-host :text-matches('Goodbye'), [aria-label*='Goodbye']"
_HOW = f"the demo in Chromium, {_ROUNDS} times, the median; the calendar is on this machine"


@dataclass
class Visitor:
    """Somebody at the kiosk whose touches are counted.

    Attributes:
        taps: touches of everything but letters.
        keys: touches of letters.
    """

    stage: Stage
    page: Page
    taps: int = 0
    keys: int = 0

    def tap(self, mark: str) -> None:
        """Touch what stands under a mark, once it is there."""
        touch(self.page, mark)
        self.taps += 1

    def tap_first(self, beginning: str) -> None:
        """Touch the first thing whose mark begins so."""
        found = self.page.locator(f"[flt-semantics-identifier^='{beginning}']").first
        expect(found).to_be_attached(timeout=PATIENCE)
        self.tap(str(found.get_attribute("flt-semantics-identifier")))

    def type(self, text: str) -> None:
        """Write a text; a real keyboard writes what a finger would."""
        self.page.keyboard.type(text, delay=20)
        self.keys += len(text)

    def waits_for(self, shown: str, after: Callable[[], None]) -> float:
        """Say how many milliseconds pass until something shows."""
        began = time.perf_counter()
        after()
        self.page.wait_for_selector(shown, state="attached", timeout=PATIENCE)
        return (time.perf_counter() - began) * 1000

    def goes_home(self) -> None:
        """Leave the last screen to the next one."""
        if marked(self.page, "done").count():
            self.tap("done")
        expect(marked(self.page, "walk-in")).to_be_attached(timeout=PATIENCE)


_Way = Callable[[Visitor], float]


def measure() -> list[Measured]:
    """Go each way some times."""
    with (
        TemporaryDirectory() as name,
        TemporaryDirectory() as profile,
        open_stage(Path(name) / "data") as stage,
        open_browser(Path(profile)) as browser,
    ):
        page = open_kiosk(browser, stage.told["kiosk_url"])
        return [
            *_line("pass", "with a pass", _by_pass, stage, page, taps=2),
            *_line("walk-in", "without an invitation", _walk_in, stage, page, taps=8),
            *_line(
                "check-out", "checking out by pass", _check_out, stage, page, taps=2
            ),
            *_line("delivery", "a parcel", _delivery, stage, page, taps=4),
        ]


def _line(
    way: str, what: str, go: _Way, stage: Stage, page: Page, *, taps: int
) -> list[Measured]:
    visitors = [Visitor(stage, page) for _ in range(_ROUNDS)]
    waited = [go(visitor) for visitor in visitors]
    last = visitors[-1]
    typed = f" and {last.keys} letters" if last.keys else ""
    return [
        Measured(
            f"taps-{way}",
            f"{what}: touches, letters apart, the last screen's Done included",
            median([one.taps for one in visitors]),
            f"≤ {taps}",
            "taps",
            f"counted{typed}; nobody has to touch Done",
        ),
        Measured(
            f"wait-{way}",
            f"{what}: from the last touch or scan to the last screen",
            median(waited),
            "≤ 2000",
            "ms",
            _HOW,
        ),
    ]


def _by_pass(visitor: Visitor) -> float:
    guest = visitor.stage.visitor("found")
    waited = visitor.waits_for(_DONE, lambda: visitor.stage.scan(guest["pass"]))
    visitor.goes_home()
    return waited


def _walk_in(visitor: Visitor) -> float:
    visitor.tap("walk-in")
    expect(marked(visitor.page, "next")).to_be_attached(timeout=PATIENCE)
    visitor.type(_NAME)
    visitor.tap("next")
    expect(marked(visitor.page, "field-company")).to_be_attached(timeout=PATIENCE)
    visitor.tap("next")
    visitor.tap_first("row-")
    _answer(visitor)
    visitor.type(_HOST)
    visitor.tap_first("host-")
    expect(marked(visitor.page, "check-in")).to_be_attached(timeout=PATIENCE)
    waited = visitor.waits_for(_DONE, lambda: visitor.tap("check-in"))
    visitor.goes_home()
    return waited


def _answer(visitor: Visitor) -> None:
    """Pass over the questions of this kind of visit: they may be left open."""
    host = marked(visitor.page, "field-host")
    for _ in range(6):
        visitor.page.wait_for_timeout(700)
        if host.count():
            return
        visitor.tap("next")


def _check_out(visitor: Visitor) -> float:
    guest = visitor.stage.visitor("found")
    visitor.waits_for(_DONE, lambda: visitor.stage.scan(guest["pass"]))
    touch(visitor.page, "done")
    visitor.page.wait_for_timeout(_AGAIN)
    visitor.tap("check-out")
    expect(marked(visitor.page, "next")).to_be_attached(timeout=PATIENCE)
    waited = visitor.waits_for(_GOODBYE, lambda: visitor.stage.scan(guest["pass"]))
    visitor.goes_home()
    return waited


def _delivery(visitor: Visitor) -> float:
    visitor.tap("delivery")
    expect(marked(visitor.page, "field-host")).to_be_attached(timeout=PATIENCE)
    visitor.type(_HOST)
    visitor.tap_first("host-")
    waited = visitor.waits_for(_DONE, lambda: visitor.tap("tell"))
    visitor.goes_home()
    return waited
