"""Who consented at Google: what the identity token says that came with the tokens."""

import hmac
import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from admin_server.core.errors import ConsentNeeded, ConsentReason, StrangeReply

_ISSUERS = frozenset({"https://accounts.google.com", "accounts.google.com"})
_SKEW = 300.0
_PARTS = 3


@dataclass(frozen=True)
class Identity:
    """Whose account it is.

    Attributes:
        is_of_organisation: it belongs to a Google Workspace, not to a private person.
    """

    email: str = field(repr=False)
    is_of_organisation: bool


def read_identity(token: str, *, client_id: str, nonce: str, now: datetime) -> Identity:
    """Read an identity token that the token endpoint itself gave us over TLS.

    Then its signature needs no look (OpenID Connect Core 1.0, 3.1.3.7, 6); whose it
    is, for whom and for which question still does.

    Raises:
        StrangeReply: it is not for us, or not the answer to what was asked.
        ConsentNeeded: the account's address was not permitted.
    """
    claims = _claims(token)
    if claims.get("iss") not in _ISSUERS or claims.get("aud") != client_id:
        raise StrangeReply("id_token: it is not from Google, or not for us")
    said = claims.get("nonce")
    if not isinstance(said, str) or not _same(said, nonce):
        raise StrangeReply("id_token: it answers another question")
    ends = claims.get("exp")
    if not isinstance(ends, int | float) or ends + _SKEW < now.timestamp():
        raise StrangeReply("id_token: it is over")
    email = claims.get("email")
    if not isinstance(email, str) or "@" not in email:
        raise ConsentNeeded(ConsentReason.PERMISSION_MISSING, "email")
    if claims.get("email_verified") is not True:
        raise StrangeReply("id_token: the address is not confirmed")
    # Google names the organisation; accounts of private people have none, whatever
    # address they were made with.
    return Identity(email, is_of_organisation=bool(claims.get("hd")))


def _claims(token: str) -> Mapping[str, Any]:
    parts = token.split(".")
    try:
        body = parts[1] if len(parts) == _PARTS else ""
        claims = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (ValueError, RecursionError) as error:
        raise StrangeReply("id_token: it cannot be read") from error
    if not isinstance(claims, dict):
        raise StrangeReply("id_token: it cannot be read")
    return claims


def _same(said: str, expected: str) -> bool:
    return bool(expected) and hmac.compare_digest(said.encode(), expected.encode())
