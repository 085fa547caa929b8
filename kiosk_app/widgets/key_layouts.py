"""Which keys lie where, for each keyboard and each field."""

from collections.abc import Mapping
from enum import Enum


class KeyboardKind(Enum):
    """What is being typed."""

    WORDS = "words"
    EMAIL = "email"
    CODE = "code"


class Layer(Enum):
    """What the keys write at the moment."""

    LETTERS = "letters"
    DIGITS = "digits"
    ACCENTS = "accents"
    MORE_ACCENTS = "more_accents"


LETTERS: Mapping[str, tuple[str, str, str]] = {
    "qwerty": ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    "qwertz": ("qwertzuiopü", "asdfghjklöä", "yxcvbnmß"),
}
# No I, O, 0 or 1: no code has them, and people mistake them.
CODES: Mapping[str, tuple[str, str, str, str]] = {
    "qwerty": ("23456789", "QWERTYUP", "ASDFGHJKL", "ZXCVBNM"),
    "qwertz": ("23456789", "QWERTZUP", "ASDFGHJKL", "YXCVBNM"),
}
OTHERS: Mapping[Layer, tuple[str, str, str]] = {
    Layer.DIGITS: ("1234567890", "@&/()+_'\"#", ".,:;-!?"),
    Layer.ACCENTS: ("áàâäãåæçñýß", "éèêëíìîïúùû", "óòôöõøœü"),
    Layer.MORE_ACCENTS: ("ąăāćčďđęěėğ", "ıįīłńňőřśšş", "ťțűůūźżž"),
}
BESIDE_SPACE: Mapping[KeyboardKind, tuple[str, str]] = {
    KeyboardKind.WORDS: ("\N{RIGHT SINGLE QUOTATION MARK}", "-"),
    KeyboardKind.EMAIL: ("@.", "-_"),
    KeyboardKind.CODE: ("", ""),
}


def letter_rows(arrangement: str, layer: Layer) -> tuple[str, str, str]:
    """Say what the three upper rows write; QWERTY for an unknown arrangement."""
    if layer is Layer.LETTERS:
        return LETTERS.get(arrangement, LETTERS["qwerty"])
    return OTHERS[layer]


def code_rows(arrangement: str) -> tuple[str, str, str, str]:
    """Say what the four rows write where a code is typed."""
    return CODES.get(arrangement, CODES["qwerty"])


def capital(sign: str) -> str:
    """Make a letter large; the sharp s stays, since few fonts have a large one."""
    large = sign.upper()
    return large if len(large) == 1 else sign
