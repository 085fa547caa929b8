"""A page keeps going, whatever happens behind it."""

import asyncio
from dataclasses import replace

import flet as ft

from kiosk_app.app import build_main, draw_screen
from kiosk_app.app.session import KioskSession
from kiosk_app.app.stage import Stage
from kiosk_app.journey.events import (
    ScreenFailed,
)
from kiosk_app.journey.states import (
    Completed,
    Journey,
    OutOfOrder,
    Refused,
    Welcome,
)
from kiosk_app.screens import SCREENS
from kiosk_app.text.words import load_words
from kiosk_app.widgets.ruler import Ruler
from shared.badge_fonts import OURS
from tests.fakes.desk import LAKESIDE, STAMP, FakeDesk
from tests.fakes.flet_harness import FletHarness
from tests.fakes.scenes import SCENES

BY_NAME = {scene.name: scene for scene in SCENES}
COMPLETED = BY_NAME["completed"].journey("en")


def main_drawing(desk, draw):
    """Make a main whose screens are drawn by something else."""
    stage = Stage(desk=desk, words=load_words(), ruler=Ruler(OURS), draw=draw)
    return lambda page: KioskSession(page, stage).start()


def fails_when_completed(view):
    """Draw all screens but one."""
    if isinstance(view.journey.state, Completed):
        raise ZeroDivisionError
    return draw_screen(view)


def ground(kiosk):
    """Give what lies under everything on a page."""
    return next(one for one in kiosk.controls() if isinstance(one, ft.GestureDetector))


def always_fails(view):
    """Draw nothing ever."""
    raise ZeroDivisionError


async def test_a_change_at_the_desk_is_drawn():
    """What the kiosk decides is seen at once."""
    desk = FakeDesk()

    async with FletHarness(build_main(desk)) as kiosk:
        desk.become(COMPLETED)
        await kiosk.settle()
        said = kiosk.texts()

    assert "Good morning. You are checked in, Mara" in said


async def test_a_screen_that_fails_shows_the_calm_page():
    """A fault of ours sends the visitor to reception, not to a red box."""
    desk = FakeDesk(journey=COMPLETED)

    async with FletHarness(main_drawing(desk, fails_when_completed)) as kiosk:
        said = kiosk.texts()

    assert "Please go to the reception desk" in said
    assert desk.sent == [ScreenFailed()]
    assert kiosk.crashes == []


async def test_a_keyboard_that_fails_is_told_to_the_kiosk():
    """A fault in the keyboard does not freeze the page around it."""
    words = load_words()
    holed = dict(words["en"].texts)
    del holed["keyboard.shift"]
    desk = FakeDesk(journey=BY_NAME["walk_in-name"].journey("en"))
    stage = Stage(
        desk=desk,
        words={"en": replace(words["en"], texts=holed)},
        ruler=Ruler(OURS),
        draw=draw_screen,
    )

    async with FletHarness(lambda page: KioskSession(page, stage).start()) as kiosk:
        said = kiosk.texts()
        desk.become(Journey(Welcome()))
        await kiosk.settle()
        after = kiosk.texts()

    assert "What is your name?" in said
    assert desk.sent == [ScreenFailed()]
    assert "Welcome" in after


async def test_a_screen_drawn_for_another_state_is_noticed():
    """Two screens that were mixed up end on the calm page."""
    desk = FakeDesk(journey=COMPLETED)

    async with FletHarness(main_drawing(desk, SCREENS[Refused])):
        pass

    assert desk.sent == [ScreenFailed()]


async def test_after_a_failure_the_next_screen_is_drawn():
    """One broken screen does not freeze the kiosk."""
    desk = FakeDesk(journey=COMPLETED)

    async with FletHarness(main_drawing(desk, fails_when_completed)) as kiosk:
        desk.become(Journey(OutOfOrder()))
        await kiosk.settle()
        desk.become(Journey(Welcome()))
        await kiosk.settle()
        said = kiosk.texts()

    assert "Welcome" in said


async def test_even_a_broken_calm_page_leaves_the_kiosk_alive():
    """When nothing can be drawn the screen is empty, and the kiosk says so once."""
    desk = FakeDesk(journey=Journey(OutOfOrder()))

    async with FletHarness(main_drawing(desk, always_fails)) as kiosk:
        said = kiosk.texts()

    assert said == []
    assert desk.sent == []


async def test_a_failing_button_shows_no_red_box():
    """A fault behind a button is told to the kiosk, not to the visitor."""

    class FailingDesk(FakeDesk):
        def send(self, event):
            super().send(event)
            if not isinstance(event, ScreenFailed):
                raise ZeroDivisionError

    desk = FailingDesk()

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.touch("walk-in")

    assert desk.sent[-1] == ScreenFailed()
    assert kiosk.crashes == []


async def test_updates_that_died_are_started_again(monkeypatch):
    """Should the page ever stop following, it is put right within a moment."""
    monkeypatch.setattr("kiosk_app.app.session.WATCH_EVERY_SECONDS", 0.01)
    desk = FakeDesk()

    async with FletHarness(build_main(desk)) as kiosk:
        vars(kiosk.session)["_Session__updates_task"].cancel()
        await asyncio.sleep(0.05)
        desk.become(COMPLETED)
        await kiosk.settle()
        said = kiosk.texts()

    assert ScreenFailed() in desk.sent
    assert "Good morning. You are checked in, Mara" in said


