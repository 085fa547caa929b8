"""Kiosk tokens: opaque, made once, kept only as a hash.

A token is `pk_<kiosk id>_<32 random bytes as base64url>`. It carries 256 bits,
so a plain SHA-256 is enough to store and to look it up by.
"""

import secrets

from shared.staff_pin import hash_of_token

_PREFIX = "pk_"
_LONGEST = 200


def new_token(kiosk_id: str) -> str:
    """Make a token for a kiosk; shown once and never kept."""
    return f"{_PREFIX}{kiosk_id}_{secrets.token_urlsafe(32)}"


def hash_token(token: str) -> bytes:
    """Hash a token as it is stored and looked up."""
    # The kiosk hashes its own token alike: its staff's PIN is made from that.
    return hash_of_token(token)


def bearer_token(authorization: str | None) -> str | None:
    """Take the token out of an `Authorization` header, or None where there is none."""
    scheme, _, token = (authorization or "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token.startswith(_PREFIX):
        return None
    return token if len(token) <= _LONGEST else None
