"""The fonts of this device have every sign that the kiosk writes."""

import pytest

from kiosk_app.text.words import Words, load_words
from kiosk_app.widgets.key_layouts import (
    CODES,
    LETTERS,
    OTHERS,
    PHONE,
    KeyboardKind,
    Layer,
    beside_space,
    capital,
)
from shared.badge_fonts import Fonts, Weight
from shared.badge_text import Lettering

UNSEEN = frozenset(" \u00a0\u2068\u2069{}")
EVERY_WEIGHT = pytest.mark.parametrize("weight", list(Weight))
# Without these, Arabic and Japanese are boxes on the kiosk as well: see hardware.md.
FONTS = Fonts()


def signs_of(words: Words) -> set[str]:
    """Collect the signs of a language's texts."""
    return {sign for text in words.texts.values() for sign in text} - UNSEEN


@EVERY_WEIGHT
@pytest.mark.parametrize("language", sorted(load_words()))
def test_no_text_has_a_box_in_it(language, weight):
    """Every sign of every language can be drawn, thin and bold."""
    missing = {
        sign
        for sign in signs_of(load_words()[language])
        if FONTS.face_for(sign, weight) is None
    }

    assert missing == set()


@EVERY_WEIGHT
def test_no_key_has_a_box_on_it(weight):
    """Every sign of every keyboard can be drawn, small and large."""
    rows = [*LETTERS.values(), *OTHERS.values(), *CODES.values(), PHONE]
    keys = {sign for each in rows for row in each for sign in row}
    keys |= {
        sign
        for arrangement in LETTERS
        for kind in KeyboardKind
        for signs in beside_space(arrangement, kind, Layer.LETTERS)
        for sign in signs
    }
    large = {capital(sign, language) for sign in keys for language in ("en", "tr")}

    missing = {one for one in keys | large if FONTS.face_for(one, weight) is None}

    assert missing == set()


@EVERY_WEIGHT
def test_arabic_letters_are_joined(weight):
    """The letters of an Arabic word take the forms of their places."""
    lettering = Lettering(FONTS, weight)

    joined = lettering.measure("تسجيل", 40)
    apart = sum(lettering.measure(letter, 40) for letter in "تسجيل")

    assert joined < apart * 0.9
