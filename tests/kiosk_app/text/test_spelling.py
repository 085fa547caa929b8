"""B27: an e-mail address is spelled for those who hear it."""

import pytest

from kiosk_app.text.spelling import RADIO, spelled
from kiosk_app.text.words import load_words


def test_english_ears_hear_the_radio_alphabet():
    """M is Mike, and no N is taken for it."""
    said = spelled("m-N_1+@x.de", load_words()["en"])

    assert said == (
        "Mike, dash, November, underscore, 1, plus, at, Xray, dot, Delta, Echo"
    )


def test_every_letter_has_a_name():
    """No letter of an address is left to chance."""
    assert "".join(RADIO) == "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "m, Bindestrich, a, at, x, Punkt, d"),
        ("fr", "m, tiret, a, arobase, x, point, d"),
    ],
)
def test_elsewhere_letters_are_called_what_they_are(language, said):
    """Only the signs between the letters need words."""
    assert spelled("m-a@x.d", load_words()[language]) == said
