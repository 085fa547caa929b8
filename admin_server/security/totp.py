"""Codes from an authenticator app (RFC 6238), and recovery codes for when it is lost."""

import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp

from admin_server.core.ports import SecretBox

_PURPOSE = "totp"
_STEP_SECONDS = 30
_DRIFT = (0, -1, 1)
_DIGITS = 6
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
_GROUPS, _GROUP = 3, 4
RECOVERY_CODES = 10


def new_totp_secret() -> str:
    """Make the secret that our server and somebody's app share."""
    return pyotp.random_base32()


def seal_totp_secret(box: SecretBox, secret: str, *, tenant: str, user: str) -> str:
    """Seal a secret as it is kept with its user."""
    return box.seal(secret.encode(), *totp_words(tenant, user))


def open_totp_secret(box: SecretBox, sealed: str, *, tenant: str, user: str) -> str:
    """Open a user's secret.

    Raises:
        SecretUnreadable: another key, another user, or tampering.
    """
    return box.open(sealed, *totp_words(tenant, user)).decode()


def totp_words(tenant: str, user: str) -> tuple[str, ...]:
    """Say what a user's secret is bound to."""
    return tenant, _PURPOSE, user


def app_address(secret: str, *, account: str, issuer: str) -> str:
    """Write what an app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def step_of(secret: str, typed: str, *, now: datetime) -> int | None:
    """Say which time step a code belongs to: this one or a neighbour, else None.

    Phones are up to half a minute early or late (RFC 6238, 5.2).
    """
    code = "".join(typed.split())
    if len(code) != _DIGITS or not (code.isascii() and code.isdigit()):
        return None
    this = int(now.timestamp()) // _STEP_SECONDS
    generator = pyotp.HOTP(secret)
    fits = [
        this + drift
        for drift in _DRIFT
        if hmac.compare_digest(generator.at(this + drift), code)
    ]
    return fits[0] if fits else None


def new_recovery_codes() -> tuple[str, ...]:
    """Make codes such as "k7mq-2vxp-9tcd"; each has 59 bits."""
    return tuple(_recovery_code() for _ in range(RECOVERY_CODES))


def hash_recovery_code(typed: str) -> str:
    """Hash a recovery code as it is kept; spaces, hyphens and case do not matter."""
    plain = "".join(sign for sign in typed.casefold() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def _recovery_code() -> str:
    groups = (
        "".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS)
    )
    return "-".join(groups)
