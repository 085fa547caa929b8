"""Links that work once: made here, and opened again by whoever writes their mail."""

import secrets

from admin_server.core.accounts import NewLink
from admin_server.core.invitations import Invented
from admin_server.core.ports import SecretBox
from admin_server.security.devices import hash_token

_PURPOSE = "link_token"


def new_link(box: SecretBox, tenant_id: str, *, chance: Invented) -> NewLink:
    """Make a link of 256 random bits; the database has its hash, the mail's row a seal."""
    link_id, token = chance.new_id(), secrets.token_urlsafe(32)
    return NewLink(
        id=link_id,
        token_hash=hash_token(token),
        sealed=box.seal(token.encode(), *link_words(tenant_id, link_id)),
        message=chance.new_id(),
    )


def open_token(box: SecretBox, tenant_id: str, link_id: str, sealed: str) -> str:
    """Give the token of a link that is about to be mailed.

    Raises:
        SecretUnreadable: another key, another link, or tampering.
    """
    return box.open(sealed, *link_words(tenant_id, link_id)).decode()


def link_words(tenant_id: str, link_id: str) -> tuple[str, ...]:
    """Say what a link's token is bound to."""
    return tenant_id, _PURPOSE, link_id
