"""Tenants, their kiosks, their calendar connections and their pass keys."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Tenant:
    """An organisation; nothing of one is ever seen by another.

    Attributes:
        slug: the short name in addresses.
        domains: e-mail domains of the organisation's own people.
        window_minutes: how far from the expected arrival a meeting may start.
        calendar_integration: whether calendars are looked at at all.
        pass_key: the public half of the key that signs passes, 32 bytes.
        sealed_pass_key: the private half, sealed.
    """

    id: str
    slug: str
    name: str
    pass_key: bytes
    sealed_pass_key: str
    languages: tuple[str, ...] = ("en", "de")
    domains: tuple[str, ...] = ()
    window_minutes: int = 30
    calendar_integration: bool = True
    accent: str | None = None


@dataclass(frozen=True)
class Kiosk:
    """A paired device at one site; its token is kept only as a hash."""

    id: str
    name: str
    site: str
    token_hash: bytes
    reader: str = "below"
    revoked_at: datetime | None = None


@dataclass(frozen=True)
class Connection:
    """A tenant's link to a calendar provider.

    Attributes:
        kind: the provider's name, such as "caldav" or "memory".
        settings: what is not secret: addresses, user names.
        sealed_secret: the password or key, sealed; None where none is needed.
        secret_from: where the secret is read from instead of the database, as
            `env:NAME` or `file:PATH`.
    """

    id: str
    kind: str
    name: str
    settings: dict[str, str] = field(default_factory=dict)
    sealed_secret: str | None = None
    secret_from: str | None = None
