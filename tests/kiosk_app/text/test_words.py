"""Every language says the same things, and says names safely."""

from datetime import UTC, datetime

import pytest

from kiosk_app.text.words import load_words, placeholders
from shared.refusals import Refusal

ENGLISH = load_words()["en"]
OTHERS = sorted(set(load_words()) - {"en"})
MOMENT = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
TO_A_VISITOR = [
    Refusal.PASS_UNKNOWN,
    Refusal.CODE_UNKNOWN,
    Refusal.ALREADY_USED,
    Refusal.EXPIRED,
    Refusal.CANCELLED,
    Refusal.OTHER_SITE,
    Refusal.TOO_EARLY,
    Refusal.HOST_UNKNOWN,
    Refusal.RATE_LIMITED,
]


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_the_same_texts_as_english(language):
    """No screen has a hole in any language, and no text is left over."""
    words = load_words()[language]

    assert set(words.texts) == set(ENGLISH.texts)


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(
    "key", sorted(key for key in ENGLISH.texts if not key.startswith("calendar."))
)
def test_a_translation_keeps_the_names_it_is_given(language, key):
    """A name that English says is said in German too."""
    words = load_words()[language]

    assert placeholders(words.texts[key]) == placeholders(ENGLISH.texts[key])


@pytest.mark.parametrize("language", sorted(load_words()))
@pytest.mark.parametrize("code", TO_A_VISITOR)
def test_each_refusal_has_a_reason_and_a_next_step(language, code):
    """Whatever the kiosk refuses, the visitor reads why and what to do."""
    words = load_words()[language]

    assert words.refusal(code) == f"refused.{code}"
    assert words.has(f"refused.{code}.next")


@pytest.mark.parametrize("code", sorted(set(Refusal) - set(TO_A_VISITOR)))
def test_a_fault_of_our_own_is_told_calmly(code):
    """What only a technician understands sends the visitor to reception."""
    assert ENGLISH.refusal(code) == "refused.other"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Tuesday 24 November, 10:00"),
        ("de", "Dienstag, 24. November, 10:00 Uhr"),
    ],
)
def test_a_moment_is_said_as_people_say_it(language, said):
    """Germans read a German date."""
    assert load_words()[language].moment(MOMENT) == said


@pytest.mark.parametrize("language", sorted(load_words()))
def test_every_language_has_seven_days_and_twelve_months(language):
    """No day of the year is without a name."""
    texts = load_words()[language].texts

    assert len(texts["calendar.weekdays"].split()) == 7
    assert len(texts["calendar.months"].split()) == 12


def test_a_name_from_right_to_left_does_not_turn_the_sentence():
    """A Hebrew name stays whole within an English sentence."""
    said = ENGLISH("completed.host_told", host="יונה")

    assert said == "\u2068יונה\u2069 knows you are here"


def test_a_plain_name_is_said_without_hidden_signs():
    """Nothing invisible stands around an English name."""
    said = ENGLISH("completed.host_told", host="Jonas Weber")

    assert said == "Jonas Weber knows you are here"


def test_a_name_with_braces_is_only_a_name():
    """Somebody who types {host} is greeted with exactly that."""
    said = ENGLISH("completed.title", name="{host}")

    assert said == "You are checked in, {host}"


def test_an_unknown_text_is_noticed():
    """A misspelt key fails in the tests, not in the lobby."""
    with pytest.raises(KeyError):
        ENGLISH("welcome.titel")


@pytest.mark.parametrize("language", sorted(load_words()))
@pytest.mark.parametrize("blaming", ["!", "error", "invalid", "please wait", "Fehler"])
def test_the_kiosk_stays_calm(language, blaming):
    """No sentence shouts at a visitor or blames them."""
    said = " ".join(load_words()[language].texts.values()).casefold()

    assert blaming.casefold() not in said
