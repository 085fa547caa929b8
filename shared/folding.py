"""Names as both apps compare them, so that a lock made of one opens with the other."""

import re
import unicodedata

_WORD = re.compile(r"\w+")

# Letters that Unicode holds for letters of their own, but that somebody at a
# keyboard without them writes like this.
_WRITTEN_AS = str.maketrans(
    {
        "ł": "l",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ŧ": "t",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    }
)


def fold(text: str) -> str:
    """Fold a text for comparing: case, accents and width do not count."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(_WORD.findall(bare.translate(_WRITTEN_AS)))
