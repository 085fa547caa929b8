"""Fields know where words begin."""

import pytest

from kiosk_app.journey.states import Entry
from kiosk_app.widgets.entry_field import begins_word


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
