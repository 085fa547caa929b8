"""Fields know where words begin."""

import pytest

from kiosk_app.app import build_main
from kiosk_app.journey.states import (
    Entry,
    Journey,
    WalkIn,
    WalkInField,
    WalkInForm,
    WalkInStep,
)
from kiosk_app.widgets.entry_field import begins_word
from tests.fakes.desk import FakeDesk
from tests.fakes.flet_harness import FletHarness


@pytest.mark.parametrize(
    ("text", "caret", "begins"),
    [
        ("", 0, True),
        ("Mara", 4, False),
        ("Mara ", 5, True),
        ("Anna-", 5, True),
        ("O’", 2, True),
        ("Mara Lindt", 0, True),
        ("Mara Lindt", 7, False),
    ],
)
def test_names_begin_with_a_capital(text, caret, begins):
    """The keyboard offers capitals where a name's next word begins."""
    assert begins_word(Entry(text, caret)) is begins


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("+49 30 1234567", "\u200e+49\u00a030\u00a01234567\u200e"),
        ("mara@lindt.example", "\u200emara@lindt.example\u200e"),
        ("يارا حداد", "يارا\u00a0حداد"),
    ],
)
@pytest.mark.parametrize("active", [WalkInField.PHONE, WalkInField.NAME])
async def test_what_runs_rightwards_does_so_on_an_arabic_page(text, shown, active):
    """A number keeps its plus in front, and an e-mail its signs in their places."""
    entry = Entry(text, len(text))
    form = WalkInForm(phone=entry)
    asked = WalkIn(step=WalkInStep.PHONE, active=active, form=form)
    desk = FakeDesk(journey=Journey(asked, language="ar"))

    async with FletHarness(build_main(desk)) as kiosk:
        said = kiosk.texts()

    assert shown in said
