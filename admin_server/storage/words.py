"""The words by which a search finds a host."""

from dataclasses import dataclass

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
# None of these is ever part of a word, and the gap stands before all that are.
_FIRST, _GAP, _AFTER_GAP = "^", " ", "!"
_LAST_SIGN = "\U0010ffff"


@dataclass(frozen=True)
class Span:
    """Kept words that stand side by side: from one to right before another."""

    start: str
    end: str


def words_of(name: str) -> list[str]:
    """Give the words that a name is found by, in the name's order."""
    return [part for word in _folded(name) for part in _with_inner_words(word)]


def kept_words(name: str) -> list[str]:
    """Give a name's words as they are kept, so that an index has them in order.

    The whole name stands behind each: among all who are called Anna, whoever comes
    first in the alphabet comes first in the index. The word that begins the name
    has a mark, since people look for it before all others.
    """
    whole = _GAP.join(_folded(name))
    later = [f"{word}{_GAP}{whole}" for word in words_of(name)[1:]]
    return [f"{_FIRST}{whole}", *later] if whole else []


def beginning(word: str) -> Span:
    """Where the names stand that begin with a word, or with more than the word.

    Those that begin with the very word come first.
    """
    return Span(f"{_FIRST}{word}", f"{_FIRST}{word}{_LAST_SIGN}")


def later(word: str) -> Span:
    """Where the words stand that are this very word, further back in a name."""
    return Span(word, f"{word}{_AFTER_GAP}")


def later_begun(word: str) -> Span:
    """Where the words stand that only begin so, further back in a name."""
    return Span(f"{word}{_AFTER_GAP}", f"{word}{_LAST_SIGN}")


def begun(word: str) -> Span:
    """Where the words stand that are this word or begin so, further back in a name."""
    return Span(word, f"{word}{_LAST_SIGN}")


def begins_with(name: str, word: str) -> bool:
    """Tell whether a folded name's first word is this very word."""
    return f"{name}{_GAP}".startswith(f"{word}{_GAP}")


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
