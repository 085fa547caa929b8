"""Nobody in the lobby gets out of the kiosk: real keys, a mouse and fingers try it.

Rows 1 to 3 of the security checks; row 4 is the staff's PIN, which locks after five
wrong tries (`tests/kiosk_app/runners/test_staff_door.py`).
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.browser.lobby_screen import LobbyScreen, lobby_screen, pause, unlike, wait

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(180),
    pytest.mark.xdist_group("breakout"),
]
SAME = 0.03
"""The clock may go on; a dialog, a menu or another page is more than that."""
BACK_SECONDS = 10.0
CONTROL = """
    n t w o p s u j h l k g f d b e r a c v x q Tab F4 F5 plus minus 0 shift+n shift+i
    shift+j shift+c shift+t shift+w shift+o shift+m shift+b shift+q shift+Delete
    shift+Escape alt+Delete
"""
OTHERS = """
    Escape alt+F4 alt+Tab alt+Left alt+Right alt+Home alt+d alt+f alt+e alt+space
    alt+Return alt+shift+i super super+l super+d super+Tab Print Menu shift+F10
    shift+Escape shift+F5 XF86Back XF86HomePage XF86WWW XF86Explorer XF86Search
    XF86Mail XF86Calculator XF86Reload XF86Favorites XF86Open XF86Close XF86New
"""
KEYS = [
    # F9 is ours: it leads to the staff's PIN.
    *(f"F{number}" for number in range(1, 13) if number != 9),
    *(f"ctrl+{key}" for key in CONTROL.split()),
    *OTHERS.split(),
    *(f"ctrl+alt+F{number}" for number in range(1, 13)),
]


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LobbyScreen]:
    """A kiosk on a screen; only that a test may ask which windows there are is new."""
    folder = tmp_path_factory.mktemp("lobby")
    with lobby_screen(folder, without=("RemoteDebuggingAllowed",)) as opened:
        yield opened


@pytest.fixture(scope="module")
def glass(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[LobbyScreen, Page]]:
    """The same, looked into as developers do, which our policies forbid."""
    folder = tmp_path_factory.mktemp("glass")
    hidden = ("RemoteDebuggingAllowed", "DeveloperToolsAvailability")
    with lobby_screen(folder, without=hidden) as screen, sync_playwright() as tools:
        address = f"http://127.0.0.1:{screen.debugging}"
        browser = tools.chromium.connect_over_cdp(address)
        yield screen, browser.contexts[0].pages[0]
        browser.close()


def left_by(screen: LobbyScreen, keys: list[str]) -> dict[str, object]:
    """Press one after the other, and tell which ones did something."""
    first, found = screen.at_rest(), {}
    for key in keys:
        screen.press(key)
        pause(0.08)
        away = _away(screen)
        if away or unlike(first, screen.picture()) > SAME:
            found[key] = away or "something lies over the page"
            screen.picture().save(screen.folder / "left.png")
            return found
    if unlike(first, screen.at_rest()) > SAME:
        found[keys[-1]] = "something came late"
    return found


def _away(screen: LobbyScreen) -> object:
    seen = screen.targets(), screen.windows(), screen.in_front().splitlines()[:1]
    return None if seen == ([screen.page], ["Portico"], ["Portico"]) else seen


def test_no_key_gets_anybody_out(screen: LobbyScreen) -> None:
    """Whoever brings a keyboard finds the kiosk, and nothing behind it."""
    on_the_first_page = left_by(screen, KEYS)

    screen.press("F9")
    where_somebody_types = left_by(screen, ["F1", "F7", "F12", "ctrl+n", "ctrl+p"])
    screen.press("Escape")

    assert on_the_first_page == {}
    assert where_somebody_types == {}


def test_no_button_of_a_mouse_gets_anybody_out(screen: LobbyScreen) -> None:
    """A right click or a long press opens no menu."""
    before = screen.at_rest()

    screen.click(3)
    screen.click(2)
    screen.click(1, hold_seconds=1.2)
    screen.hold_and_click("ctrl", 4)
    screen.hold_and_click("shift", 1)

    assert _away(screen) is None
    assert unlike(before, screen.at_rest()) < SAME


GESTURES = {
    "two fingers apart": [[(390, 20), (410, 20)], [(200, 20), (600, 20)]],
    "in from the left": [[(1, 20)], [(200, 20)], [(600, 20)]],
    "in from the right": [[(798, 20)], [(500, 20)], [(100, 20)]],
    "down from the top": [[(400, 1)], [(400, 200)], [(400, 470)]],
    "up from the bottom": [[(300, 479)], [(300, 200)], [(300, 10)]],
    "three fingers up": [[(x, 470) for x in (300, 350, 400)], [(x, 60) for x in (300, 350, 400)]],
    "four fingers left": [[(700, y) for y in (10, 15, 20, 25)], [(90, y) for y in (10, 15, 20, 25)]],
    "five fingers together": [[(x, 20) for x in (100, 200, 300, 400, 500)], [(x, 20) for x in (280, 290, 300, 310, 320)]],
}  # fmt: skip


def test_no_gesture_gets_anybody_out(glass: tuple[LobbyScreen, Page]) -> None:
    """Fingers on the glass neither enlarge the page nor leave it."""
    screen, page = glass
    entries = page.evaluate("history.length")

    for steps in GESTURES.values():
        draw(page, steps)
    draw(page, [[(400, 20)], [(400, 20)]], hold_ms=1200)

    assert _away(screen) is None
    assert page.evaluate("[visualViewport.scale, history.length]") == [1, entries]
    assert page.evaluate("[document.hasFocus(), document.visibilityState]") == [
        True,
        "visible",
    ]


def draw(page: Page, steps: list[list[tuple[int, int]]], *, hold_ms: int = 0) -> None:
    """Put fingers down, move them, and lift them."""
    fingers = page.context.new_cdp_session(page)
    for kind, step in zip(["touchStart"] + ["touchMove"] * 9, steps, strict=False):
        points = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(step)]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(hold_ms or 30)
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    fingers.detach()
    page.wait_for_timeout(100)


A_FILE = 'Object.assign(document.createElement("input"), {type: "file"}).click()'
WAYS_OUT = """
    window.print()
    window.open("https://example.org/")
    window.open("file:///etc/passwd")
    window.open("chrome://settings/")
    Object.assign(document.createElement("a"), {href: "/favicon.png", download: "x.png"}).click()
    Object.assign(document.createElement("a"), {href: "mailto:a@example.org"}).click()
    Object.assign(document.createElement("a"), {href: "https://example.org/"}).click()
    Notification.requestPermission()
    navigator.geolocation.getCurrentPosition(() => {})
    navigator.mediaDevices.getUserMedia({audio: true}).catch(() => {})
    navigator.mediaDevices.getDisplayMedia().catch(() => {})
    window.showOpenFilePicker?.().catch(() => {})
    window.showDirectoryPicker?.().catch(() => {})
    navigator.usb?.requestDevice({filters: []}).catch(() => {})
    navigator.serial?.requestPort().catch(() => {})
    navigator.share?.({text: "x"}).catch(() => {})
