"""The words by which a search finds a host."""

from admin_server.core.people import fold

# Scripts that put no space between the parts of a name.
_UNSPACED = (
    (0x1100, 0x11FF),  # Korean, whose syllables folding takes apart
    (0x3041, 0x30FF),  # kana
    (0x31F0, 0x31FF),  # small kana
    (0x3400, 0x4DBF),  # Han, extension A
    (0x4E00, 0x9FFF),  # Han
    (0xF900, 0xFAFF),  # Han, compatibility
    (0x20000, 0x3FFFF),  # Han, further extensions
)
# The vowels and the closing consonants of a Korean syllable.
_INSIDE_A_SYLLABLE = (0x1160, 0x11FF)
_LEAST_LETTERS = 2
_MOST_WORDS = 8
LAST_SIGN = "\U0010ffff"
"""Stands after every sign that a word can have."""


def words_of(name: str) -> list[str]:
    """Give the words that a name is found by, in the name's order."""
    return [part for word in _folded(name) for part in _with_inner_words(word)]


def asked_words(query: str) -> list[str]:
    """Give the words to search for; none where the query says too little.

    Two letters are the least, because one would list half the house; one sign
    is enough where a sign is a word.
    """
    words = _folded(query)[:_MOST_WORDS]
    letters = "".join(words)
    if len(letters) >= _LEAST_LETTERS or any(map(_is_unspaced, letters)):
        return words
    return []


def _folded(text: str) -> list[str]:
    return fold(text).split()


def _with_inner_words(word: str) -> list[str]:
    inner = [
        word[at:]
        for at in range(1, len(word))
        if _begins_a_word(word[at], after=word[at - 1])
    ]
    return [word, *inner]


def _begins_a_word(sign: str, *, after: str) -> bool:
    if _is_unspaced(sign):
        return not _within(sign, _INSIDE_A_SYLLABLE)
    return _is_unspaced(after)


def _is_unspaced(sign: str) -> bool:
    return any(_within(sign, script) for script in _UNSPACED)


def _within(sign: str, signs: tuple[int, int]) -> bool:
    first, last = signs
    return first <= ord(sign) <= last
