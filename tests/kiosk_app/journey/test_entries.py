"""The keys and what they write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_app.journey.entries import at_end, edit, tidy
from kiosk_app.journey.events import CaretMoved, Cleared, Erased, Typed
from kiosk_app.journey.states import Entry
from tests.kiosk_app.journey.examples import STAMP


@pytest.mark.parametrize(
    ("before", "text", "expected"),
    [
        (Entry(), "M", Entry("M", 1)),
        (Entry("Mra", 1), "a", Entry("Mara", 2)),
        (Entry("Jose", 4), "\u0301", Entry("Jos\u00e9", 4)),
        (Entry("x", 1), "\n\t\x07\ud800\u2028\u202e", Entry("x", 1)),
        (Entry("م", 1), "\u200cد", Entry("م\u200cد", 3)),
        (Entry("a" * 199, 0), "bcd", Entry("b" + "a" * 199, 1)),
        (Entry("a" * 200, 200), "b", Entry("a" * 200, 200)),
    ],
)
def test_typing_writes_at_the_caret(before, text, expected):
    """What is typed stands where the caret was, up to 200 signs."""
    assert edit(before, Typed(text, STAMP)) == expected


@pytest.mark.parametrize(
    ("before", "key", "expected"),
    [
        (Entry("Mara", 2), Erased(), Entry("Mra", 1)),
        (Entry("Mara", 0), Erased(), Entry("Mara", 0)),
        (Entry("Mara", 2), Cleared(), Entry()),
        (Entry("Mara", 2), CaretMoved(-1), Entry("Mara", 1)),
        (Entry("Mara", 0), CaretMoved(-1), Entry("Mara", 0)),
        (Entry("Mara", 4), CaretMoved(1), Entry("Mara", 4)),
    ],
)
def test_the_other_keys_move_and_erase(before, key, expected):
    """Backspace, clear and arrows do what they say, and stop at the ends."""
    assert edit(before, key) == expected


@given(st.text())
def test_typing_and_erasing_leaves_the_field_as_it_was(text):
    """What was typed can be taken back sign by sign."""
    typed = edit(Entry(), Typed(text, STAMP))

    erased = edit(Entry(typed.text, 1), Erased())

    assert erased.text == typed.text[1:]


def test_blanks_around_and_doubled_within_do_not_count():
    """A name is sent as a person would write it."""
    assert tidy(Entry("  Mara   Lindt ", 3)) == "Mara Lindt"


def test_a_field_is_entered_at_its_end():
    """Whoever touches a filled field writes on behind it."""
    assert at_end(Entry("Mara", 0)) == Entry("Mara", 4)
