"""Draws the documents' pictures of the calendar pages, as IT walks through them.

`python -m tests.browser.calendar_pictures docs/pictures` writes `calendar-….png`. The
clock stands still and nobody outside is asked, so the pictures stay as they are until
a page changes.
"""

import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from admin_server.calendars.memory import MemoryCalendar
from admin_server.core.connections import ConnectionState
from admin_server.core.errors import ConsentNeeded, ConsentReason
from admin_server.core.ports import Nouns
from admin_server.core.users import User
from tests.browser.stage import CHROMIUM, FLAGS
from tests.fakes.busy_day import MORNING
from tests.fakes.calendar_morning import (
    ADDRESS,
    BOARD,
    MARA,
    RIGHT,
    calendar_of_the_morning,
    directory_of_the_morning,
    keep_up,
    lay_the_morning,
)
from tests.fakes.consents import ScriptedConsent
from tests.fakes.dashboard_server import DashboardServer, open_dashboard
from tests.fakes.lobby import ADMIN, HOUSE, JONAS
from tests.fakes.own_calendars import LENA_USER, connect_own

SIZE = (1080, 720)
HIGHEST = 1700
"""So much of a page is shown; what is below is for those who open it."""
COLOURS = 96
_DAY = timedelta(days=1)
_SETTINGS = "/settings/integrations"
CALENDAR = f"{_SETTINGS}/calendar"


@dataclass(frozen=True)
class Walk:
    """Somebody at the dashboard, and the provider behind it."""

    page: Page
    server: DashboardServer
    provider: MemoryCalendar

    def go(self, path: str) -> None:
        """Open a page."""
        self.page.goto(self.server.url + path)

    def press(self, words: str) -> None:
        """Press the button with these words."""
        self.page.get_by_role("button", name=words, exact=True).first.click()
        self.page.wait_for_load_state()

    def open(self, words: str) -> None:
        """Unfold what stands below these words."""
        self.page.locator("summary", has_text=words).click()


def _look(walk: Walk) -> None:
    """There is nothing to do but to look."""
    del walk


@dataclass(frozen=True)
class Picture:
    """A page of the walk.

    Attributes:
        act: what a person does there before the picture is taken.
        after: what they do next, so that the walk goes on.
    """

    name: str
    path: str
    act: Callable[[Walk], None] = _look
    after: Callable[[Walk], None] = _look
    user: User = ADMIN


def _enter(walk: Walk) -> None:
    """Fill Microsoft's form."""
    page = walk.page
    page.fill("[name=tenant]", "lakeside.example")
    page.fill("[name=client_id]", "6731de76-14a6-49ae-97bc-6eba6914391e")
    page.fill("[name=secret]", RIGHT)
    page.fill("[name=secret_ends]", "2027-05-14")
    page.fill("[name=mailbox]", JONAS.email)


def _show_permissions(walk: Walk) -> None:
    walk.open("Permissions, and what each is for")
    _enter(walk)


def _lack_approval(walk: Walk) -> None:
    walk.provider.fail_with = ConsentNeeded(
        ConsentReason.NEEDS_ADMIN_APPROVAL, "AADSTS65001"
    )
    _enter(walk)
    walk.press("Try it and save")


def connect(walk: Walk) -> None:
    """Connect Microsoft 365; its form is open."""
    walk.provider.fail_with = None
    _enter(walk)
    walk.press("Try it and save")


def _enter_caldav(walk: Walk) -> None:
    page = walk.page
    page.fill("[name=url]", "https://dav.lakeside.example/")
    page.fill("[name=user]", "portico")
    page.fill("[name=secret]", RIGHT)
    page.fill("[name=home]", "/{mailbox}/")


def _ask_for_rooms(walk: Walk) -> None:
    walk.press("Ask the calendar for rooms")


def _choose_rooms(walk: Walk) -> None:
    walk.press("Tick all")
    walk.page.get_by_label(BOARD.name).first.uncheck()
    walk.press("Save the choice")


def _find_a_meeting(walk: Walk) -> None:
    page = walk.page
    page.fill("[name=host_name]", JONAS.name)
    page.select_option("[name=site]", HOUSE.id)
    page.fill("[name=arrival_time]", "10:00")
    page.fill("[name=email]", MARA.address)
    walk.press("Find the meeting")


def _days_pass(walk: Walk) -> None:
    walk.server.do(keep_up)


def _expire(nouns: Nouns) -> None:
    connection = nouns.connections.organisation()
    assert connection is not None
    state, code = ConnectionState.EXPIRED, "AADSTS7000222"
    health = replace(connection.health, state=state, detail=code, since=MORNING)
    ended = replace(connection, health=health, secret_ends_at=MORNING - _DAY)
    nouns.connections.put(ended)


def _mend(nouns: Nouns) -> None:
    connection = nouns.connections.organisation()
    assert connection is not None
    state = ConnectionState.CONNECTED
    health = replace(connection.health, state=state, detail="")
    renewed = replace(connection, health=health, secret_ends_at=MORNING + 365 * _DAY)
    nouns.connections.put(renewed)
    connect_own(nouns)


def _look_again(walk: Walk) -> None:
    walk.server.do(_expire)
    walk.page.reload()


def _go_on(walk: Walk) -> None:
    walk.server.do(_mend)


def _preview(walk: Walk) -> None:
    walk.press("Show what it changes")


