"""Links that work once."""

import pytest

from admin_server.core.errors import SecretUnreadable
from admin_server.security.chance import CHANCE
from admin_server.security.devices import hash_token
from admin_server.security.links import new_link, open_token
from admin_server.security.secrets import KeyRing


def test_the_mail_gets_the_token_and_the_database_a_hash(tmp_path):
    """Only whoever gets the mail can use the link."""
    box = KeyRing.load_or_create(tmp_path / "key")

    link = new_link(box, "tenant", chance=CHANCE)

    token = open_token(box, "tenant", link.id, link.sealed)
    assert hash_token(token) == link.token_hash
    assert token not in repr(link)


def test_a_seal_belongs_to_its_link(tmp_path):
    """A mail that was put together from two others brings no link."""
    box = KeyRing.load_or_create(tmp_path / "key")
    link = new_link(box, "tenant", chance=CHANCE)

    with pytest.raises(SecretUnreadable):
        open_token(box, "other", link.id, link.sealed)
