"""From a finger on the glass to what it changed: our kiosk beside an empty Flet page."""

from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import BrowserContext, Page, expect

from tests.bench.measured import ROUNDS, Measured, median, p95
from tests.bench.ours import bare_kiosk, furnish, our_kiosk, our_server
from tests.bench.processes import Running
from tests.browser.stage import PATIENCE, marked, open_browser, touch

_TAPS = 12
"""In one round; every other key takes back what the one before it wrote."""
_KEYS = ("key-a", "key-backspace")
_FIRST_KEYS = ("key-S", "key-backspace")
"""A name's first letter turns the whole keyboard to small letters, and back again."""
_SETTLE = 120
"""Milliseconds between two taps: nobody's finger is faster."""
# What is looked for stands in the tree for screen readers, which Flutter changes with
# the frame that it draws; a message from that frame comes once it is on its way.
_LISTEN = """mark => {
  window.portico = new Promise((done, fail) => {
    setTimeout(() => fail(new Error(`nothing changed in ${mark}`)), 15000);
    const looks = () => document.querySelector(
      `[flt-semantics-identifier='${mark}']`)?.outerHTML;
    const before = looks();
    let touched = 0;
    addEventListener('pointerdown', () => { touched = performance.now(); },
                     {capture: true, once: true});
    const watching = new MutationObserver(() => {
      if (!touched || looks() === before) return;
      watching.disconnect();
      requestAnimationFrame(() => {
        const drawn = new MessageChannel();
        drawn.port1.onmessage = () => done(performance.now() - touched);
        drawn.port2.postMessage(0);
      });
    });
    watching.observe(document.body,
      {subtree: true, childList: true, attributes: true, characterData: true});
  });
}"""


def measure() -> list[Measured]:
    """Tap both in turn, in one browser; then look at what the taps left in memory."""
    with (
        TemporaryDirectory() as name,
        TemporaryDirectory() as profile,
        bare_kiosk() as bare,
    ):
        folder = Path(name)
        furnish(folder)
        with (
            our_server(folder) as server,
            our_kiosk(folder, server.url) as kiosk,
            open_browser(Path(profile)) as browser,
        ):
            return _measured(browser, kiosk, bare)


def _measured(browser: BrowserContext, kiosk: Running, bare: Running) -> list[Measured]:
    plain = _opened(browser, bare, "said")
    ours = _opened(browser, kiosk, "walk-in")
    touch(ours, "walk-in")
    expect(marked(ours, "key-S")).to_be_attached(timeout=PATIENCE)
    _taps(ours, _FIRST_KEYS, "field-name")
    before = kiosk.megabytes()
    ratios, first_ratios, taps = [], [], []
    for _ in range(ROUNDS):
        theirs = p95(_taps(plain, ("button", "button"), "said"))
        first_ratios.append(p95(_taps(ours, _FIRST_KEYS, "field-name")) / theirs)
        _tap(ours, "key-S", "field-name")
        mine = p95(_taps(ours, _KEYS, "field-name"))
        _tap(ours, "key-backspace", "field-name")
        ratios.append(mine / theirs)
        taps.append(mine)
    return [
        Measured(
            "tap-to-paint",
            "tap to paint of a key of ours ÷ the button of an empty Flet page, p95",
            median(ratios),
            "≤ 1.5",
            "×",
            f"one Chromium, in turn, {_TAPS} taps in a round; what a key writes stands in its field",
        ),
        Measured(
            "tap-to-paint-first",
            "the same for a name's first letter, which turns all keys to small letters",
            median(first_ratios),
            "≤ 3",
            "×",
            "as above; forty keys and their names for screen readers change",
        ),
        Measured(
            "tap-to-paint-ms",
            "tap to paint of a key of ours, p95",
            median(taps),
            "≤ 100",
            "ms",
            "Chromium without a graphics card, on the machine of kiosk and server",
        ),
        Measured(
            "kiosk-memory",
            "memory of the kiosk at rest",
            before,
            "≤ 150",
            "MB",
            "resident memory with its screen shown, without the browser",
        ),
        Measured(
            "kiosk-memory-growth",
            f"memory of the kiosk after {2 * ROUNDS * _TAPS} taps ÷ at rest",
            kiosk.megabytes() / before,
            "≤ 1.1",
            "×",
            "resident memory of the same process, without the browser",
        ),
    ]


def _opened(browser: BrowserContext, served: Running, first: str) -> Page:
    page = browser.new_page()
    page.goto(served.url)
    page.wait_for_selector("flt-semantics-placeholder", state="attached")
    page.evaluate("document.querySelector('flt-semantics-placeholder').click()")
    expect(marked(page, first)).to_be_attached(timeout=PATIENCE)
    return page


def _taps(page: Page, marks: tuple[str, str], changed: str) -> list[float]:
    page.bring_to_front()
    return [_tap(page, marks[number % 2], changed) for number in range(_TAPS)]


def _tap(page: Page, touched: str, changed: str) -> float:
    page.wait_for_timeout(_SETTLE)
    page.evaluate(_LISTEN, changed)
    touch(page, touched)
    return float(page.evaluate("window.portico"))
