"""What the keys do to a line of text: pure."""

import unicodedata
from typing import TypeAlias

from kiosk_app.journey.events import CaretMoved, Cleared, Erased, Typed
from kiosk_app.journey.states import Entry
from shared.check_in import NAME_LENGTH
from shared.visit_pass import CODE_ALPHABET, CODE_LENGTH

Key: TypeAlias = Typed | Erased | Cleared | CaretMoved

_PHONE_LENGTH = 24
_FEWEST_DIGITS = 5
_PHONE_SIGNS = frozenset("0123456789+-/() ")
_NO_TEXT = {"Cc", "Cs", "Zl", "Zp"}
# Signs that turn the direction of what follows; in a name they only deceive.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def edit(entry: Entry, key: Key) -> Entry:
    """Press one key of the keyboard in a field for words."""
    if isinstance(key, Typed):
        return _insert(entry, "".join(filter(_is_text, key.text)), limit=NAME_LENGTH)
    return _move(entry, key)


def edit_code(entry: Entry, key: Key) -> Entry:
    """Press one key in the field for the code: only signs that a code can have."""
    if isinstance(key, Typed):
        signs = (sign.upper() for sign in key.text if sign.isascii())
        written = "".join(sign for sign in signs if sign in CODE_ALPHABET)
        return _insert(entry, written, limit=CODE_LENGTH)
    return _move(entry, key)


def edit_phone(entry: Entry, key: Key) -> Entry:
    """Press one key in the field for a phone number."""
    if isinstance(key, Typed):
        written = "".join(sign for sign in key.text if sign in _PHONE_SIGNS)
        return _insert(entry, written, limit=_PHONE_LENGTH)
    return _move(entry, key)


def is_phone(text: str) -> bool:
    """Tell whether a text has enough digits for a phone number, and little else."""
    digits = [sign for sign in text if sign.isdigit()]
    return len(digits) >= _FEWEST_DIGITS and _PHONE_SIGNS.issuperset(text)


def at_end(entry: Entry) -> Entry:
    """Put the caret behind the last sign."""
    return Entry(entry.text, len(entry.text))


def tidy(entry: Entry) -> str:
    """Say what was written, without the blanks around it and doubled within."""
    return " ".join(entry.text.split())


def _insert(entry: Entry, written: str, *, limit: int) -> Entry:
    left, right = entry.text[: entry.caret], entry.text[entry.caret :]
    # An accent may come as a sign of its own: it joins the letter before it.
    joined = unicodedata.normalize("NFC", left + written)
    joined = joined[: max(limit - len(right), 0)]
    return Entry(joined + right, len(joined))


def _move(entry: Entry, key: Erased | Cleared | CaretMoved) -> Entry:
    match key:
        case Erased():
            kept = entry.text[: max(entry.caret - 1, 0)]
            return Entry(kept + entry.text[entry.caret :], len(kept))
        case Cleared():
            return Entry()
        case _:
            caret = min(max(entry.caret + key.by, 0), len(entry.text))
            return Entry(entry.text, caret)


def _is_text(sign: str) -> bool:
    return unicodedata.category(sign) not in _NO_TEXT and sign not in _TURNING
