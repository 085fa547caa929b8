"""A mistyped address is noticed before anything is sent to it."""

import pytest

from kiosk_app.journey.email_check import is_email, suggestion


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mara@gmial.com", "mara@gmail.com"),
        ("mara@gmai.com", "mara@gmail.com"),
        ("mara@gmaill.com", "mara@gmail.com"),
        ("mara@hnail.com", None),
        ("mara@hotmial.com", "mara@hotmail.com"),
        ("mara@hotmail.con", "mara@hotmail.com"),
        ("mara@outlok.de", "mara@outlook.de"),
        ("mara@Gmial.Com", "mara@gmail.com"),
        ("mara@gmial.con", "mara@gmail.com"),
        ("mara@lindt.cmo", "mara@lindt.com"),
        ("mara@lindt.ogr", "mara@lindt.org"),
        ("m.l+x@t-onlin.de", "m.l+x@t-online.de"),
    ],
)
def test_what_was_probably_meant_is_offered(typed, meant):
    """B28, statement 19: a slip of the finger in the domain is offered as it was meant."""
    assert suggestion(typed) == meant


@pytest.mark.parametrize(
    "email",
    [
        "mara@gmail.com",
        "mara@GMAIL.com",
        "mara@mail.com",
        "mara@email.com",
        "mara@yahoo.ca",
        "mara@lindt.example",
        "mara@web.de",
        "mara@gmx.at",
        "mara@firma.co",
        "mara@five.com",
        "mara",
        "",
    ],
)
def test_a_good_address_is_left_alone(email):
    """Nobody is told that their own address is wrong."""
    assert suggestion(email) is None


@pytest.mark.parametrize("email", ["a@b.c", "mara.lindt+x@mail.lindt.example"])
def test_an_address_has_a_name_and_a_domain(email):
    """What can be an address is taken as one."""
    assert is_email(email)


@pytest.mark.parametrize(
    "email", ["mara", "@b.c", "a@b", "a b@c.d", "a@b..c", "a@@b.c"]
)
def test_what_cannot_be_an_address_is_none(email):
    """What nobody could be reached at is asked about."""
    assert not is_email(email)
