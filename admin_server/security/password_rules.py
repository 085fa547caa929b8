"""Which passwords are refused: short ones, and those that are tried first."""

import itertools
import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from importlib import resources

from admin_server.core.people import fold

SHORTEST, LONGEST = 10, 1000
_LETTERS = re.compile(r"[^\W\d_]+")
_SHORTEST_OWN_WORD = 4
_MOST_WORDS, _MOST_REST = 2, 6
_LONGEST_WORD = 20
_STEPS_A_LEAP = 5
# What is written for letters by people who believe that it helps.
_WRITTEN_FOR = str.maketrans("0134578@$!|€£", "oieastbasiiel")
# Rows and columns of keyboards: a neighbour is one step away. The last rows are
# those of the German and French layouts.
_KEYBOARDS = (
    ("1234567890", "qwertyuiop", "asdfghjkl;", "zxcvbnm,./"),
    ("1234567890ß", "qwertzuiopü", "asdfghjklöä", "yxcvbnm,.-"),
    ("1234567890", "azertyuiop", "qsdfghjklm", "wxcvbn,;:!"),
    ("789", "456", "123", "0"),
)


class PasswordWrong(StrEnum):
    """Why a password is refused; the value is the key of the sentence that says it."""

    TOO_SHORT = "passwords.too_short"
    TOO_LONG = "passwords.too_long"
    COMMON = "passwords.common"
    OUR_NAME = "passwords.our_name"


def why_refused(
    password: str, *, own_words: Iterable[str] = ()
) -> PasswordWrong | None:
    """Say why a password is refused; None: it may be used.

    Length counts, and that nobody tries it among the first; which signs it is made
    of does not matter.

    Args:
        own_words: what an attacker of this very account would try: the
            organisation's name and slug, the first part of the e-mail address.
    """
    if len(password) < SHORTEST:
        return PasswordWrong.TOO_SHORT
    if len(password) > LONGEST:
        return PasswordWrong.TOO_LONG
    if _names_us(password, own_words):
        return PasswordWrong.OUR_NAME
    return PasswordWrong.COMMON if is_common(password) else None


def is_common(password: str) -> bool:
    """Tell whether a password is one of those that are tried first.

    That is: a common word or two with a few signs around them, a way across the
    keyboard or the alphabet, or one short thing again and again.
    """
    plain = _unit(password.casefold())
    if len(plain) < SHORTEST:
        return True
    return _is_walk(plain) or _is_common_words(plain)


def _names_us(password: str, own_words: Iterable[str]) -> bool:
    written = (password, password.casefold().translate(_WRITTEN_FOR))
    squeezed = [_squeezed(one) for one in written]
    return any(
        word in one
        for word in map(_squeezed, own_words)
        for one in squeezed
        if len(word) >= _SHORTEST_OWN_WORD
    )


def _squeezed(text: str) -> str:
    return fold(text).replace(" ", "").replace("_", "")


def _unit(text: str) -> str:
    """Take what a text repeats, such as "abc" of "abcabcabc"; else all of it."""
    begin = (text + text).find(text, 1)
    return text[:begin]


def _is_walk(text: str) -> bool:
    """Tell whether a finger, or the alphabet, leads from sign to sign."""
    leaps = sum(
        not _is_step(before, after) for before, after in itertools.pairwise(text)
    )
    return leaps <= len(text) // _STEPS_A_LEAP


def _is_step(before: str, after: str) -> bool:
    return abs(ord(before) - ord(after)) <= 1 or after in _neighbours().get(before, ())


@cache
def _neighbours() -> dict[str, frozenset[str]]:
    near: dict[str, set[str]] = {}
    for rows in _KEYBOARDS:
        places = {
            sign: (row, column)
            for row, signs in enumerate(rows)
            for column, sign in enumerate(signs)
        }
        for sign, (row, column) in places.items():
            near.setdefault(sign, set()).update(
                other
                for other, (its_row, its_column) in places.items()
                if abs(row - its_row) <= 1 and abs(column - its_column) <= 1
            )
    return {sign: frozenset(others) for sign, others in near.items()}


def _is_common_words(text: str) -> bool:
    return (
        _made_of_words(text)
        or _made_of_words(text.translate(_WRITTEN_FOR))
        or (
            # Digits at the ends are digits there, and letters only in between.
            _made_of_words(_inside_translated(text))
        )
    )


def _inside_translated(text: str) -> str:
    core = text.strip("0123456789!?.,-_*#@$%&+= ")
    begin = text.find(core)
    end = begin + len(core)
    return text[:begin] + core.translate(_WRITTEN_FOR) + text[end:]


def _made_of_words(text: str) -> bool:
    letters = _LETTERS.findall(text)
    if len(text) - sum(map(len, letters)) > _MOST_REST and not _is_walk(
        "".join(_LETTERS.split(text))
    ):
        return False
    counts = [_word_count(piece) for piece in letters]
    return (
        bool(counts) and None not in counts and sum(filter(None, counts)) <= _MOST_WORDS
    )


def _word_count(piece: str) -> int | None:
    """Say of how many common words a piece is made, at best; None: of none."""
    words = common_words()
    best: list[int | None] = [0] + [None] * len(piece)
    for end in range(1, len(piece) + 1):
        before = [
            count
            for begin in range(max(0, end - _LONGEST_WORD), end)
            if (count := best[begin]) is not None and piece[begin:end] in words
        ]
        best[end] = min(before) + 1 if before else None
    return best[-1]


@cache
def common_words() -> frozenset[str]:
    """Read the words that common passwords are made of."""
    file = resources.files(__package__) / "common_words.txt"
    lines = file.read_text(encoding="utf-8").splitlines()
    return frozenset(
        word for line in lines if not line.startswith("#") for word in line.split()
    )
