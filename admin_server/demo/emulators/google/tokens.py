"""The token endpoint: keys that act for others, and refresh tokens."""

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import time
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from admin_server.demo.emulators.google.codes import Codes
from admin_server.demo.emulators.google.refusing import Refusing, TokenRefusing
from admin_server.demo.emulators.google.world import World

AUDIENCE = "https://oauth2.googleapis.com/token"
_JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LONGEST = 3600
_SKEW = 300
SERVICE_ACCOUNT = "portico@portico-demo.iam.gserviceaccount.com"
"""The account that may act for everybody, by its key or without one."""
_TESTED = 7 * 24 * 60 * 60 - 1
READER_SCOPES = frozenset(
    {
        "https://www.googleapis.com/auth/calendar.events.readonly",
        "https://www.googleapis.com/auth/admin.directory.resource.calendar.readonly",
    }
)


# Google writes this one in its own way.
_WRITTEN = {"email": "https://www.googleapis.com/auth/userinfo.email"}


@dataclass(frozen=True)
class Grant:
    """What an access token allows, and for whom."""

    user: str
    scopes: frozenset[str]
    until: float


@dataclass(frozen=True)
class Refreshing:
    """What a refresh token gives, and to which client."""

    user: str
    scopes: frozenset[str]


@dataclass
class Tokens:
    """Gives tokens out and knows what they are worth."""

    world: World
    public_key: rsa.RSAPublicKey
    client: Mapping[str, str]
    codes: Codes
    refresh: dict[str, Refreshing] = field(default_factory=dict)
    granted: dict[str, Grant] = field(default_factory=dict)

    def give(self, form: Mapping[str, str], own_url: str) -> dict[str, Any]:
        """Answer a token request.

        Raises:
            TokenRefusing: it is refused.
        """
        match form.get("grant_type"):
            case str(kind) if kind == _JWT_GRANT:
                return self._answer(*self._by_key(form.get("assertion", ""), own_url))
            case "refresh_token":
                return self._by_refresh_token(form)
            case "authorization_code":
                return self._by_code(form)
            case _:
                raise TokenRefusing(400, "unsupported_grant_type", "Invalid grant_type")

    def make(self, user: str, scopes: frozenset[str]) -> tuple[str, int]:
        """Make an access token; say for how many seconds it is good."""
        token = f"ya29.{secrets.token_urlsafe(24)}"
        self.granted[token] = Grant(user, scopes, time() + _LONGEST)
        return token, _LONGEST - 1

    def keep(self, user: str, scopes: frozenset[str] = READER_SCOPES) -> str:
        """Make a refresh token."""
        token = f"1//{secrets.token_urlsafe(24)}"
        self.refresh[token] = Refreshing(user, scopes)
        return token

    def _answer(self, user: str, scopes: frozenset[str]) -> dict[str, Any]:
        token, lasts = self.make(user, scopes)
        return {
            "access_token": token,
            "expires_in": lasts,
            "scope": " ".join(sorted(_WRITTEN.get(one, one) for one in scopes)),
            "token_type": "Bearer",
        }

    def grant(self, header: str) -> Grant:
        """Say what the token in an Authorization header is worth.

        Raises:
            Refusing: nothing.
        """
        found = self.granted.get(header.removeprefix("Bearer "))
        if found is None or found.until < time():
            raise Refusing(401, "authError")
        return found

    def _by_key(self, assertion: str, own_url: str) -> tuple[str, frozenset[str]]:
        claims = self._verified(assertion)
        if claims.get("iss") != SERVICE_ACCOUNT:
            raise _invalid_grant("Invalid grant: account not found")
        issued, ends = int(claims.get("iat", 0)), int(claims.get("exp", 0))
        now = time()
        if ends - issued > _LONGEST or issued > now + _SKEW or ends < now:
            raise _invalid_grant(
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a"
                " reasonable timeframe. Check your iat and exp values in the JWT claim."
            )
        if claims.get("aud") not in {AUDIENCE, own_url}:
            raise _invalid_grant("Invalid JWT: Failed audience check.")
        scopes = frozenset(str(claims.get("scope", "")).split())
        if not scopes or not scopes <= self.world.delegated:
            raise TokenRefusing(
                401,
                "unauthorized_client",
                "Client is unauthorized to retrieve access tokens using this method, or"
                " client not authorized for any of the scopes requested.",
            )
        user = str(claims.get("sub", SERVICE_ACCOUNT)).casefold()
        if "sub" in claims and user not in self.world.users:
            raise _invalid_grant("Invalid email or User ID")
        return user, scopes

    def _verified(self, assertion: str) -> Mapping[str, Any]:
        try:
            head, body, signature = assertion.split(".")
            signed = f"{head}.{body}".encode()
            algorithm = json.loads(_decoded(head)).get("alg")
            claims = json.loads(_decoded(body))
            self.public_key.verify(
                _decoded(signature), signed, padding.PKCS1v15(), hashes.SHA256()
            )
        except (ValueError, binascii.Error, InvalidSignature, AttributeError) as error:
            raise _invalid_grant("Invalid JWT Signature.") from error
        if algorithm != "RS256" or not isinstance(claims, dict):
            raise _invalid_grant("Invalid JWT Signature.")
        return claims

    def _by_code(self, form: Mapping[str, str]) -> dict[str, Any]:
        self._check_client(form)
        permission = self.codes.redeem(form)
        answer = self._answer(permission.user, permission.scopes)
        if "openid" in permission.scopes:
            answer["id_token"] = self.codes.id_token(permission)
        if permission.refreshes:
            answer["refresh_token"] = self.keep(permission.user, permission.scopes)
        if self.world.tests:
            answer["refresh_token_expires_in"] = _TESTED
        return answer

    def _by_refresh_token(self, form: Mapping[str, str]) -> dict[str, Any]:
        self._check_client(form)
        stated = form.get("refresh_token", "")
        found = self.refresh.get(stated)
        if found is None:
            raise _invalid_grant("Token has been expired or revoked.")
        answer = self._answer(found.user, found.scopes)
        if self.world.rotates:
            del self.refresh[stated]
            answer["refresh_token"] = self.keep(found.user, found.scopes)
        return answer

    def _check_client(self, form: Mapping[str, str]) -> None:
        if form.get("client_id") != self.client["client_id"]:
            raise TokenRefusing(
                401, "invalid_client", "The OAuth client was not found."
            )
        if form.get("client_secret") != self.client["client_secret"]:
            raise TokenRefusing(401, "invalid_client", "Unauthorized")


def key_in(folder: Path) -> tuple[rsa.RSAPrivateKey, dict[str, str]]:
    """Give the service account's key, made on the first start and kept in a folder.

    The second value is what an administrator downloads from Google's console.
    """
    file = folder / "service_account.json"
    if file.exists():
        stated: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
        kept = serialization.load_pem_private_key(stated["private_key"].encode(), None)
        if isinstance(kept, rsa.RSAPrivateKey):
            return kept, stated
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    stated = {
        "type": "service_account",
        "project_id": "portico-demo",
        "private_key_id": secrets.token_hex(20),
        "private_key": key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode(),
        "client_email": SERVICE_ACCOUNT,
        "client_id": "100000000000000000001",
        "token_uri": AUDIENCE,
    }
    file.touch(mode=0o600)
    file.write_text(json.dumps(stated), encoding="utf-8")
    return key, stated


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _invalid_grant(description: str) -> TokenRefusing:
    return TokenRefusing(400, "invalid_grant", description)
