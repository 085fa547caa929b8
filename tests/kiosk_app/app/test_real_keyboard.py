"""A keyboard that is plugged in types, and presses nothing by accident."""

import pytest

from kiosk_app.app import build_main
from kiosk_app.journey.events import (
    BackTouched,
    CaretMoved,
    Erased,
    NextTouched,
    Typed,
)
from kiosk_app.journey.states import Journey, WalkIn
from tests.fakes.desk import STAMP, FakeDesk
from tests.fakes.flet_harness import FletHarness


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
    desk = FakeDesk(journey=Journey(WalkIn()))

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
