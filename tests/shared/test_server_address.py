"""An address as people type it, and the code that the dashboard shows."""

import pytest

from shared.server_address import ServerLink, read_link, shown_fingerprint

MARK = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("visitors.example.org", "https://visitors.example.org"),
        (" HTTPS://Visitors.Example.org/ ", "https://visitors.example.org"),
        ("visitors.example.org:8443", "https://visitors.example.org:8443"),
        ("https://example.org/portico/", "https://example.org/portico"),
        ("http://127.0.0.1:8600", "http://127.0.0.1:8600"),
        ("http://localhost:8600", "http://localhost:8600"),
    ],
)
def test_an_address_may_be_typed_as_people_say_it(text, url):
    """Nobody has to type https, and large letters or a last stroke do no harm."""
    assert read_link(text) == ServerLink(url)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://visitors.example.org",
        "ftp://visitors.example.org",
        "https://",
        "https://a.example:99999",
        "https://me:secret@a.example",
        "https://a.example?x=1",
        "two words",
        "a" * 300,
        "visitörs.example",
        "https://a.example#ca=1234",
        "https://a.example#other",
    ],
)
def test_what_is_no_safe_address_is_not_taken(text):
    """A token never goes over an open line to another machine."""
    assert read_link(text) is None


def test_the_dashboards_code_brings_the_authority_along():
    """One code says where the server is and which authority vouches for it."""
    link = ServerLink("https://a.example", MARK)

    assert read_link(link.text) == link
    assert ServerLink("https://a.example").text == "https://a.example"


def test_a_fingerprint_is_compared_in_groups_of_four():
    """Two people compare eight short groups."""
    assert shown_fingerprint(MARK) == "0123 4567 89AB CDEF 0123 4567 89AB CDEF"
