"""Verifying an OpenID Connect ID token: signature, issuer, audience, time and nonce."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError
from joserfc.jwk import KeySet

ALGORITHMS = ("RS256", "ES256")
"""What we accept; "none" and shared secrets are how such checks are got around."""
_CURVES = {"RSA": None, "EC": "P-256"}
_LEEWAY = 120
"""Seconds by which the provider's clock and ours may differ."""
_TIMES = ("exp", "iat", "nbf")


class TokenWrong(Exception):
    """A token does not prove what it says."""


class ClocksDiffer(TokenWrong):
    """A token is from the future or long over: a clock is wrong, or it is old."""


@dataclass(frozen=True)
class Expected:
    """What a token has to say to be meant for us, now.

    Attributes:
        access_token: the one it came with; where the token speaks of it, it must
            be this one.
    """

    issuer: str
    client_id: str
    nonce: str
    access_token: str
    now: datetime


def verify_id_token(
    token: str, keys: bytes, expected: Expected
) -> Mapping[str, object]:
    """Check a token and give what it claims.

    Args:
        keys: the provider's key set as it came, JSON (RFC 7517).

    Raises:
        ClocksDiffer: it is not valid yet, or not any more.
        TokenWrong: it is signed by nobody we were told of, or meant for others.
    """
    try:
        decoded = jwt.decode(token, _usable(keys), algorithms=list(ALGORITHMS))
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            {
                "iss": {"essential": True, "value": expected.issuer},
                "aud": {"essential": True, "value": expected.client_id},
            },
            {
                "nonce": expected.nonce,
                "client_id": expected.client_id,
                "access_token": expected.access_token,
            },
        )
        claims.validate(now=int(expected.now.timestamp()), leeway=_LEEWAY)
    except ExpiredTokenError as error:
        raise ClocksDiffer("exp") from error
    except InvalidClaimError as error:
        claim = str(error.claim)
        kind = ClocksDiffer if claim in _TIMES else TokenWrong
        raise kind(claim) from error
    except (JoseError, ValueError, TypeError, KeyError) as error:
        # Only the kind: the library's words may quote the token.
        raise TokenWrong(type(error).__name__) from error
    return dict(claims)


def _usable(keys: bytes) -> KeySet:
    """Read the keys that may sign; others in the set do not spoil it."""
    read: dict[str, Any] = json.loads(keys)
    return KeySet.import_key_set({"keys": [k for k in read["keys"] if _may_sign(k)]})


def _may_sign(key: object) -> bool:
    if not isinstance(key, dict) or key.get("use", "sig") != "sig":
        return False
    kind = key.get("kty")
    return kind in _CURVES and _CURVES[kind] in (None, key.get("crv"))
