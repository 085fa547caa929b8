"""Which letters stand behind a letter that is held down."""

from collections.abc import Mapping

MOST = 8
"""More cells than this are too narrow beside each other."""
DOTLESS = "\N{LATIN SMALL LETTER DOTLESS I}"
# The languages' own come first, in the order in which they are used.
_OF_LANGUAGE: Mapping[str, Mapping[str, str]] = {
    "de": {"a": "ä", "o": "ö", "u": "ü", "s": "ß"},
    "fr": {
        "a": "àâæ",
        "c": "ç",
        "e": "éèêë",
        "i": "îï",
        "o": "ôœ",
        "u": "ùûü",
        "y": "ÿ",
    },
    "es": {"a": "á", "e": "é", "i": "í", "n": "ñ", "o": "ó", "u": "úü"},
    "it": {"a": "à", "e": "èé", "i": "ì", "o": "ò", "u": "ù"},
    "pt": {"a": "ãáâà", "c": "ç", "e": "éê", "i": "í", "o": "õóô", "u": "ú"},
    "pl": {
        "a": "ą",
        "c": "ć",
        "e": "ę",
        "l": "ł",
        "n": "ń",
        "o": "ó",
        "s": "ś",
        "z": "żź",
    },
    "tr": {
        "c": "ç",
        "g": "ğ",
        "i": DOTLESS,
        DOTLESS: "i",
        "o": "ö",
        "s": "ş",
        "u": "ü",
    },
}
_LATIN: Mapping[str, str] = {
    "a": "áàâäãåæą",
    "c": "çćč",
    "d": "ďđð",
    "e": "éèêëęėěē",
    "g": "ğ",
    "i": "íìîïıī",
    "l": "ł",
    "n": "ñńň",
    "o": "óòôöõøœő",
    "r": "ř",
    "s": "śšşß",
    "t": "ťț",
    "u": "úùûüűůū",
    "y": "ýÿ",
    "z": "źżž",
}
_ARABIC: Mapping[str, str] = {
    "\N{ARABIC LETTER ALEF}": "أإآ",
    "و": "ؤ",
    "ي": "ىئ",
    "\N{ARABIC LETTER HEH}": "ة",
    "ت": "ة",
    "ك": "گ",
    "ب": "پ",
    "ج": "چ",
    "ف": "ڤ",
    "ز": "ژ",
}


def accents_of(sign: str, language: str) -> str:
    """Say what else a small letter may become; nothing for most signs."""
    own = _OF_LANGUAGE.get(language, {}).get(sign, "")
    others = _LATIN.get(sign, "") + _ARABIC.get(sign, "")
    return (own + "".join(one for one in others if one not in own))[:MOST]
