"""What a visitor recognises of themselves, and nobody else can use."""

import pytest

from admin_server.core.masking import (
    hint_of,
    masked_company,
    masked_email,
    masked_phone,
    masked_words,
    short_name,
)
from admin_server.core.people import Visitor


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("mara@lindt.example", "m•••@l•••.example"),
        ("m@l.example", "m•••@l•••.example"),
        ("mara.lindt@mail.lindt.co.uk", "m•••@m•••.uk"),
        ("mara@localhost", "m•••@l•••"),
        ("mara", "m•••"),
        ("@lindt.example", "l•••"),
        ("", "•••"),
    ],
)
def test_an_address_is_recognised_by_its_owner_only(address: str, shown: str):
    """The first letters and the ending are shown; how long it is, is not."""
    assert masked_email(address) == shown


@pytest.mark.parametrize(
    ("visitor", "hint"),
    [
        (
            Visitor("v", "Mara", email="mara@lindt.example", company="Lindt"),
            "m•••@l•••.example",
        ),
        (Visitor("v", "Mara", company="Lindt"), "L•••"),
        (Visitor("v", "Mara"), None),
    ],
)
def test_a_company_stands_in_for_an_address(visitor: Visitor, hint: str | None):
    """Who gave no e-mail sees the first letter of their company."""
    assert hint_of(visitor) == hint


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Ben Keller", "Ben K."),
        ("Ben van der Keller", "Ben K."),
        ("Ben", "Ben"),
        ("", ""),
    ],
)
def test_a_colleague_is_named_as_colleagues_do(name: str, short: str):
    """First name and one letter are enough for who came together."""
    assert short_name(name) == short


@pytest.mark.parametrize(
    ("company", "shown"),
    [("Lindt", "L•••t"), (" Nordwind ", "N•••d"), ("ABB", "A•••"), ("", "•••")],
)
def test_a_company_shows_its_ends(company: str, shown: str):
    """First and last letter; of three letters that would be nearly all."""
    assert masked_company(company) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+41 44 123 45 45", "••• 45"), ("1-2 /3", "••• 23"), ("ring me", "••• ")],
)
def test_a_number_shows_its_last_two_digits(number: str, shown: str):
    """Enough for whoever dials it every day, for nobody else."""
    assert masked_phone(number) == shown


def test_a_hosts_name_shows_its_first_letters():
    """Whoever visited them remembers who that was."""
    assert masked_words("Jonas  von Weber") == "J••• v••• W•••"
