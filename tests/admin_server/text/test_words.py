"""What the server writes to people, in their language."""

import string
import tomllib
from datetime import datetime
from importlib import resources

import pytest

from admin_server.text import words_in

FILES = sorted(
    file.name
    for file in resources.files("admin_server.text").iterdir()
    if file.name.endswith(".toml")
)


def _texts(name: str) -> dict[str, str]:
    file = resources.files("admin_server.text") / name
    read = tomllib.loads(file.read_text(encoding="utf-8"))
    del read["months"], read["weekdays"]
    return read


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("name", FILES)
def test_every_language_says_the_same_things(name: str) -> None:
    """No language lacks a sentence, or a name in it, that another one has."""
    english, other = _texts("en.toml"), _texts(name)

    assert english.keys() == other.keys()
    assert {key: _blanks(text) for key, text in english.items()} == {
        key: _blanks(text) for key, text in other.items()
    }


@pytest.mark.parametrize("language", ["xx", "../../etc/passwd", "", "e n"])
def test_an_unknown_language_speaks_english(language: str) -> None:
    """A language that we do not have gives English, never an error."""
    assert words_in(language).language == "en"


def test_a_regional_language_is_its_language() -> None:
    """Swiss German reads German."""
    day = datetime(2026, 3, 1, 9, 5).astimezone()

    assert words_in("de-CH").day(day) == "1. März 2026"
    assert words_in("de-CH").weekday_and_day(day) == "Sonntag, 1. März 2026"
    assert words_in("de-CH").time(day) == "09:05"
