"""What somebody permitted on the page of consent, until it is redeemed, once."""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from time import time
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from admin_server.demo.emulators.google.refusing import TokenRefusing

_LASTS = 600
_ISSUER = "https://accounts.google.com"
_PRIVATE = "gmail.com"


@dataclass(frozen=True)
class Permission:
    """What was permitted, to whom, and for which question.

    Attributes:
        refreshes: whether a refresh token comes of it.
    """

    user: str
    scopes: frozenset[str]
    client_id: str
    redirect_uri: str
    challenge: str
    nonce: str
    refreshes: bool
    until: float = field(default_factory=lambda: time() + _LASTS)


@dataclass
class Codes:
    """Codes that were given to browsers."""

    key: rsa.RSAPrivateKey
    open: dict[str, Permission] = field(default_factory=dict)

    def give(self, permission: Permission) -> str:
        """Make a code for a permission."""
        code = f"4/{secrets.token_urlsafe(24)}"
        self.open[code] = permission
        return code

    def redeem(self, form: Mapping[str, str]) -> Permission:
        """Take a code; it counts once, and only for whoever asked for it.

        Raises:
            TokenRefusing: it does not.
        """
        found = self.open.pop(form.get("code", ""), None)
        if found is None or found.until < time():
            raise _refused("Malformed auth code.")
        if form.get("redirect_uri") != found.redirect_uri:
            raise TokenRefusing(400, "redirect_uri_mismatch", "Bad Request")
        verifier = form.get("code_verifier", "")
        if found.challenge and not verifier:
            raise _refused("Missing code verifier.")
        if found.challenge and _challenge(verifier) != found.challenge:
            raise _refused("Invalid code verifier.")
        return found

    def id_token(self, permission: Permission) -> str:
        """Say who permitted it, signed."""
        now = int(time())
        claims: dict[str, Any] = {
            "iss": _ISSUER,
            "azp": permission.client_id,
            "aud": permission.client_id,
            "sub": str(int(sha256(permission.user.encode()).hexdigest()[:15], 16)),
            "iat": now,
            "exp": now + 3600,
        }
        if permission.nonce:
            claims["nonce"] = permission.nonce
        if "email" in permission.scopes:
            claims |= {"email": permission.user, "email_verified": True}
        domain = permission.user.rpartition("@")[2]
        if domain != _PRIVATE:
            claims["hd"] = domain
        return signed(self.key, claims)


def signed(key: rsa.RSAPrivateKey, claims: Mapping[str, Any]) -> str:
    """Write a JSON web token with RS256."""
    head = {"alg": "RS256", "typ": "JWT"}
    text = ".".join(_encoded(json.dumps(part).encode()) for part in (head, claims))
    signature = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{text}.{_encoded(signature)}"


def _challenge(verifier: str) -> str:
    return _encoded(sha256(verifier.encode()).digest())


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


def _refused(description: str) -> TokenRefusing:
    return TokenRefusing(400, "invalid_grant", description)
