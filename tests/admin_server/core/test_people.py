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
