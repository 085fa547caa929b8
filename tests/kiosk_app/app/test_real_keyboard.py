"""A keyboard that is plugged in types, and presses nothing by accident."""

import flet as ft
import pytest

from kiosk_app.app import build_main
from kiosk_app.journey.events import (
    BackTouched,
    CaretMoved,
    Erased,
    FieldTouched,
    NextTouched,
    Typed,
)
from kiosk_app.journey.states import (
    Journey,
    WalkIn,
    WalkInField,
    WalkInStep,
)
from tests.fakes.desk import STAMP, FakeDesk
from tests.fakes.flet_harness import FletHarness


def ground_of(kiosk):
    """Give what lies under everything on a page."""
    return next(one for one in kiosk.controls() if isinstance(one, ft.GestureDetector))


@pytest.mark.parametrize(
    ("key", "shift", "event"),
    [
        ("A", False, Typed("a", STAMP)),
        ("A", True, Typed("A", STAMP)),
        ("1", False, Typed("1", STAMP)),
        ("Ö", False, Typed("ö", STAMP)),
        ("SS", False, Typed("ß", STAMP)),
        ("İ", True, Typed("İ", STAMP)),
        ("İ", False, Typed("İ", STAMP)),
        ("ض", False, Typed("ض", STAMP)),
        ("@", False, Typed("@", STAMP)),
        ("_", True, Typed("_", STAMP)),
        ("Space", False, Typed(" ", STAMP)),
        (" ", False, Typed(" ", STAMP)),
        ("Backspace", False, Erased()),
        ("Enter", False, NextTouched()),
        ("Escape", False, BackTouched()),
        ("Arrow Left", False, CaretMoved(-1)),
        ("Arrow Right", False, CaretMoved(1)),
    ],
)
async def test_a_real_keyboard_works_too(key, shift, event):
    """Reception can plug in a keyboard and type for a visitor."""
    desk = FakeDesk()

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.press(key, shift=shift)

    assert desk.sent == [event]


@pytest.mark.parametrize(
    ("key", "shift", "ctrl"),
    [("F5", False, False), ("R", False, True), ("Process", True, False)],
)
async def test_keys_without_a_meaning_do_nothing(key, shift, ctrl):
    """Function keys and shortcuts leave the journey alone."""
    desk = FakeDesk()

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.press(key, shift=shift, ctrl=ctrl)

    assert desk.sent == []


@pytest.mark.parametrize(
    ("active", "other"),
    [
        (WalkInField.COMPANY, WalkInField.EMAIL),
        (WalkInField.EMAIL, WalkInField.COMPANY),
    ],
)
async def test_tab_goes_to_the_other_field(active, other):
    """Whoever types with a real keyboard gets from the company to the e-mail by Tab."""
    page = WalkIn(step=WalkInStep.DETAILS, active=active)
    desk = FakeDesk(journey=Journey(page))

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.press("Tab")
        await kiosk.press("Space")

    assert desk.sent == [FieldTouched(other), Typed(" ", STAMP)]


async def test_after_tab_no_button_waits_for_a_blank():
    """A blank after Tab is typed; it does not press Back."""
    desk = FakeDesk(journey=Journey(WalkIn()))

    async with FletHarness(build_main(desk)) as kiosk:
        before = ground_of(kiosk).key
        await kiosk.press("Tab")
        after = ground_of(kiosk).key

    assert before != after  # built anew, the client is on no button


async def test_where_hosts_are_chosen_tab_goes_from_button_to_button():
    """Enter on a host that was reached by Tab chooses the host and nothing else."""
    desk = FakeDesk(journey=Journey(WalkIn(step=WalkInStep.HOST)))

    async with FletHarness(build_main(desk)) as kiosk:
        await kiosk.press("Tab")
        await kiosk.press("Enter")
        await kiosk.press("Enter")

    assert desk.sent == [NextTouched()]
