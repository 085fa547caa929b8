"""Every language says the same things, and says names safely."""

from datetime import UTC, datetime

import pytest
from babel import Locale

from kiosk_app.text.words import Words, load_words, placeholders, read_texts
from shared.refusals import Refusal

ENGLISH = load_words()["en"]
OTHERS = sorted(set(load_words()) - {"en"})
MOMENT = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})
TO_THE_LANGUAGE_ITSELF = {"calendar.locale", "calendar.day"}


def without_form(key: str) -> str:
    """Name a text that has several forms for several numbers by their common key."""
    stem, _, form = key.rpartition(".")
    return stem if form in FORMS else key


def forms_of(language: str) -> set[str]:
    """Say which forms a language has, by CLDR."""
    locale = Locale.parse(read_texts(f"{language}.toml")["calendar.locale"])
    return {*locale.plural_form.tags, "other"}


def blanks_by_key(language: str) -> dict[str, set[str]]:
    """Say which names a language's texts want; forms of one text are one."""
    found: dict[str, set[str]] = {}
    for key, text in read_texts(f"{language}.toml").items():
        found.setdefault(without_form(key), set()).update(placeholders(text))
    return {key: found[key] for key in found if key not in TO_THE_LANGUAGE_ITSELF}


BLAMES = [
    "!",
    "！",
    "¡",
    "error",
    "invalid",
    "please wait",
    "Fehler",
    "erreur",
    "veuillez patienter",
    "errore",
    "inválid",
    "błąd",
    "hata",
    "geçersiz",
    "خطأ",
    "エラー",
    "無効",
]
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
    Refusal.CLAIM_UNKNOWN,
    Refusal.KIOSK_TOO_OLD,
]


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_what_english_says(language):
    """No screen has a hole in any language, and every name that English says is said."""
    assert blanks_by_key(language) == blanks_by_key("en")


@pytest.mark.parametrize("language", sorted(load_words()))
def test_every_number_has_its_form(language):
    """One, two, five or none: each is said as the language wants it."""
    keys = read_texts(f"{language}.toml")
    counted = {without_form(key) for key in keys if without_form(key) != key}

    missing = {
        f"{key}.{form}"
        for key in counted
        for form in forms_of(language)
        if f"{key}.{form}" not in keys
    }

    assert missing == set()


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1 wizyta"), (3, "3 wizyty"), (5, "5 wizyt")]
)
def test_things_are_counted_as_the_language_counts(number, said):
    """Polish has other words for one, three and five visits."""
    polish = Words(
        code="pl",
        texts={
            "calendar.locale": "pl",
            "visits.one": "{count} wizyta",
            "visits.few": "{count} wizyty",
            "visits.many": "{count} wizyt",
            "visits.other": "{count} wizyty",
        },
    )

    assert polish.count("visits", number) == said


def test_a_form_that_a_text_lacks_is_the_general_one():
    """A sentence that is the same for all numbers is written once."""
    english = Words(
        code="en", texts={"calendar.locale": "en_GB", "sheep.other": "{count} sheep"}
    )

    assert english.count("sheep", 1) == "1 sheep"


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
        ("en", "Tuesday 24 November, 14:05"),
        ("de", "Dienstag, 24. November, 14:05 Uhr"),
        ("fr", "mardi 24 novembre à 14:05"),
        ("es", "martes, 24 de noviembre, 14:05"),
        ("it", "martedì 24 novembre, 14:05"),
        ("pt", "terça-feira, 24 de novembro, 14:05"),
        ("pl", "wtorek, 24 listopada, 14:05"),
        ("tr", "24 Kasım Salı, 14:05"),
        ("ar", "الثلاثاء، 24 نوفمبر، 2:05 م"),
        ("ja", "11月24日火曜日 14:05"),
    ],
)
def test_a_moment_is_said_as_people_say_it(language, said):
    """Germans read a German date, and Arabs a clock of twelve hours."""
    assert load_words()[language].moment(MOMENT).replace("\u202f", " ") == said


@pytest.mark.parametrize("language", sorted(load_words()))
def test_only_arabic_runs_from_right_to_left(language):
    """The pages of one language are mirrored, and no other."""
    assert load_words()[language].from_right is (language == "ar")


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
@pytest.mark.parametrize("blaming", BLAMES)
def test_the_kiosk_stays_calm(language, blaming):
    """No sentence shouts at a visitor or blames them."""
    said = " ".join(load_words()[language].texts.values()).casefold()

    assert blaming.casefold() not in said
