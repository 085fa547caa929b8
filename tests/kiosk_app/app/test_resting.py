"""Out of hours the screen may rest, and a page that nobody sees is noticed."""

from collections import deque
from datetime import UTC, datetime

import pytest

from kiosk_app.app.resting import UNTIL_DIM, Resting
from kiosk_app.journey.events import Stamp
from kiosk_app.journey.states import Journey, StaffCode, Welcome
from shared.kiosk import KioskReply, OpenHours
from tests.fakes.desk import FakeDesk

MONDAY_NOON = OpenHours(weekday=0, opens="08:00", closes="18:00")


class Night(FakeDesk):
    """A kiosk whose site is open on Mondays, on a Sunday or a Monday."""

    day = 22

    def stamp(self):
        """A fresh id and the time at noon."""
        stamp = super().stamp()
        return Stamp(stamp.request_id, datetime(2026, 11, self.day, 12, tzinfo=UTC))


@pytest.fixture
def desk():
    """The first screen, on a Sunday."""
    night = Night()
    told = KioskReply(
        version="1",
        kiosk="k",
        site="s",
        time_zone="UTC",
        languages=["en"],
        hours=[MONDAY_NOON],
    )
    night.become(Journey(state=Welcome(), paired=True), told)
    return night


@pytest.fixture
def clock():
    """Seconds that a test sets."""
    return {"now": 0.0}


@pytest.fixture
def resting(desk, clock):
    """What the box around the screen asks."""
    return Resting(desk, monotonic=lambda: clock["now"])


def test_the_screen_is_dimmed_once_nobody_has_been_there_for_a_while(resting, clock):
    """A lobby at night is dark; a visitor who comes late still sees the screen."""
    at_once = resting.light()
    clock["now"] = UNTIL_DIM

    assert (at_once, resting.light()) == ("bright", "dim")


def test_somebody_who_begins_something_has_light(resting, clock, desk):
    """Whoever touches the screen at night sees what they do, and a minute longer."""
    clock["now"] = UNTIL_DIM
    desk.become(Journey(state=StaffCode(), paired=True), desk.configuration)
    while_somebody_is_there = resting.light()
    desk.become(Journey(state=Welcome(), paired=True), desk.configuration)
    clock["now"] += UNTIL_DIM - 1

    assert (while_somebody_is_there, resting.light()) == ("bright", "bright")


def test_while_the_site_is_open_the_screen_stays_bright(resting, clock, desk):
    """On Monday morning nobody has to touch the screen first."""
    clock["now"] = UNTIL_DIM
    at_night = resting.light()
    desk.day = 23

    assert (at_night, resting.light()) == ("dim", "bright")


def test_a_zone_that_this_machine_does_not_know_leaves_the_light_on(
    resting, clock, desk
):
    """A kiosk that does not know the time at its site is never dark by mistake."""
    told = desk.configuration.model_copy(update={"time_zone": "Nowhere/Else"})
    desk.become(desk.journey, told)
    clock["now"] = UNTIL_DIM

    assert resting.light() == "bright"


@pytest.mark.parametrize(("browsers", "shown"), [(0, False), (1, True), (2, True)])
def test_a_page_that_no_browser_shows_is_told(resting, browsers, shown):
    """A browser that crashed is noticed, although its process is still there."""
    resting.shown_by(browsers)

    assert resting.is_shown() is shown


@pytest.mark.parametrize(
    ("browsers", "gone"), [([], False), ([0], False), ([1], False), ([1, 0], True)]
)
def test_a_page_that_was_shown_and_is_not_has_crashed(resting, browsers, gone):
    """Row 3: the box starts another browser; one that is only coming is waited for."""
    deque(map(resting.shown_by, browsers), maxlen=0)

    assert resting.is_gone() is gone