async def test_the_clock_goes_on_while_nobody_touches_anything(monkeypatch):
    """The lobby's clock shows the next minute by itself."""
    monkeypatch.setattr("kiosk_app.app.session.WATCH_EVERY_SECONDS", 0.01)

    class TickingDesk(FakeDesk):
        minute = 41

        def stamp(self):
            return replace(
                STAMP, kiosk_time=STAMP.kiosk_time.replace(minute=self.minute)
            )

    desk = TickingDesk()

    async with FletHarness(build_main(desk)) as kiosk:
        desk.minute = 42
        await asyncio.sleep(0.05)
        said = kiosk.texts()

    assert "09:42" in said


async def test_the_newest_session_takes_over():
    """After a reload only the new page shows the visitor."""
    desk = FakeDesk(journey=COMPLETED)
    main = build_main(desk)

    async with FletHarness(main) as old, FletHarness(main) as new:
        await old.settle()
        shown = (old.texts(), new.texts())

    assert shown[0] == []
    assert "Good morning. You are checked in, Mara" in shown[1]


async def test_the_lobby_screen_comes_back_when_a_second_window_is_closed():
    """A technician's second window does not leave the lobby with an empty screen."""
    desk = FakeDesk(journey=COMPLETED)
    main = build_main(desk)

    async with FletHarness(main) as lobby:
        async with FletHarness(main) as technician:
            during = (lobby.texts(), technician.texts())
        await lobby.settle()
        desk.become(Journey(Welcome()))
        await lobby.settle()
        after = lobby.texts()

    assert during[0] == []
    assert "Good morning. You are checked in, Mara" in during[1]
    assert "Welcome" in after


async def test_a_page_that_was_away_when_it_was_replaced_stays_empty():
    """A browser that comes back late does not show the visitor a second time."""
    desk = FakeDesk(journey=COMPLETED)
    main = build_main(desk)

    async with FletHarness(main) as old:
        await old.session.disconnect(5)
        async with FletHarness(main):
            await old.session.connect(old.wire)
            await old.settle()
            said = old.texts()

    assert said == []


async def test_an_older_session_that_goes_changes_nothing():
    """After a reload the page before is cleared away without a flicker."""
    desk = FakeDesk(journey=COMPLETED)
    main = build_main(desk)
    old = FletHarness(main)
    await old.__aenter__()

    async with FletHarness(main) as new:
        await old.__aexit__(None, None, None)
        await new.settle()
        said = new.texts()

    assert "Good morning. You are checked in, Mara" in said


async def test_an_older_session_neither_touches_nor_types():
    """A forgotten second window cannot keep the visitor's page open."""
    desk = FakeDesk()
    main = build_main(desk)

    async with FletHarness(main) as old, FletHarness(main):
        desk.touches = 0
        await old.press("A")

    assert desk.touches == 0
    assert desk.sent == []


async def test_a_closed_page_is_no_longer_called():
    """Whoever left is not drawn for."""
    desk = FakeDesk()

    async with FletHarness(build_main(desk)):
        attached = len(desk.shows)

    assert attached == 1
    assert desk.shows == []


async def test_a_change_while_the_browser_is_away_waits_for_it():
    """A browser that comes back shows what is true now."""
    desk = FakeDesk()

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.session.disconnect(5)
        desk.become(COMPLETED)
        await kiosk.settle()
        await kiosk.session.connect(kiosk.wire)
        await kiosk.settle()
        said = kiosk.texts()

    assert "Good morning. You are checked in, Mara" in said


async def test_a_touch_beside_every_button_counts_as_being_there():
    """Leaning on the glass keeps the page open."""
    desk = FakeDesk()

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.dispatch(
            ground(kiosk),
            "tap_down",
            {"k": "touch", "l": {"x": 1, "y": 1}, "g": {"x": 1, "y": 1}},
        )

    assert desk.touches == 1
    assert desk.sent == []


async def test_a_turned_screen_is_no_touch():
    """What the device does by itself does not keep a visitor's page open."""
    desk = FakeDesk()

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.dispatch(kiosk.page, "resize", {"width": 480, "height": 800})

    assert desk.touches == 0


async def test_an_unknown_time_zone_shows_the_devices_own_time():
    """A mistyped time zone does not break the screen."""
    nowhere = LAKESIDE.model_copy(update={"time_zone": "Europe/Atlantis"})
    desk = FakeDesk(configuration=nowhere)

    async with FletHarness(build_main(desk)) as kiosk:
        said = kiosk.texts()

    assert "08:41" in said


async def test_signs_of_other_scripts_are_loaded_behind_the_first_screen(monkeypatch):
    """The welcome does not wait for twenty megabytes of Chinese signs."""
    monkeypatch.setattr("kiosk_app.app.session.OTHER_SCRIPTS_AFTER_SECONDS", 0.05)
    main = build_main(FakeDesk(), fonts={"Portico CJK": "/other-scripts/cjk.ttc"})

    async with FletHarness(main) as kiosk:
        first = dict(kiosk.page.fonts)
        await asyncio.sleep(0.1)
        later = dict(kiosk.page.fonts)

    assert "Portico CJK" not in first
    assert later == {**first, "Portico CJK": "/other-scripts/cjk.ttc"}
