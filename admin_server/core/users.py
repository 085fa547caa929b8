"""People who sign in: their roles, sessions, passkeys and one-time links."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar


class Role(StrEnum):
    """What somebody may do; `core/permissions.py` says what each role may."""

    TENANT_ADMIN = "tenant_admin"
    SITE_ADMIN = "site_admin"
    RECEPTIONIST = "receptionist"
    MEMBER = "member"


class SignInMethod(StrEnum):
    """How somebody proved who they are."""

    PASSWORD = "password"  # noqa: S105 - a word, not a password
    PASSKEY = "passkey"
    OPENID = "openid"
    LINK = "link"


@dataclass(frozen=True)
class User:
    """Somebody with an account at one tenant.

    Attributes:
        email: unique in the tenant, compared folded; also finds the host who
            this user is.
        sites: ids of the assigned sites; a tenant admin has all without any.
        password_hash: Argon2id; None where nobody has set a password.
        must_change: the password has to be changed before anything else.
        failures: wrong passwords since the last right one.
        sealed_totp: the TOTP secret (RFC 6238), sealed to tenant and user.
        totp_on: whether the secret was confirmed and is asked for.
        totp_step: the last time step a code was taken of; none counts twice.
        recovery_hashes: SHA-256 of the recovery codes that are left.
    """

    id: str
    email: str
    name: str
    role: Role
    sites: tuple[str, ...] = ()
    language: str = "en"
    active: bool = True
    password_hash: str | None = None
    must_change: bool = False
    failures: int = 0
    locked_until: datetime | None = None
    sealed_totp: str | None = None
    totp_on: bool = False
    totp_step: int = 0
    recovery_hashes: tuple[str, ...] = ()
    created_at: datetime | None = None
    signed_in_at: datetime | None = None


@dataclass(frozen=True)
class Session:
    """One browser that is signed in; its token is kept only as a hash.

    Attributes:
        expires_at: the end that no use delays.
        strong: whether a second factor was shown.
        agent: which browser, in words for the list of sessions.
    """

    id: str
    user: str
    token_hash: bytes
    method: SignInMethod
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    strong: bool = False
    agent: str = ""

    IDLE: ClassVar[timedelta] = timedelta(hours=12)
    """Unused for so long, a session has ended."""
    LONGEST: ClassVar[timedelta] = timedelta(days=14)
    """However much it is used, a session ends after this."""


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    RESET_PASSWORD = "reset_password"  # noqa: S105 - a word, not a password
    WELCOME = "welcome"


@dataclass(frozen=True)
class OneTimeLink:
    """A link that works once; its token is kept only as a hash."""

    id: str
    user: str
    purpose: LinkPurpose
    token_hash: bytes
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True)
class Passkey:
    """A WebAuthn credential of a user.

    Attributes:
        credential: the credential's id as the authenticator gave it.
        counter: the signature counter last seen.
    """

    id: str
    user: str
    credential: bytes
    public_key: bytes
    counter: int
    name: str
    created_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True)
class IdentityProvider:
    """An OpenID Connect issuer that a tenant's people may sign in by.

    Attributes:
        kind: "microsoft", "google" or "openid".
        sealed_secret: the client secret, sealed to tenant and provider.
    """

    id: str
    kind: str
    name: str
    issuer: str
    client_id: str
    sealed_secret: str | None = None
    active: bool = True


@dataclass(frozen=True)
class Identity:
    """Who a user is at an identity provider; never matched by e-mail again."""

    provider: str
    subject: str
    user: str
