"""Who somebody is at an identity provider, and which user of a tenant that makes them.

A provider names a person by a subject that never changes. The first time, an e-mail
address that the provider vouches for finds the user; from then on only the subject
counts, so that an address that is given to somebody else opens nobody's account.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from admin_server.core.ports import Nouns
from admin_server.core.users import Identity, IdentityProvider, User

_MICROSOFT = "https://login.microsoftonline.com"
GOOGLE = "https://accounts.google.com"
"""Google's issuer; there is only one."""


class ProviderKind(StrEnum):
    """Whose identity provider it is: they differ in what they call a person."""

    MICROSOFT = "microsoft"
    GOOGLE = "google"
    OPENID = "openid"


@dataclass(frozen=True)
class Claimed:
    """Whom a provider's verified token names.

    Attributes:
        subject: never changes and is never given to somebody else.
        emails: addresses that the provider vouches for, the best one first.
        strong: whether the provider says that it asked for a second factor.
    """

    subject: str
    emails: tuple[str, ...] = ()
    strong: bool = False


def microsoft_issuer(directory: str) -> str:
    """Say who issues the tokens of one Microsoft directory.

    Only one directory's tokens can be told from everybody else's: "common" and
    "organizations" let in whoever has any directory at all.

    Raises:
        ValueError: this is no directory's id.
    """
    return f"{_MICROSOFT}/{UUID(directory)}/v2.0"


def directory_of(provider: IdentityProvider) -> str:
    """Give the directory's id of a Microsoft provider."""
    return provider.issuer.removeprefix(f"{_MICROSOFT}/").removesuffix("/v2.0")


def read_claims(kind: str, claims: Mapping[str, object]) -> Claimed | None:
    """Read whom a token names; None where it lacks what tells people apart.

    The token's signature, issuer and audience have been verified before.
    """
    match kind:
        case ProviderKind.MICROSOFT:
            return _read_microsoft(claims)
        case ProviderKind.GOOGLE:
            # Google never says how somebody proved who they are.
            return _read_standard(claims, strong=False)
        case _:
            return _read_standard(claims, strong=_used_two_factors(claims))


def find_person(
    nouns: Nouns, provider: IdentityProvider, claimed: Claimed, *, now: datetime
) -> User | None:
    """Find the user whom a provider names; None for strangers.

    A person's first sign-in ties their identity to the user with their address.
    Nobody registers themselves: who has no account is a stranger.
    """
    known = nouns.identity_providers.identity(provider.id, claimed.subject)
    user = nouns.users.get(known.user) if known else None
    if known is None:
        user = _tie(nouns, provider, claimed, now=now)
    return user if user is not None and user.active else None


def _tie(
    nouns: Nouns, provider: IdentityProvider, claimed: Claimed, *, now: datetime
) -> User | None:
    user = _by_emails(nouns, claimed.emails)
    if user is None or not user.active:
        return None
    tied = nouns.identity_providers.identities_of(user.id)
    if any(one.provider == provider.id for one in tied):
        # Somebody else signed in as this user: the address has a new owner.
        return None
    nouns.identity_providers.keep_identity(
        Identity(provider.id, claimed.subject, user.id)
    )
    nouns.audit.add(
        at=now,
        event="identity.tied",
        actor=f"user:{user.id}",
        subject=f"identity_provider:{provider.id}",
    )
    return user


def _by_emails(nouns: Nouns, emails: tuple[str, ...]) -> User | None:
    found = (nouns.users.by_email(email) for email in emails)
    return next((user for user in found if user is not None), None)


def _read_microsoft(claims: Mapping[str, object]) -> Claimed | None:
    directory, person = _text(claims, "tid"), _text(claims, "oid")
    if not directory or not person:
        return None
    # A guest's own directory decides what their "email" says; the name that they
    # sign in by belongs to a domain which that directory had to prove is its own.
    is_guest = directory not in (_text(claims, "idp") or directory)
    names = ("preferred_username",) if is_guest else ("preferred_username", "email")
    return Claimed(
        subject=f"{directory}:{person}",
        emails=_addresses(claims, names),
        strong=_used_two_factors(claims),
    )


def _read_standard(claims: Mapping[str, object], *, strong: bool) -> Claimed | None:
    subject = _text(claims, "sub")
    if not subject:
        return None
    # Some providers write the boolean as a word.
    is_verified = claims.get("email_verified") in (True, "true")
    emails = _addresses(claims, ("email",)) if is_verified else ()
    return Claimed(subject=subject, emails=emails, strong=strong)


def _used_two_factors(claims: Mapping[str, object]) -> bool:
    methods = claims.get("amr")  # the words are those of RFC 8176
    return isinstance(methods, list) and "mfa" in methods


def _addresses(claims: Mapping[str, object], names: tuple[str, ...]) -> tuple[str, ...]:
    found = (_text(claims, name) for name in names)
    return tuple(text for text in found if text and "@" in text)


def _text(claims: Mapping[str, object], name: str) -> str | None:
    value = claims.get(name)
    return value if isinstance(value, str) else None
