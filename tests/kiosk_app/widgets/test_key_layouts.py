"""Every sign that a visitor needs lies on the keyboard."""

import pytest

from kiosk_app.text.words import load_words
from kiosk_app.theme.sizes import sizes_for
from kiosk_app.widgets.key_layouts import (
    LETTERS,
    PHONE,
    KeyboardKind,
    Layer,
    arrangement_for,
    beside_space,
    capital,
    code_rows,
    has_capitals,
    has_own_script,
    home_layer,
    letter_rows,
)
from shared.visit_pass import CODE_ALPHABET

LATIN = sorted({*LETTERS, "never heard of"} - {"arabic"})
ARRANGEMENTS = sorted({*LETTERS, "never heard of"})
LAYERS = [Layer.LETTERS, Layer.ACCENTS, Layer.MORE_ACCENTS]
SIZES = [(800, 480), (1280, 800), (800, 1280)]


def letters_at_hand(arrangement: str) -> set[str]:
    """Collect what is written without opening another page of keys."""
    beside = beside_space(arrangement, KeyboardKind.WORDS, Layer.LETTERS)
    return {*"".join(letter_rows(arrangement, Layer.LETTERS)), *"".join(beside)}


@pytest.mark.parametrize("language", sorted(load_words()))
def test_every_language_has_a_keyboard_that_we_know(language):
    """No language falls back to the American keyboard by a slip of the pen."""
    assert load_words()[language]("language.keyboard") in LETTERS


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_the_code_keyboard_has_exactly_the_signs_of_codes(arrangement):
    """Nobody can type an O where the code has a Q."""
    keys = "".join(code_rows(arrangement))

    assert sorted(keys) == sorted(CODE_ALPHABET)


@pytest.mark.parametrize("arrangement", LATIN)
def test_every_letter_has_one_key(arrangement):
    """From a to z, each letter is there once."""
    keys = "".join(letter_rows(arrangement, Layer.LETTERS))

    assert set("abcdefghijklmnopqrstuvwxyz") <= set(keys)
    assert len(keys) == len(set(keys))


def test_german_letters_need_no_second_page():
    """Müller, Größer and Jäger are typed without looking for anything."""
    keys = "".join(letter_rows("qwertz", Layer.LETTERS))

    assert set("äöüß") <= set(keys)


@pytest.mark.parametrize(
    ("arrangement", "letters"),
    [
        ("azerty", "é"),
        ("spanish", "ñ"),
        ("portuguese", "ç"),
        ("polish", "ąćęłńóśźż"),
        ("turkish", "çğıiöşü"),
        ("arabic", "ابتثجحخدذرزسشصضطظعغفقكلمنهويءأإآؤئةى"),
    ],
)
def test_the_letters_of_a_language_need_no_second_page(arrangement, letters):
    """Łukasz, Şükrü, Iñigo and أحمد type their names without looking for anything."""
    assert set(letters) <= letters_at_hand(arrangement)


@pytest.mark.parametrize("arrangement", LATIN)
@pytest.mark.parametrize("name", ["françois", "łukasz", "şükrü", "đorđe", "åse", "zoë"])
def test_european_names_can_be_typed(name, arrangement):
    """Łukasz and Şükrü find every letter of their names on every keyboard."""
    keys = "".join("".join(letter_rows(arrangement, layer)) for layer in LAYERS)

    assert set(name) <= set(keys)


@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
@pytest.mark.parametrize("layer", list(Layer))
def test_an_email_needs_no_second_page_for_its_signs(arrangement, layer):
    """The at sign and the dot lie beside the space bar, whatever lies above."""
    beside = beside_space(arrangement, KeyboardKind.EMAIL, layer)

    assert set("@.-_") == set("".join(beside))


def test_an_email_is_typed_in_latin_letters():
    """An Arab types the e-mail address without looking for the other letters."""
    assert arrangement_for("arabic", KeyboardKind.EMAIL) == "qwerty"
    assert arrangement_for("arabic", KeyboardKind.WORDS) == "arabic"
    assert arrangement_for("turkish", KeyboardKind.EMAIL) == "turkish"


def test_a_phone_number_has_digits_and_its_plus():
    """Where a number is asked for, nothing else can be typed."""
    assert sorted("".join(PHONE)) == sorted("0123456789+")


def test_arabs_find_latin_letters_too():
    """A Latin name is one touch away, and its accents lead back to Latin letters."""
    assert has_own_script("arabic")
    assert home_layer("arabic") is Layer.LATIN
    assert not has_capitals("arabic", Layer.LETTERS)
    assert has_capitals("arabic", Layer.LATIN)


@pytest.mark.parametrize(
    ("small", "language", "large"),
    [
        ("a", "en", "A"),
        ("ö", "de", "Ö"),
        ("ß", "de", "ß"),
        ("i", "en", "I"),
        ("i", "tr", "İ"),
        ("ı", "tr", "I"),
        ("ş", "tr", "Ş"),
        ("أ", "ar", "أ"),
    ],
)
def test_capitals_are_those_of_the_language(small, language, large):
    """The sharp s stays what it is, and a Turkish i keeps its dot."""
    assert capital(small, language) == large


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("layer", list(Layer))
@pytest.mark.parametrize("arrangement", ARRANGEMENTS)
def test_every_key_is_wide_enough_for_a_finger(arrangement, layer, size):
    """No keyboard has so many keys in a row that one is narrower than 48 px."""
    sizes = sizes_for(*size)
    longest = max(map(len, letter_rows(arrangement, layer)))

    room = size[0] - 2 * sizes.px(12, 24) - (longest - 1) * sizes.px(8, 12)

    assert room / longest >= 48
