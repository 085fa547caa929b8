"""What the server writes to people, in their language."""

import string
import tomllib
from datetime import datetime
from importlib import resources

import pytest

from admin_server.text import languages, words_in

OURS = ("de", "en")
"""The languages in which colleagues are written to as well."""
FOR_VISITORS = ("badge_", "visit_")


def _texts(name: str) -> dict[str, str]:
    file = resources.files("admin_server.text") / name
    read = tomllib.loads(file.read_text(encoding="utf-8"))
    for name_of_it in ("locale", "day", "weekday_and_day"):
        del read[name_of_it]
    return read


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _said(language: str) -> dict[str, set[str]]:
    texts = _texts(f"{language}.toml")
    return {key: _blanks(text) for key, text in texts.items()}


def test_english_and_german_say_the_same_things() -> None:
    """No mail lacks a sentence, or a name in it, that the other language has."""
    assert _said("de") == _said("en")


@pytest.mark.parametrize("language", sorted({*languages()} - {*OURS}))
def test_visitors_are_written_to_in_their_language(language: str) -> None:
    """Badges and the mails about a visit say the same in all ten languages."""
    english = _said("en")

    assert _said(language) == {
        key: english[key] for key in english if key.startswith(FOR_VISITORS)
    }


def test_there_are_ten_languages() -> None:
    """A visitor may choose among all that the kiosk speaks."""
    assert languages() == ("ar", "de", "en", "es", "fr", "it", "ja", "pl", "pt", "tr")


def test_what_a_language_lacks_is_said_in_english() -> None:
    """A sentence that only colleagues read is never missing."""
    assert words_in("ja").say("host_arrival_company", company="Lindt") == (
        words_in("en").say("host_arrival_company", company="Lindt")
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Sunday 1 March 2026, 09:05"),
        ("fr", "dimanche 1 mars 2026, 09:05"),
        ("es", "domingo, 1 de marzo de 2026, 9:05"),
        ("it", "domenica 1 marzo 2026, 09:05"),
        ("pt", "domingo, 1 de março de 2026, 09:05"),
        ("pl", "niedziela, 1 marca 2026, 09:05"),
        ("tr", "1 Mart 2026 Pazar, 09:05"),
        ("ar", "الأحد، 1 مارس 2026, 9:05 ص"),
        ("ja", "2026年3月1日日曜日, 9:05"),
    ],
)
def test_days_are_written_as_the_language_writes_them(language: str, said: str) -> None:
    """A mail names the day as its reader would."""
    day = datetime(2026, 3, 1, 9, 5).astimezone()
    words = words_in(language)

    assert f"{words.weekday_and_day(day)}, {words.time(day)}" == said


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