def _wonder_why(walk: Walk) -> None:
    visit = walk.server.do(_visit_of_mara)
    walk.go(f"/visits/{visit}/why")
    walk.press("Ask the calendar now")


def _visit_of_mara(nouns: Nouns) -> str:
    visits = nouns.visits.between(MORNING - _DAY, MORNING + _DAY)
    names = {visit.id: nouns.visitors.get(visit.visitor) for visit in visits}
    return next(id_ for id_, one in names.items() if one and one.name == MARA.name)


def _enter_app(walk: Walk) -> None:
    page = walk.page
    page.fill("[name=client_id]", "6731de76-14a6-49ae-97bc-6eba6914391e")
    page.fill("[name=secret]", RIGHT)


def _leave(walk: Walk) -> None:
    """Set off to the provider, and be held at the door."""
    app = walk.server.lobby.app
    consents = {"microsoft": ScriptedConsent()}
    app.state.parts = replace(app.state.parts, consents=consents)
    walk.go(f"{CALENDAR}/own/microsoft")
    _enter_app(walk)
    walk.press("Save")
    sign_in(walk, LENA_USER)
    # The page goes on by itself; nobody answers there.
    walk.page.route("https://provider.example/**", lambda route: route.abort("aborted"))
    walk.go("/account/calendar")
    walk.page.get_by_role("button", name="Reconnect Microsoft").click()
    walk.page.get_by_role("heading", name="On to Microsoft 365").wait_for()


WALK = (
    Picture("choose", CALENDAR),
    Picture("connect-google", f"{CALENDAR}/connect/google"),
    Picture("connect-caldav", f"{CALENDAR}/connect/caldav", _enter_caldav),
    Picture("connect-microsoft", f"{CALENDAR}/connect/microsoft", _show_permissions),
    Picture("approval", f"{CALENDAR}/connect/microsoft", _lack_approval, connect),
    Picture("rooms", f"{CALENDAR}/rooms", _ask_for_rooms, _choose_rooms),
    Picture("window", f"{CALENDAR}/window"),
    Picture("test", f"{CALENDAR}/test", _find_a_meeting, _days_pass),
    Picture("why", "/today", _wonder_why),
    Picture("steps", CALENDAR),
    Picture("health", f"{CALENDAR}/health"),
    Picture("expired", f"{CALENDAR}/health", _look_again, _go_on),
    Picture("own", f"{CALENDAR}/own"),
    Picture("app", f"{CALENDAR}/own/microsoft"),
    Picture("app-remove", f"{CALENDAR}/own/microsoft/remove"),
    Picture("group", f"{CALENDAR}/own/group"),
    Picture("mine", "/account/calendar", user=LENA_USER),
    Picture(
        "mine-disconnect",
        "/account/calendar/own-microsoft/disconnect",
        user=LENA_USER,
    ),
    Picture("leaving", f"{CALENDAR}/own", _leave),
    Picture("approved", "/api/v1/integrations/oauth/callback?admin_consent=True"),
    Picture("directory", f"{_SETTINGS}/directory"),
    Picture("directory-preview", f"{_SETTINGS}/directory", _preview),
    Picture("disconnect", f"{CALENDAR}/disconnect"),
)


def draw(folder: Path) -> None:
    """Walk through the pages, and write what is seen."""
    folder.mkdir(parents=True, exist_ok=True)
    with walking() as walk:
        for picture in WALK:
            sign_in(walk, picture.user)
            walk.go(picture.path)
            picture.act(walk)
            seen = _smaller(_photograph(walk.page))
            (folder / f"calendar-{picture.name}.png").write_bytes(seen)
            picture.after(walk)


@contextmanager
def walking() -> Iterator[Walk]:
    """Open the dashboard of the morning, before any calendar is connected."""
    provider, staff = calendar_of_the_morning(), directory_of_the_morning()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_dashboard(
            Path(folder),
            now=MORNING,
            calendars={"microsoft": provider},
            directories={"microsoft": staff},
        ) as server,
        sync_playwright() as playwright,
    ):
        server.do(lay_the_morning)
        app = server.lobby.app
        app.state.parts = replace(app.state.parts, public_url=ADDRESS)
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*FLAGS, "--lang=en-GB"]
        )
        width, height = SIZE
        page = browser.new_page(
            viewport={"width": width, "height": height},
            locale="en-GB",
            reduced_motion="reduce",
        )
        try:
            yield Walk(page, server, provider)
        finally:
            browser.close()


def sign_in(walk: Walk, user: User) -> None:
    """Have somebody else sit down at the browser."""
    context = walk.page.context
    context.clear_cookies()
    context.add_cookies([walk.server.cookie(user)])  # type: ignore[list-item]  # a dict of ours


def _photograph(page: Page) -> bytes:
    """Look at a page through a window as high as the page, from its top."""
    width, least = SIZE
    page.set_viewport_size({"width": width, "height": least})
    high = int(page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": width, "height": min(high, HIGHEST)})
    page.evaluate("window.scrollTo(0, 0); document.activeElement.blur()")
    return page.screenshot()


def _smaller(seen: bytes) -> bytes:
    """Keep few colours of a picture: a page is paper and ink."""
    picture = Image.open(io.BytesIO(seen)).convert("RGB")
    few = picture.quantize(COLOURS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
