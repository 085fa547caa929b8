"""Nobody but us can read or make a link for a visitor's phone."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from admin_server.core.phone_links import LinkEnded, PhoneLink
from admin_server.security.phone_links import LONGEST, open_link, seal_link
from admin_server.security.secrets import KeyRing

BOX = KeyRing({"k1": bytes(32)}, primary="k1")
LINK = PhoneLink(
    "tenant",
    "site-house",
    "kiosk-house",
    UUID(int=7),
    datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
)


def test_a_link_is_read_as_it_was_written():
    """The phone comes back to the very kiosk that it left."""
    assert open_link(BOX, seal_link(BOX, LINK)) == LINK


def test_a_link_tells_nobody_what_is_in_it():
    """Whoever sees the code learns neither organisation nor kiosk."""
    sealed = seal_link(BOX, LINK)

    assert "house" not in sealed
    assert sealed != seal_link(BOX, LINK)


def test_a_link_is_short_enough_for_a_screen():
    """A phone reads the code from as far away as people hold it."""
    one = str(UUID(int=2**127))

    # With an address in front, a code of 61 modules: four pixels each.
    assert len(seal_link(BOX, replace(LINK, tenant=one, site=one, kiosk=one))) < 260


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v1.k1.AAAA",
        "x" * (LONGEST + 1),
        seal_link(BOX, LINK)[:-1],
        seal_link(BOX, LINK)[:-6] + "AAAAAA",
        BOX.seal(b"1 2 tenant site kiosk", "said"),
        seal_link(KeyRing({"k1": bytes([1] * 32)}, primary="k1"), LINK),
    ],
    ids=["empty", "short", "long", "cut", "changed", "other purpose", "other key"],
)
def test_what_is_not_ours_is_no_link(text):
    """A link that somebody changed or made up opens nothing."""
    with pytest.raises(LinkEnded):
        open_link(BOX, text)