""".strip().splitlines()


def opened_by(screen: LobbyScreen, page: Page, ways: list[str]) -> dict[str, object]:
    """Do one after the other as if a finger had done it; tell which opened something."""
    first, found = screen.at_rest(), {}
    tools = page.context.new_cdp_session(page)
    for way in ways:
        asked = {"expression": f"void ({way.strip()})", "userGesture": True}
        tools.send("Runtime.evaluate", asked)
        page.wait_for_timeout(250)
        away = _away(screen)
        if away or unlike(first, screen.picture()) > SAME:
            found[way] = away or "something lies over the page"
            screen.picture().save(screen.folder / "opened.png")
            break
    return found


def test_the_browser_shows_no_dialog_even_to_a_page_that_asks(
    glass: tuple[LobbyScreen, Page],
) -> None:
    """No printing, file, download or permission dialog appears (CVE-2018-17487)."""
    screen, page = glass

    opened = opened_by(screen, page, WAYS_OUT)
    opened_by(screen, page, [A_FILE])

    assert opened == {}
    # Chromium says so in a bar, but opens no window with the machine's files.
    assert _away(screen) is None
    assert list((screen.folder / "profile").rglob("x.png")) == []


def test_a_killed_kiosk_is_back_with_nothing_in_between(screen: LobbyScreen) -> None:
    """Row 3: the page stays while its process is away, and goes on by itself."""
    before = screen.at_rest()

    screen.kill_kiosk()
    pause(screen.restart_seconds("portico-kiosk.service"))
    meanwhile = _away(screen)
    screen.start_kiosk()
    seconds = wait(lambda: unlike(before, screen.picture()) < SAME)

    assert meanwhile is None
    assert seconds < BACK_SECONDS
    assert _away(screen) is None


def test_a_killed_browser_is_back_with_the_page(screen: LobbyScreen) -> None:
    """Row 3: what systemd starts again is the kiosk, not a browser with a question."""
    before = screen.at_rest()

    screen.kill_browser()
    pause(screen.restart_seconds("portico-screen.service"))
    screen.start_browser()

    assert unlike(before, screen.at_rest()) < SAME
    assert _away(screen) is None
