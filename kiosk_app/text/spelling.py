"""An e-mail address as it is read out: sign by sign, in English by the radio alphabet."""

from kiosk_app.text.words import Words

_RADIO = """
    Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike
    November Oscar Papa Quebec Romeo Sierra Tango Uniform Victor Whiskey Xray Yankee Zulu
"""
RADIO = {name[0].casefold(): name for name in _RADIO.split()}
"""What letters are called where one must not be taken for another."""
_SIGNS = {"@": "at", ".": "dot", "-": "dash", "_": "underscore", "+": "plus"}


def spelled(email: str, words: Words) -> str:
    """Spell an address for somebody who hears it."""
    return ", ".join(_called(sign, words) for sign in email)


def _called(sign: str, words: Words) -> str:
    if sign in _SIGNS:
        return words(f"confirming_email.{_SIGNS[sign]}")
    # Elsewhere a letter is called what the screen reader's own voice calls it.
    return RADIO.get(sign.casefold(), sign) if words.code == "en" else sign
