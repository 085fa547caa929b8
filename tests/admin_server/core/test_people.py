"""Names: kept tidily, compared generously."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin_server.core.people import first_name, fold, fold_email, tidy_name


@given(st.text(max_size=400))
def test_a_tidied_name_is_one_clean_line(text: str) -> None:
    """Whatever is typed, what we keep is one line of at most 200 characters."""
    tidy = tidy_name(text)

    assert len(tidy) <= 200
    assert tidy == tidy.strip()
    assert tidy.isprintable() or "\u200c" in tidy or "\u200d" in tidy
    assert tidy_name(tidy) == tidy


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë Müller", "zoe MULLER"),
        ("Straße", "STRASSE"),
        ("O'Connor", "o connor"),
        ("ＡＢＣ", "abc"),
        ("Ana  María", "ana maria"),
        ("Łukasz Ødegård", "lukasz odegard"),
    ],
)
def test_case_and_accents_do_not_count(one: str, other: str) -> None:
    """Somebody typed without accents is still found."""
    assert fold(one) == fold(other)


def test_an_address_is_compared_without_its_scheme() -> None:
    """Calendars write mailto: before addresses, people do not."""
    assert fold_email(" MAILTO:Mara@Lindt.Example ") == "mara@lindt.example"


def test_people_are_greeted_by_the_first_word() -> None:
    """The screen greets by the first name."""
    assert (first_name("Mara Lindt"), first_name("")) == ("Mara", "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("boss@strasse.example", "boss@straße.example"),
        ("noor@lakeside.example", "noor@la\u212aeside.example"),
        ("ines@lakeside.example", "ine\u017f@lakeside.example"),
        ("ilse@lakeside.example", "\u0130lse@lakeside.example"),
        ("fia@lakeside.example", "\ufb01a@lakeside.example"),
        ("noor@lakeside.example", "\uff4eoor@lakeside.example"),
    ],
)
def test_addresses_of_two_owners_stay_two(one: str, other: str):
    """An address that only looks alike opens nobody's account and finds no visitor."""
    assert fold_email(one) != fold_email(other)


def test_case_does_not_count_in_any_script():
    """Who types their address in capitals is known again."""
    assert fold_email("JÜRGEN@MÜLLER.Example") == fold_email("jürgen@müller.example")
