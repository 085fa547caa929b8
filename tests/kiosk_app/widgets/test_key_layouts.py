"""Every sign that a visitor needs lies on the keyboard."""

import pytest

from kiosk_app.widgets.key_layouts import (
    BESIDE_SPACE,
    KeyboardKind,
    Layer,
    capital,
    code_rows,
    letter_rows,
)
from shared.visit_pass import CODE_ALPHABET

ARRANGEMENTS = ["qwerty", "qwertz", "never heard of"]


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_the_code_keyboard_has_exactly_the_signs_of_codes(arrangement):
    """Nobody can type an O where the code has a Q."""
    keys = "".join(code_rows(arrangement))

    assert sorted(keys) == sorted(CODE_ALPHABET)


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_every_letter_has_one_key(arrangement):
    """From a to z, each letter is there once."""
    keys = "".join(letter_rows(arrangement, Layer.LETTERS))

    assert set("abcdefghijklmnopqrstuvwxyz") <= set(keys)
    assert len(keys) == len(set(keys))


def test_german_letters_need_no_second_page():
    """Müller, Größer and Jäger are typed without looking for anything."""
    keys = "".join(letter_rows("qwertz", Layer.LETTERS))

    assert set("äöüß") <= set(keys)


@pytest.mark.parametrize("name", ["françois", "łukasz", "şükrü", "đorđe", "åse", "zoë"])
def test_european_names_can_be_typed(name):
    """Łukasz and Şükrü find every letter of their names."""
    layers = [Layer.LETTERS, Layer.ACCENTS, Layer.MORE_ACCENTS]
    keys = "".join("".join(letter_rows("qwerty", layer)) for layer in layers)

    assert set(name) <= set(keys)


def test_an_email_needs_no_second_page_for_its_signs():
    """The at sign and the dot lie beside the space bar."""
    assert set("@.-_") == set("".join(BESIDE_SPACE[KeyboardKind.EMAIL]))


@pytest.mark.parametrize(("small", "large"), [("a", "A"), ("ö", "Ö"), ("ß", "ß")])
def test_capitals_are_single_signs(small, large):
    """The sharp s stays what it is."""
    assert capital(small) == large
