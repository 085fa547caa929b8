"""Tenants, their kiosks and their pass keys."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from admin_server.core.connections import CalendarPolicy, DirectorySync


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
        second_factor: everybody needs TOTP or a passkey.
        suspended_at: since when nobody of the tenant is let in; None: not.
        texts: our own words by place ("invitation", "welcome") and language.
        owned: paths of values that a tenant file owns, such as
            "site.house.wifi"; the dashboard shows them locked.
        checklist: steps of the first sign-in, each "done" or "skipped".
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
    second_factor: bool = False
    suspended_at: datetime | None = None
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    owned: tuple[str, ...] = ()
    checklist: dict[str, str] = field(default_factory=dict)
    mail: "MailAccount | None" = None
    calendar: CalendarPolicy = field(default_factory=CalendarPolicy)
    directory: DirectorySync = field(default_factory=DirectorySync)


@dataclass(frozen=True)
class MailAccount:
    """How a tenant's own mail leaves; without one, the operator's server is used.

    Attributes:
        kind: "smtp", "smtp_oauth" or "graph".
        sender: the address it is sent from.
        settings: what is not secret, by the kind's own names.
        sealed_secret: password, client secret or refresh token, sealed to the
            tenant and the word "mail".
        secret_from: where the secret is read from instead, `env:` or `file:`.
    """

    kind: str
    sender: str
    sender_name: str = "Portico"
    settings: dict[str, str] = field(default_factory=dict)
    sealed_secret: str | None = None
    secret_from: str | None = None


@dataclass(frozen=True)
class Logo:
    """A tenant's logo, drawn anew as a PNG without anything but the picture.

    Attributes:
        version: a hash of the picture; another picture has another one.
        width, height: in dots.
    """

    version: str
    width: int
    height: int
    png: bytes = field(repr=False)


@dataclass(frozen=True)
class PrinterTrouble:
    """Whether a kiosk's printer needs somebody.

    Attributes:
        since: since when; None: it does not.
        mended_at: when the last trouble before ended.
    """

    since: datetime | None = None
    mended_at: datetime | None = None


@dataclass(frozen=True)
class Kiosk:
    """A paired device at one site; its token is kept only as a hash.

    Attributes:
        next_token_hash: a rotated token that the kiosk has not used yet; the
            old one counts until it does.
        token_made_at: when the newest token was made.
        version, queue_length, printer: what the kiosk said of itself last.
    """

    id: str
    name: str
    site: str
    token_hash: bytes
    reader: str = "below"
    revoked_at: datetime | None = None
    next_token_hash: bytes | None = None
    token_made_at: datetime | None = None
    paired_at: datetime | None = None
    last_seen_at: datetime | None = None
    version: str | None = None
    queue_length: int | None = None
    printer: str | None = None
    trouble: PrinterTrouble = PrinterTrouble()


class PairingState(StrEnum):
    """How far a pairing is."""

    WAITING = "waiting"
    APPROVED = "approved"
    DENIED = "denied"
    TAKEN = "taken"


@dataclass(frozen=True)
class Pairing:
    """A kiosk that shows a code and waits for an admin (after RFC 8628).

    It belongs to nobody until an admin approves it; then tenant and kiosk are
    known, and the device may fetch its token once.

    Attributes:
        device_hash: SHA-256 of the secret that only the device knows.
        code_hash: SHA-256 of the eight characters on its screen.
        tries: how often its device asked for the token too soon; each time its
            interval grows.
        asked_at: when it asked last.
    """

    id: str
    device_hash: bytes
    code_hash: bytes
    started_at: datetime
    expires_at: datetime
    state: PairingState = PairingState.WAITING
    tries: int = 0
    version: str | None = None
    tenant: str | None = None
    kiosk: str | None = None
    asked_at: datetime | None = None
