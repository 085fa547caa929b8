"""How a pairing code is written and read."""

import pytest

from shared.pairing import shown_pairing_code, tidy_pairing_code


@pytest.mark.parametrize(
    "typed",
    [
        "BCDF-GHJK",
        "bcdfghjk",
        " bcdf ghjk ",
        "BCDF–GHJK",
        "b c d f.g h j k",
        "BCDF_GHJK",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str):
    """Small letters, blanks and dashes do no harm."""
    assert tidy_pairing_code(typed) == "BCDFGHJK"


@pytest.mark.parametrize(
    "typed", ["", "BCDF-GHJ", "BCDF-GHJKL", "ACDF-GHJK", "1CDFGHJK"]
)
def test_what_cannot_be_a_code_is_none(typed: str):
    """Too short, too long, or with a sign that no code has."""
    assert tidy_pairing_code(typed) is None


def test_a_code_is_shown_in_two_halves():
    """Eight letters are easier to read in two groups."""
    assert shown_pairing_code("BCDFGHJK") == "BCDF-GHJK"
