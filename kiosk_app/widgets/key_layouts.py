"""Which keys lie where, for each keyboard and each field."""

from collections.abc import Mapping
from enum import Enum


class KeyboardKind(Enum):
    """What is being typed."""

    WORDS = "words"
    EMAIL = "email"
    ADDRESS = "address"
    CODE = "code"
    PHONE = "phone"
    DIGITS = "digits"


class Layer(Enum):
    """What the keys write at the moment."""

    LETTERS = "letters"
    LATIN = "latin"
    DIGITS = "digits"
    ACCENTS = "accents"
    MORE_ACCENTS = "more_accents"


LATIN = "qwerty"
"""What everybody can use: for e-mails, and where an arrangement is unknown."""
LETTERS: Mapping[str, tuple[str, str, str]] = {
    LATIN: ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    "qwertz": ("qwertzuiopü", "asdfghjklöä", "yxcvbnmß"),
    "azerty": ("azertyuiop", "qsdfghjklm", "wxcvbné"),
    "spanish": ("qwertyuiop", "asdfghjklñ", "zxcvbnm"),
    "portuguese": ("qwertyuiop", "asdfghjklç", "zxcvbnm"),
    "polish": ("qwertyuiopęó", "asdfghjkląłś", "zxcvbnmżź"),
    "turkish": (
        "qwertyu\N{LATIN SMALL LETTER DOTLESS I}opğü",
        "asdfghjklşi",
        "zxcvbnmöç",
    ),
    "arabic": ("ضصثقفغعهخحجد", "شسيبلاتنمكطذ", "ئءؤرىةوزظأ"),
}
_OWN_SCRIPT = frozenset({"arabic"})
# No I, O, 0 or 1: no code has them, and people mistake them.
_CODE_QWERTY = ("23456789", "QWERTYUP", "ASDFGHJKL", "ZXCVBNM")
CODES: Mapping[str, tuple[str, str, str, str]] = {
    LATIN: _CODE_QWERTY,
    "qwertz": ("23456789", "QWERTZUP", "ASDFGHJKL", "YXCVBNM"),
    "azerty": ("23456789", "AZERTYUP", "QSDFGHJKLM", "WXCVBN"),
}
PHONE = ("123", "456", "789", "+0")
DIGITS = ("123", "456", "789", "0")
OTHERS: Mapping[Layer, tuple[str, str, str]] = {
    Layer.LATIN: LETTERS[LATIN],
    Layer.DIGITS: ("1234567890", "@&/()+_'\"#", ".,:;-!?"),
    Layer.ACCENTS: ("áàâäãåæçñýß", "éèêëíìîïúùû", "óòôöõøœü"),
    Layer.MORE_ACCENTS: ("ąăāćčďđęěėğ", "ıįīłńňőřśšş", "ťțűůūźżž"),
}
_BESIDE_SPACE: Mapping[KeyboardKind, tuple[str, str]] = {
    KeyboardKind.WORDS: ("\N{RIGHT SINGLE QUOTATION MARK}", "-"),
    KeyboardKind.EMAIL: ("@.", "-_"),
    KeyboardKind.ADDRESS: (".:", "/-"),
    KeyboardKind.CODE: ("", ""),
    KeyboardKind.PHONE: ("", ""),
    KeyboardKind.DIGITS: ("", ""),
}
# Letters that found no room in the rows above.
_LETTERS_BESIDE_SPACE: Mapping[str, tuple[str, str]] = {
    "polish": ("ćń", "-"),
    "arabic": ("إ", "آ"),
}


def has_own_script(arrangement: str) -> bool:
    """Tell whether its letters are not Latin, so that both must be at hand."""
    return arrangement in _OWN_SCRIPT


def arrangement_for(arrangement: str, kind: KeyboardKind) -> str:
    """Say which arrangement serves a field: no e-mail address has Arabic letters."""
    latin = kind in (KeyboardKind.EMAIL, KeyboardKind.ADDRESS)
    return LATIN if latin and has_own_script(arrangement) else arrangement


def home_layer(arrangement: str) -> Layer:
    """Say where Latin letters are: accents lead back to them."""
    return Layer.LATIN if has_own_script(arrangement) else Layer.LETTERS


def letter_rows(arrangement: str, layer: Layer) -> tuple[str, str, str]:
    """Say what the three upper rows write; QWERTY for an unknown arrangement."""
    if layer is Layer.LETTERS:
        return LETTERS.get(arrangement, LETTERS[LATIN])
    return OTHERS[layer]


def beside_space(arrangement: str, kind: KeyboardKind, layer: Layer) -> tuple[str, str]:
    """Say what is written by the keys before and after the space bar."""
    if kind is KeyboardKind.WORDS and layer is Layer.LETTERS:
        return _LETTERS_BESIDE_SPACE.get(arrangement, _BESIDE_SPACE[kind])
    return _BESIDE_SPACE[kind]


def has_capitals(arrangement: str, layer: Layer) -> bool:
    """Tell whether what the keys write at the moment can be large."""
    letters = layer is Layer.LETTERS and has_own_script(arrangement)
    return layer is not Layer.DIGITS and not letters


def code_rows(arrangement: str) -> tuple[str, str, str, str]:
    """Say what the four rows write where a code is typed."""
    return CODES.get(arrangement, _CODE_QWERTY)


def capital(sign: str, language: str = "") -> str:
    """Make a letter large; the sharp s stays, since few fonts have a large one."""
    if sign == "i" and language == "tr":
        return "İ"
    large = sign.upper()
    return large if len(large) == 1 else sign
