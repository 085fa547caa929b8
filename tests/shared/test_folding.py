"""Names are compared as people write them."""

import pytest

from shared.folding import fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("  Mara   LINDT ", "mara lindt"),
        ("Zoë Weiß", "zoe weiss"),
        ("Łukasz Ørsted", "lukasz orsted"),
        ("O'Neill-Smith", "o neill smith"),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER A}da", "ada"),
    ],
)
def test_case_accents_and_width_do_not_count(written, folded):
    """C14: whoever types a name without its accents is found all the same."""
    assert fold(written) == folded
